import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { hubApp, podHubSocket, podPorts } from "../../components/gate/pod";
import { ProjectError } from "../exit";
import type { ClusterPlace } from "./cluster-place";
import type { Hub, HubAnswer, OpenHub } from "./hub";

/** Its name is planned, so that rights can be given on it alone. */
const hubPod = `${hubApp}-0`;

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 32 * 1024 * 1024;

/** Run in the hub's pod: passes a request to its socket on, and prints the status before the answer. */
const asking = [
    "const [socketPath, method, path] = process.argv.slice(1);",
    'require("http").request({ socketPath, method, path }, answer => {',
    '    process.stdout.write(answer.statusCode + "\\n");',
    "    answer.pipe(process.stdout);",
    "}).end();",
].join("\n");

/** Arguments of `kubectl` that ask the hub of a namespace: the first line of the output is the status. */
export const hubExec = (method: "GET" | "POST", at: string): readonly string[] => [
    ...["exec", hubPod, "--container", hubApp],
    ...["--", "node", "-e", asking, podHubSocket, method, at],
];

/**
 * The hub of a cell in a cluster, by `kubectl` and the rights of the user that runs it: on `pods/exec` for what commands ask, on
 * `pods/portforward` for the page. The hub listens in its pod alone.
 */
export class ClusterHub implements Hub {
    constructor(
        private readonly place: ClusterPlace,
        private readonly kubectl = "kubectl",
    ) {}

    async ask(method: "GET" | "POST", at: string): Promise<HubAnswer> {
        const args = this.args(...hubExec(method, at));
        try {
            const options = { timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES };
            const { stdout } = await promisify(execFile)(this.kubectl, args, options);
            const end = stdout.indexOf("\n");
            return { status: Number(stdout.slice(0, end)), text: stdout.slice(end + 1) };
        } catch (error) {
            throw this.failed(error as Failure);
        }
    }

    /** Until `kubectl` ends, as it does with this process at the latest. */
    open(): Promise<OpenHub> {
        const args = this.args("port-forward", hubPod, `:${podPorts.hub}`, "--address", "127.0.0.1");
        const child = spawn(this.kubectl, args, { stdio: ["ignore", "pipe", "pipe"] });
        const kill = () => void child.kill();
        process.once("exit", kill);
        let stderr = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = `${stderr}${text}`.slice(-4096)));
        return new Promise((resolve, reject) => {
            const ended = new Promise<void>(end => {
                child.once("close", () => {
                    process.off("exit", kill);
                    end();
                    reject(this.failed({ stderr }));
                });
            });
            child.once("error", error => {
                reject(this.failed(error));
            });
            createInterface(child.stdout).on("line", line => {
                const [, port] = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line) ?? [];
                if (port !== undefined) resolve({ address: `http://127.0.0.1:${port}/`, held: { ended, close: kill } });
            });
        });
    }

    private args(...command: readonly string[]): string[] {
        const { context, namespace } = this.place;
        return ["--context", context, "--namespace", namespace, ...command];
    }

    private failed({ code, message = "", stderr = "" }: Failure): ProjectError {
        const { cell, context, namespace } = this.place;
        if (code === "ENOENT") {
            return new ProjectError(
                `the hub of cell ${cell} is in a cluster, and there is no program kubectl on the PATH; install it: kubernetes.io/docs/tasks/tools`,
            );
        }
        const why = stderr.trim() || message;
        return new ProjectError(
            `the hub of cell ${cell} can't be reached (context ${context}, namespace ${namespace}): ${why}; is the stack up, and may you use ` +
                "pods/exec and pods/portforward there? --context names another context",
        );
    }
}

type Failure = Partial<Pick<NodeJS.ErrnoException, "code" | "message">> & { readonly stderr?: string };
