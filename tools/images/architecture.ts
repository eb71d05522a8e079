/** What images are built for. The spelling is that of OCI, Debian and Go. */
export const architectures = ["amd64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

interface Names {
    /** Debian's name of the folder of libraries. */
    readonly triplet: string;
    /** Where every program that links the C library names its loader (System V ABI of the architecture). */
    readonly loader: string;
    /** What npm packages with binaries are named by. */
    readonly npm: string;
    /** Of wheels with binaries for glibc 2.31. */
    readonly wheel: string;
    /** In an image's index. */
    readonly variant?: string;
}

export const names: Readonly<Record<Architecture, Names>> = {
    amd64: {
        triplet: "x86_64-linux-gnu",
        loader: "lib64/ld-linux-x86-64.so.2",
        npm: "x64",
        wheel: "manylinux_2_31_x86_64",
    },
    arm64: {
        triplet: "aarch64-linux-gnu",
        loader: "lib/ld-linux-aarch64.so.1",
        npm: "arm64",
        wheel: "manylinux_2_31_aarch64",
        variant: "v8",
    },
};

/** What containers of this machine run. */
export const architectureHere: Architecture = process.arch === "arm64" ? "arm64" : "amd64";
