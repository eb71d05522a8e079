import { podDirectories, podPorts, podServers, watcherApp } from "../../components/gate/pod";
import { releaseKey } from "../../components/plan/clouds/physical-names";
import { serversHost } from "../../components/plan/names";
import { releasesOf } from "../../components/plan/serving/serving";
import { samplesPath } from "../../components/watch/samples";
import { Kubectl } from "../clusters/kubectl";
import type { RegionInCluster } from "../clusters/place";
import { ProjectError, UsageError } from "../exit";

/** Of which release samples are wanted, how many, and why. */
export interface WantedSamples {
    readonly model: string;
    readonly version: string;
    readonly most: number;
    readonly reason: string;
}

/** Some of what a release was asked. */
export interface Sample {
    /** ISO 8601, in UTC. */
    readonly time: string;
    readonly request: unknown;
    readonly answer: unknown;
}

export interface PodSamples {
    /** By all servers of the release. */
    readonly kept: number;
    /** The newest first. */
    readonly samples: readonly Sample[];
    /** Why servers did not answer, by their addresses. */
    readonly missing: readonly string[];
}

/**
 * Run in the watcher's pod, whose certificate servers admit to samples: asks every ready pod of a release, and prints the answers. Its last
 * argument is for the audit log of the API server alone.
 */
const asking = [
    "const [host, port, servername, path, tls] = process.argv.slice(1);",
    'const { readFileSync } = require("node:fs");',
    'const file = name => readFileSync(tls + "/" + name);',
    'const files = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };',
    "const ask = ({ address }) => new Promise(resolve => {",
    "    const failed = ({ message }) => resolve({ address, error: message });",
    "    const options = { host: address, port, path, servername, headers: { host: servername }, ...files };",
    '    require("node:https").request({ ...options, signal: AbortSignal.timeout(10_000) }, answer => {',
    '        let text = "";',
    '        answer.setEncoding("utf8").on("data", piece => (text += piece)).on("error", failed);',
    '        answer.on("end", () => resolve({ address, status: answer.statusCode, text }));',
    '    }).on("error", failed).end();',
    "});",
    'require("node:dns").promises.lookup(host, { all: true }).then(all => Promise.all(all.map(ask))).then(',
    "    answers => process.stdout.write(JSON.stringify(answers)),",
    "    ({ message }) => { console.error(message); process.exitCode = 1; },",
    ");",
].join("\n");

/** What the watcher's pod prints for each server. */
type Answer =
    | { readonly address: string; readonly status: number; readonly text: string }
    | { readonly address: string; readonly error: string };

/**
 * Samples of a release's servers in a region, by way of the region's watcher. Throws a `UsageError` for a release that does not run there,
 * a `ProjectError` where the stack keeps no samples, where the cluster refuses, and where no server answers.
 */
export async function clusterSamples(at: RegionInCluster, wanted: WantedSamples): Promise<PodSamples> {
    const [host, servername] = addressOf(at, wanted);
    const kubectl = new Kubectl(at.place, {
        what: `the watcher of region ${at.region} of cell ${at.place.cell}`,
        rights: "deployments (get), pods (get, list) and pods/exec (create)",
    });
    const { most, reason } = wanted;
    const asked = [host, String(podPorts.server), servername, `${samplesPath}?most=${most}`, podDirectories.tls];
    const output = await kubectl.ask(
        ...["exec", `deployment/${watcherApp}`, "--container", watcherApp],
        ...["--", "node", "-e", asking, ...asked, `reason: ${reason}`],
    );
    return merged(JSON.parse(output) as readonly Answer[], most);
}

/** The name of a release's servers in the cluster's DNS, and that in their certificates. */
function addressOf(
    { cell: { servings }, place: { namespace }, region }: RegionInCluster,
    { model, version }: WantedSamples,
): readonly [string, string] {
    const serving = servings.find(one => one.region === region);
    const releases = releasesOf(serving?.models ?? []).map(({ model, release }) => [model.name, release.version]);
    if (serving === undefined || !releases.some(one => one[0] === model && one[1] === version)) {
        const running = releases.map(one => one.join(" ")).join(", ") || "none";
        throw new UsageError(`no release ${model} ${version} runs in ${region}; allowed: ${running}`);
    }
    if (serving.samples === undefined) {
        throw new ProjectError("no samples are kept; set observability.samples, and update the stack");
    }
    // As a pod's search list completes it, whatever the domain of the cluster.
    const service = podServers(releaseKey(model, version), namespace, "").replace(/\.$/, "");
    return [service, serversHost(serving.host)];
}

export function merged(answers: readonly Answer[], most: number): PodSamples {
    const found: Sample[] = [];
    const missing: string[] = [];
    let kept = 0;
    for (const answer of answers) {
        if ("status" in answer && answer.status === 200) {
            const reported = JSON.parse(answer.text) as { readonly kept: number; readonly samples: readonly Sample[] };
            kept += reported.kept;
            found.push(...reported.samples);
        } else {
            missing.push(`${answer.address}: ${"status" in answer ? `${answer.status} ${answer.text}` : answer.error}`);
        }
    }
    if (missing.length === answers.length) {
        throw new ProjectError(
            `no server of the release answers (${missing.join("; ") || "none is ready"}); try again`,
        );
    }
    const newest = found.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0)).slice(0, most);
    return { kept, samples: newest, missing };
}
