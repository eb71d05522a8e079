import { createInterface } from "node:readline";

import { hubApp, podHubSocket, podPorts } from "../../components/gate/pod";
import { Kubectl, type Wanted } from "../clusters/kubectl";
import type { ClusterPlace } from "../clusters/place";
import type { Hub, HubAnswer, OpenHub } from "./hub";

/** Its name is planned, so that rights can be given on it alone. */
const hubPod = `${hubApp}-0`;

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
    private readonly kubectl: Kubectl;

    constructor(place: ClusterPlace, more: Pick<Wanted, "contexts"> = {}) {
        this.kubectl = new Kubectl(place, {
            what: `the hub of cell ${place.cell}`,
            rights: "pods/exec and pods/portforward",
            ...more,
        });
    }

    async ask(method: "GET" | "POST", at: string): Promise<HubAnswer> {
        const output = await this.kubectl.ask(...hubExec(method, at));
        const end = output.indexOf("\n");
        return { status: Number(output.slice(0, end)), text: output.slice(end + 1) };
    }

    /** Until `kubectl` ends, as it does with this process at the latest. */
    open(): Promise<OpenHub> {
        const child = this.kubectl.start("port-forward", hubPod, `:${podPorts.hub}`, "--address", "127.0.0.1");
        const kill = () => void child.kill();
        process.once("exit", kill);
        let stderr = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = `${stderr}${text}`.slice(-4096)));
        return new Promise((resolve, reject) => {
            const ended = new Promise<void>(end => {
                child.once("close", () => {
                    process.off("exit", kill);
                    end();
                    reject(this.kubectl.failed({ stderr }));
                });
            });
            child.once("error", error => {
                reject(this.kubectl.failed(error));
            });
            createInterface(child.stdout).on("line", line => {
                const [, port] = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line) ?? [];
                if (port !== undefined) resolve({ address: `http://127.0.0.1:${port}/`, held: { ended, close: kill } });
            });
        });
    }
}
