import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { parse, stringify } from "yaml";

import { hubExec } from "../../cli/hub/cluster-hub";
import type { Outcome } from "../../cli/by-hand/by-hand";
import type { Result } from "../../cli/drill/result";
import type { PodLine, PodLines } from "../../cli/queries/cluster-logs";
import type { Sample } from "../../cli/queries/cluster-samples";
import type { ServiceState } from "../../components/watch/state";
import { getTool } from "../../tools";
import type { Cluster } from "../support/clusters/cluster";
import { inShort } from "../support/drill";
import { command } from "../cli/command";
import type { Regions } from "./regions";

const node = process.execPath;

/** `meridian` in the project of a stack, with the kubeconfig that its engine has, and the clusters' own `kubectl`. */
export class MeridianCommand {
    private constructor(private readonly options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }) {}

    /** With the rights of the clusters' administrator, or of another user. */
    static async of(
        { kubeconfig, stack: { project } }: Pick<Regions, "kubeconfig" | "stack">,
        as?: string,
    ): Promise<MeridianCommand> {
        const file = path.join(project, "kubeconfig");
        writeFileSync(file, as === undefined ? kubeconfig : impersonating(kubeconfig, as), { mode: 0o600 });
        const bin = path.dirname(await getTool("kubernetes"));
        const env = { PATH: `${bin}:${process.env.PATH!}`, KUBECONFIG: file };
        return new MeridianCommand({ cwd: project, env });
    }

    /** What it shows, undefined while the hub does not answer. */
    async state(): Promise<ServiceState | undefined> {
        try {
            const { stdout } = await promisify(execFile)(node, [command, "hub", "--json"], this.options);
            return JSON.parse(stdout) as ServiceState;
        } catch (error) {
            // With 1 it ends where an alarm is on.
            const { code, stdout } = error as { code?: number; stdout?: string };
            return code === 1 ? (JSON.parse(stdout!) as ServiceState) : undefined;
        }
    }

    /** Lines of the pods of a process. */
    async logs(region: string, process: string, ...more: readonly string[]): Promise<readonly PodLine[]> {
        const args = [command, "logs", region, "--process", process, "--json", ...more];
        const { stdout } = await promisify(execFile)(node, args, this.options);
        return (JSON.parse(stdout) as PodLines).lines;
    }

    /** What servers of release 1.0.0 of model `screening` keep. */
    async samples(region: string, ...more: readonly string[]): Promise<{ kept: number; samples: readonly Sample[] }> {
        const release = ["--model", "screening", "--version", "1.0.0"];
        const args = [command, "samples", region, ...release, "--reason", "a test", "--json", ...more];
        const { stdout } = await promisify(execFile)(node, args, this.options);
        return JSON.parse(stdout) as { kept: number; samples: readonly Sample[] };
    }

    /** `evacuate` or `return`: what it prints, or the message with which it ends. */
    async byHand(
        what: "evacuate" | "return",
        region: string,
    ): Promise<Partial<Outcome> & { readonly refused?: string }> {
        try {
            const { stdout } = await promisify(execFile)(node, [command, what, region, "--json"], this.options);
            return JSON.parse(stdout) as Outcome;
        } catch (error) {
            return { refused: (error as { readonly stderr: string }).stderr };
        }
    }

    /** What a drill has found, whether or not it has passed. */
    async drill(name: string, ...more: readonly string[]): Promise<Result> {
        const result = await this.drilled(name, ...more);
        console.log(inShort({ result }));
        return result;
    }

    private async drilled(name: string, ...more: readonly string[]): Promise<Result> {
        const args = [command, "drill", name, "--json", ...more];
        try {
            return JSON.parse((await promisify(execFile)(node, args, this.options)).stdout) as Result;
        } catch (error) {
            const { code, stderr, stdout } = error as { code?: number; stderr?: string; stdout?: string };
            if (code !== 1) throw new Error(`meridian drill ${name} ends with ${code}: ${stderr}`, { cause: error });
            return JSON.parse(stdout!) as Result;
        }
    }

    /** Hands on the address that it prints, and ends it as Ctrl-C does. */
    async opened(use: (address: string) => Promise<void>): Promise<void> {
        const child = spawn(node, [command, "hub"], {
            ...this.options,
            stdio: ["ignore", "pipe", "inherit"],
        });
        try {
            await use(await addressOf(child));
        } finally {
            const ended = child.exitCode === null ? once(child, "exit") : undefined;
            child.kill("SIGINT");
            await ended;
        }
    }
}

function addressOf(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
        child.once("exit", code => {
            reject(new Error(`meridian hub ends with ${code}`));
        });
        createInterface(child.stdout!).on("line", line => {
            if (line.startsWith("http://")) resolve(line);
        });
    });
}

/** Follows no redirection. */
export async function get(url: string, cookie?: string) {
    const response = await fetch(url, { redirect: "manual", headers: { ...(cookie !== undefined && { cookie }) } });
    const [set] = response.headers.getSetCookie();
    return { status: response.status, body: await response.text(), cookie: set?.split(";")[0] };
}

/** What a hub counts, as Prometheus reads it. */
export function hubMetrics(cluster: Pick<Cluster, "kubectl">, namespace: string): Promise<string> {
    return cluster.kubectl("--namespace", namespace, ...hubExec("GET", "/metrics"));
}

/**
 * Requests that the API server evaluates as another user's
 * (kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).
 */
function impersonating(kubeconfig: string, as: string): string {
    const { users, ...rest } = parse(kubeconfig) as { users: readonly { readonly user: object }[] };
    return stringify({ ...rest, users: users.map(({ user, ...named }) => ({ ...named, user: { ...user, as } })) });
}
