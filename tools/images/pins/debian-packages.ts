import { names, type Architecture } from "../architecture";

/** A file of a package, by its path there and its path in images. */
export interface DebianFile {
    readonly from: string;
    readonly to: string;
}

interface DebianPackage {
    readonly license: string;
    /** The same package for every architecture. */
    readonly all?: true;
    /** Only what programs link: of the C library neither locales nor character sets. */
    files(architecture: Architecture): readonly DebianFile[];
}

const libraries =
    (...library: readonly string[]) =>
    (architecture: Architecture): DebianFile[] =>
        library.map(name => {
            const file = `usr/lib/${names[architecture].triplet}/${name}`;
            return { from: file, to: file };
        });

/** The authorities of Mozilla, one file each, which an image has as one file. */
export const authorities = "usr/share/ca-certificates/mozilla";
export const authoritiesFile = "etc/ssl/certs/ca-certificates.crt";

/** Packages of Debian that images have files of. */
export const debianPackages = {
    libc6: {
        license: "LGPL-2.1-or-later",
        files: architecture => {
            const { loader, triplet } = names[architecture];
            const from = `usr/lib/${triplet}/${loader.slice(loader.indexOf("/") + 1)}`;
            const shared = libraries("libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1");
            return [{ from, to: loader }, ...shared(architecture)];
        },
    },
    "libgcc-s1": { license: "GPL-3.0-or-later WITH GCC-exception-3.1", files: libraries("libgcc_s.so.1") },
    "libstdc++6": { license: "GPL-3.0-or-later WITH GCC-exception-3.1", files: libraries("libstdc++.so.6") },
    "busybox-static": {
        license: "GPL-2.0-only",
        files: () => [{ from: "usr/bin/busybox", to: "bin/busybox" }],
    },
    "ca-certificates": {
        license: "MPL-2.0",
        all: true,
        files: () => [{ from: authorities, to: authoritiesFile }],
    },
} as const satisfies Readonly<Record<string, DebianPackage>>;

export type DebianName = keyof typeof debianPackages;
export const debianNames = Object.keys(debianPackages) as DebianName[];

export const debianPackage = (name: DebianName): DebianPackage => debianPackages[name];

/** The folders of committed files that the package has, one an architecture or one for all. */
export const editions = (name: DebianName, architecture: Architecture): Architecture | "all" =>
    debianPackage(name).all ? "all" : architecture;
