import { podDirectories, podPorts, watcherApp } from "../../components/gate/pod";
import { watcherHost } from "../../components/plan/names";
import type { RegionRef } from "../../components/plan/places/catalogue";
import type { Verdict } from "../../components/watch/regions/region-record";
import type { RegionStatus } from "../../components/watch/state";
import { ProjectError } from "../exit";
import { Kubectl } from "./kubectl";
import type { RegionInCluster } from "./place";

/** Run in the watcher's pod, which takes requests with its own certificate: passes one on, and prints the status before the answer. */
const asking = [
    "const [port, servername, method, path, tls, body] = process.argv.slice(1);",
    'const { readFileSync } = require("node:fs");',
    'const file = name => readFileSync(tls + "/" + name);',
    'const headers = { host: servername, "content-type": "application/json", "content-length": Buffer.byteLength(body) };',
    'const files = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };',
    'const options = { host: "127.0.0.1", port, path, method, servername, headers, ...files };',
    'require("node:https").request({ ...options, signal: AbortSignal.timeout(20_000) }, answer => {',
    '    process.stdout.write(answer.statusCode + "\\n");',
    "    answer.pipe(process.stdout);",
    '}).on("error", ({ message }) => { console.error(message); process.exitCode = 1; }).end(body);',
].join("\n");

/** How another context of a region is named, where no option does. */
export const contexts = "existing.<region>.cluster names its context";

/** Undefined for a cluster that does not answer. */
export function unlessRefused(error: unknown): undefined {
    if (!(error instanceof ProjectError)) throw error;
    return undefined;
}

/** The watcher of a region, by the rights of the user in its cluster. */
export class Watcher {
    private readonly kubectl: Kubectl;
    private readonly host: string;

    constructor(
        readonly at: RegionRef,
        { cell, place }: RegionInCluster,
    ) {
        this.host = cell.servings.find(({ region }) => region === at)!.host;
        this.kubectl = new Kubectl(place, {
            what: `the watcher of region ${at} of cell ${place.cell}`,
            rights: "deployments (get), pods (get, list) and pods/exec (create)",
            contexts,
        });
    }

    /** Throws a `ProjectError`. */
    async ask(method: "GET" | "POST", path: string, body: object = {}): Promise<{ status: string; text: string }> {
        const command = ["exec", `deployment/${watcherApp}`, "--container", watcherApp, "--", "node", "-e", asking];
        const to = [String(podPorts.server), watcherHost(this.host), method, path, podDirectories.tls];
        const output = await this.kubectl.ask(...command, ...to, JSON.stringify(body));
        const [status = "", ...lines] = output.split("\n");
        return { status, text: lines.join("\n") };
    }

    /** The status of its region; undefined where it does not answer, or has none yet. */
    async status(): Promise<RegionStatus | undefined> {
        const answer = await this.ask("GET", "/v1/region").catch(unlessRefused);
        if (answer?.status !== "200") return undefined;
        return (JSON.parse(answer.text) as { readonly verdict?: Verdict }).verdict?.kind;
    }
}
