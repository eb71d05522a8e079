import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../package-root";

/** What a command may use. */
export interface Limits {
    /** Of its address space. */
    readonly memoryGiB: number;
    /** Of its run, and of a processor. */
    readonly seconds: number;
}

/** A command, and what there is where it runs. */
export interface Confined {
    readonly command: readonly string[];
    /** Files and directories outside of the system's that it reads. */
    readonly reads: readonly string[];
    readonly limits: Limits;
    /** Without a sandbox it has the same environment and limits, and sees the network and the files of its user. */
    readonly sandbox: boolean;
}

/** A program to start, with nothing in its environment but what is said. */
export interface Started {
    readonly program: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    /** Removes what it left. */
    readonly remove: () => void;
}

/** Programs and libraries of a system, where it has them. */
const system = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/etc/alternatives",
    "/etc/ld.so.cache",
];
/** How many processors there are: ONNX Runtime looks there. */
const processors = "/sys/devices/system/cpu";

/** Namespaces of its own for each kind of thing; in that of users it is root, which outside is the caller. */
const namespaces = [
    "--user",
    "--map-root-user",
    "--mount",
    "--net",
    "--pid",
    "--ipc",
    "--uts",
    "--fork",
    "--kill-child",
];

const unconfined = 'ulimit -c 0; ulimit -v "$1"; ulimit -t "$2"; shift 2; exec "$@"';

/** How a command is started where it can do no harm. */
export function confined({ command, reads, limits, sandbox }: Confined): Started {
    const directory = mkdtempSync(join(tmpdir(), "meridian-convert-"));
    const remove = () => {
        rmSync(directory, { recursive: true, force: true });
    };
    const bounds = [`${Math.floor(limits.memoryGiB * 2 ** 20)}`, `${Math.ceil(limits.seconds)}`];
    const env = environment(sandbox ? "/tmp" : directory);
    if (!sandbox) return { program: "/bin/sh", args: ["-c", unconfined, "sh", ...bounds, ...command], env, remove };
    const files = [...system, processors, ...reads].filter(file => existsSync(file));
    const script = join(packageRoot(), "tools", "convert", "sandbox.sh");
    const args = [...namespaces, "/bin/sh", script, directory, ...bounds, ...files, "--", ...command];
    return { program: "unshare", args, env, remove };
}

/** One thread computes the same on each machine. The last variables choose a kernel of OpenBLAS that the processor has. */
function environment(home: string): Readonly<Record<string, string>> {
    const kernel = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"].flatMap(name => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value] as const];
    });
    return {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        HOME: home,
        TMPDIR: home,
        LANG: "C.UTF-8",
        // Converters go through sets: with another order, the same model would have another digest.
        PYTHONHASHSEED: "0",
        OMP_NUM_THREADS: "1",
        OPENBLAS_NUM_THREADS: "1",
        ...Object.fromEntries(kernel),
    };
}

/** Why this machine has no sandbox; undefined where it has. */
export async function sandboxFault(): Promise<string | undefined> {
    if (process.platform !== "linux") return `it needs namespaces of Linux, and this is ${process.platform}`;
    const limits = { memoryGiB: 1, seconds: 10 };
    const { program, args, env, remove } = confined({ command: ["true"], reads: [], limits, sandbox: true });
    return new Promise(resolve => {
        execFile(program, args, { env, timeout: 30_000, killSignal: "SIGKILL" }, (error, _stdout, stderr) => {
            remove();
            const [said = ""] = stderr.trim().split("\n");
            resolve(error === null ? undefined : said || error.message.split("\n", 1)[0]);
        });
    });
}
