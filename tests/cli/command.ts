import { type ChildProcess, fork, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { atEnd } from "../support/at-end";

export interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** A directory with a Pulumi project, in which commands are run. */
export interface ScratchProject {
    readonly root: string;
    write(file: string, content: string | Uint8Array): void;
    read(file: string): string;
    /** As a process of its own. */
    run(argv: readonly string[], env?: NodeJS.ProcessEnv, cwd?: string): Promise<Ended>;
    /** In a process that stays, a fifth of the time: of commands that wait for no signal. */
    ask(argv: readonly string[], env?: NodeJS.ProcessEnv, cwd?: string): Promise<Ended>;
    remove(): void;
}

export const command = path.join(packageRoot(), "dist/cli/main.js");

/** Files by name. Where none of them is the project's, there is one that says that stacks are in `stacks`. */
export function projectWith(files: Readonly<Record<string, string>>): ScratchProject {
    const root = mkdtempSync(path.join(tmpdir(), "meridian-command-"));
    const write = (file: string, content: string | Uint8Array) => {
        mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
        writeFileSync(path.join(root, file), content);
    };
    const hasProject = Object.keys(files).some(file => /^Pulumi\.[a-z]+$/.test(file));
    Object.entries(hasProject ? files : { "Pulumi.yaml": shop, ...files }).forEach(([file, content]) => {
        write(file, content);
    });
    return {
        root,
        write,
        read: file => readFileSync(path.join(root, file), "utf8"),
        run: (argv, env, cwd = root) => runIn(cwd, [command, ...argv], env),
        ask: (argv, env, cwd = root) => asked({ cwd, argv, env: environmentWith(env) }),
        remove: () => {
            rmSync(root, { recursive: true, force: true });
        },
    };
}

const shop = "name: shop\nruntime: nodejs\nstackConfigDir: stacks\n";

const environmentWith = (env: NodeJS.ProcessEnv = {}) => ({ PATH: process.env.PATH, ...env });

interface Asked {
    readonly cwd: string;
    readonly argv: readonly string[];
    readonly env: NodeJS.ProcessEnv;
}

/** By the file of authorities that it trusts beside the usual ones, which Node reads once. */
const kept = new Map<string, ChildProcess>();
let last: Promise<unknown> = Promise.resolve();

/** One after another: commands have the process to themselves. */
function asked(order: Asked): Promise<Ended> {
    const ended = last.then(async () => {
        const child = keptProcess(order.env.NODE_EXTRA_CA_CERTS ?? "");
        child.send(order);
        const [answer] = (await Promise.race([once(child, "message"), once(child, "exit")])) as [Ended | number | null];
        if (answer === null || typeof answer === "number") {
            throw new Error(`the process of commands has ended: ${answer}`);
        }
        return answer;
    });
    last = ended.catch(() => undefined);
    return ended;
}

function keptProcess(authorities: string): ChildProcess {
    const known = kept.get(authorities);
    if (known !== undefined) return known;
    const env = environmentWith(authorities === "" ? {} : { NODE_EXTRA_CA_CERTS: authorities });
    const child = fork(path.join(__dirname, "kept.cjs"), { execArgv: [], env });
    kept.set(authorities, child);
    atEnd(async () => {
        kept.delete(authorities);
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill("SIGKILL");
        await once(child, "exit");
    });
    return child;
}

/** Runs Node with nothing in its environment but what is said. */
export async function runIn(cwd: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const child = spawn(process.execPath, argv, {
        cwd,
        env: environmentWith(env),
        stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
        child.on("error", reject).on("close", code => {
            resolve({ code, stdout, stderr });
        });
    });
}

export function sha256(content: string | Uint8Array): string {
    return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** A valid stack on this machine whose model has these releases: version, artifact, and the digest where it is said. */
export function stackOf(releases: readonly (readonly [version: string, artifact: string, digest?: string])[]): string {
    const [[first] = [""]] = releases;
    const lines = releases.flatMap(([version, artifact, digest]) => [
        `        "${version}":`,
        `          artifact: ${artifact}`,
        ...(digest === undefined ? [] : [`          digest: ${digest}`]),
    ]);
    return `config:
  meridian:service: screening
  meridian:domain: screening.localhost
  meridian:cells:
    - name: eu
      jurisdictions: [EU]
      dataClasses: [internal]
      regions: [local:eu-west, local:eu-central]
      primary: local:eu-west
  meridian:models:
    - name: screening
      releases:
${lines.join("\n")}
      traffic: [{ version: "${first}", percent: 100 }]
`;
}

export const someDigest = sha256("some");

/** What stands in the file of that stack's model, where a test has put it. */
export const model = "the bytes of a model";

/** A valid stack, every line of which a test may change. */
export const validStack = stackOf([["1.0.0", "file:models/1.onnx", sha256(model)]]);
