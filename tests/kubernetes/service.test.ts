import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { planned, stepsOfUpdate } from "../engine/steps";
import type { Cluster } from "../support/clusters/cluster";
import { missedBy } from "../support/drill";
import { filesIn, filesWith } from "../support/plain-text";
import { until } from "../support/until";
import { FrontClient, whileLoaded } from "./front-client";
import { commandsBy, withoutRights } from "./documented-rights";
import { get, MeridianCommand } from "./meridian-command";
import { isolatesItsPods } from "./isolation";
import { judgesItsNamespaces } from "./judged";
import { host, models, namespace, prepareRegions, type Regions } from "./regions";
import { untilRolledOut } from "./rollout";
import { rows } from "./screening";
import { lacksClusters } from "./shared";

const PER_SECOND = 200;

interface Service {
    readonly status: { readonly loadBalancer: { readonly ingress: readonly { readonly ip: string }[] } };
}

interface Secret {
    readonly data: Readonly<Record<"tls.crt" | "tls.key" | "ca.crt", string>>;
}

const servers = (version: string) => ({
    ...{ apiVersion: "apps/v1", kind: "Deployment" },
    metadata: { name: `screening-${version.replaceAll(".", "-")}`, namespace },
});

describe("a service in two clusters, each a region of its cell", function () {
    this.timeout(600_000);
    let regions: Regions;
    const clients: Partial<Record<"fra" | "lis", FrontClient>> = {};

    before(async function () {
        if (lacksClusters()) this.skip();
        regions = await prepareRegions();
        await regions.stack.up();
        const { clusters, shared } = regions;
        clients.fra = await clientOf(clusters.fra, text((await secretOf(clusters.fra, "gate-tls")).data["ca.crt"]));
        clients.lis = await clientOf(clusters.lis, shared.cell.ca);
    });
    after(() => {
        for (const client of Object.values(clients)) client.close();
    });

    const secretOf = ({ api }: Cluster, name: string) =>
        api.get<Secret>({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });

    /** At the address of the front, with the authority of what that shows: the cell's, and that of the certificate that was brought. */
    async function clientOf(cluster: Cluster, ca: string): Promise<FrontClient> {
        const { status } = await cluster.api.get<Service>({
            ...{ apiVersion: "v1", kind: "Service" },
            metadata: { name: "gate", namespace },
        });
        return new FrontClient(status.loadBalancer.ingress[0]!.ip, host, ca);
    }

    it("answers inferences at the front of each region, by servers of that region", async () => {
        for (const name of ["fra", "lis"] as const) {
            // At once: gates have had their first checks when the update ends.
            const answer = await clients[name]!.infer();
            assert.deepEqual([answer.status, answer.region, answer.version], [200, `kubernetes:${name}`, "1.0.0"]);
            const { outputs } = JSON.parse(answer.body) as { outputs: { data: unknown[] }[] };
            assert.ok(outputs.length > 0 && outputs.every(({ data }) => data.length > 0));
        }
    });

    it("shows by `meridian hub` how both regions of the cell do, from what the pods of each count", async () => {
        const hub = await MeridianCommand.of(regions);
        const seen = await until(
            "the hub has heard both regions, with requests of each",
            async () => {
                await Promise.all(Object.values(clients).map(client => client.infer()));
                const state = await hub.state();
                return state?.regions.every(
                    ({ releases, requestsPerSecond, status }) =>
                        status === "serving" &&
                        requestsPerSecond > 0 &&
                        releases.every(({ loaded }) => loaded !== undefined),
                ) === true
                    ? state
                    : undefined;
            },
            60_000,
        );
        assert.deepEqual(seen.regions.map(({ region }) => region).sort(), ["kubernetes:fra", "kubernetes:lis"]);
        assert.deepEqual(seen.alarms, []);
    });

    it("measures by each region's watcher how far requests have moved from the baselines of their releases", async () => {
        const hub = await MeridianCommand.of(regions);
        const driftOf = async (region: string) =>
            (await hub.state())?.regions.find(one => one.region === region)?.drift ?? [];
        const seen = await until(
            "fra has measured a window of values",
            async () => {
                // A window is of a thousand values of each feature. Rows that are all the same are none that a model was trained on.
                await clients.fra!.infer(rows(500));
                const drift = await driftOf("kubernetes:fra");
                return drift.length > 0 ? drift : undefined;
            },
            90_000,
        );
        assert.ok(seen.some(({ hasMoved, of, version }) => of === "feature" && version === "1.0.0" && hasMoved));
        assert.deepEqual(await driftOf("kubernetes:lis"), []);
    });

    it("opens the hub's page on this machine until Ctrl-C, by an address that works once, with the rights that are documented", async () => {
        const hub = await commandsBy("hub-readers", namespace, regions);
        await hub.opened(async address => {
            const [first, second] = [await get(address), await get(address)];
            assert.deepEqual([first.status, second.status], [303, 401]);
            const page = await get(new URL("/", address).href, first.cookie);
            assert.equal(page.status, 200);
            assert.match(page.body, /<title>/);
        });
    });

    it("shows by `meridian logs` what the pods of a region write, of all their containers", async () => {
        const meridian = await commandsBy("log-readers", namespace, regions);
        const brought = `"source":"${regions.bucket.url}/models/1.0.0.onnx"`;
        const fetched = await meridian.logs("kubernetes:fra", "screening-1-0-0", "--contains", brought);
        const pods = new Set(fetched.map(({ container, pod }) => `${pod.replace(/-\w+-\w+$/, "")} ${container}`));
        assert.deepEqual([...pods], ["screening-1-0-0 fetch"], JSON.stringify(fetched));
        const { length } = await meridian.logs("kubernetes:lis", "gate", "--most", "1");
        assert.equal(length, 1);
    });

    it("shows by `meridian samples` what servers of a region were asked, the newest first, and nothing of another region", async () => {
        const meridian = await commandsBy("watcher-callers", namespace, regions);
        const canary = 0.123_456;
        const asked = rows(1, canary);
        for (let i = 0; i < 4; i++) await clients.fra!.infer(asked);
        const { kept, samples } = await meridian.samples("kubernetes:fra", "--most", "4");
        assert.ok(kept >= 4 && samples.length === 4);
        assert.deepEqual(
            [...samples]
                .map(({ time }) => time)
                .sort()
                .reverse(),
            samples.map(({ time }) => time),
        );
        const isCanary = ({ request }: { request: unknown }) => JSON.stringify(request).includes(String(canary));
        assert.ok(samples.every(isCanary), JSON.stringify(samples).slice(0, 2_000));
        assert.ok(!(await meridian.samples("kubernetes:lis")).samples.some(isCanary));
    });

    it("changes nothing by a second update", async () => {
        assert.deepEqual(await planned(regions.stack), {});
    });

    it("has keys of its processes in no file of the engine, and keys of its authorities encrypted", async () => {
        const { clusters, stack } = regions;
        const keys = await Promise.all(
            [
                secretOf(clusters.fra, "gate-tls"),
                secretOf(clusters.fra, "authority"),
                secretOf(clusters.lis, "servers-tls"),
            ].map(async secret => text((await secret).data["tls.key"]).split("\n")[1]!),
        );
        assert.equal(new Set(keys).size, 3);
        assert.deepEqual(
            filesWith([...keys, "PRIVATE KEY"], [...filesIn(stack.engine.workspace.state), stack.file]),
            [],
        );
    });

    judgesItsNamespaces(() => regions);
    isolatesItsPods(() => regions);

    it("spills to the other region for as long as one has no servers", async () => {
        const { clusters } = regions;
        const scaleTo = (replicas: number) =>
            clusters.fra.kubectl(
                ...["scale", "deployment", servers("1.0.0").metadata.name],
                ...["--namespace", namespace, `--replicas=${replicas}`],
            );
        const answeredBy = (name: string) =>
            until(
                `${name} answers clients of fra`,
                async () => {
                    const answer = await clients.fra!.infer().catch(() => undefined);
                    return answer?.status === 200 && answer.region === `kubernetes:${name}`;
                },
                120_000,
            );
        // Servers that end serve on until the cluster's DNS is sure to be heard.
        await scaleTo(0);
        await answeredBy("lis");
        await scaleTo(2);
        await answeredBy("fra");
    });

    const hasPassed: Partial<Record<"bad-release" | "region-down", boolean>> = {};

    it("is answered by the other region while all pods of one are down, by a drill that has all as before then", async () => {
        const { clusters, shared } = regions;
        // Gates also have answers of servers that end.
        await untilRolledOut(clusters.fra.api, servers("1.0.0"));
        const meridian = await commandsBy("drillers", namespace, regions);
        const where = ["--region", "kubernetes:lis", "--resolver", shared.names.address];
        const found = await meridian.drill("region-down", ...where, "--rate", "20", "--seconds", "30");
        assert.deepEqual([found.changed, missedBy(found)], [[], []]);
        assert.match(found.what, /^killed the \d+ pods of kubernetes:lis, and keeps them down$/);
        assert.ok(found.requests > 200, JSON.stringify(found.figures));
        hasPassed["region-down"] = found.passed;
        assert.equal(
            await clusters.fra.kubectl("get", "configmap", "drill", "-n", namespace, "--ignore-not-found"),
            "",
        );
    });

    it("loses no request while each server of a release is killed as soon as it serves, by a drill", async () => {
        const { shared, stack } = regions;
        const meridian = await commandsBy("drillers", namespace, regions);
        const samples = path.join(stack.project, "samples.json");
        writeFileSync(samples, rows(3));
        const where = ["--region", "kubernetes:lis", "--resolver", shared.names.address, "--samples", samples];
        const found = await meridian.drill("bad-release", ...where, "--rate", "20");
        assert.deepEqual([found.changed, missedBy(found)], [[], []]);
        assert.deepEqual(found.release, { model: "screening", version: "1.0.0" });
        hasPassed["bad-release"] = found.passed;
    });

    it("shows by `meridian hub` what drills have found, once its pod has seen them, and leaves them over an update", async () => {
        const meridian = await commandsBy("hub-readers", namespace, regions);
        const seen = await until(
            "the hub shows both",
            async () => {
                const drills = (await meridian.state())?.drills ?? [];
                return drills.length === 2 && drills;
            },
            180_000,
        );
        assert.deepEqual(
            seen.map(({ drill, passed, region }) => [drill, region, passed]),
            [
                ["bad-release", "kubernetes:lis", hasPassed["bad-release"]],
                ["region-down", "kubernetes:lis", hasPassed["region-down"]],
            ],
        );
        await regions.stack.refresh();
        const changed = (await stepsOfUpdate(regions.stack)).map(({ op, urn }) => `${op} ${urn.split("::").at(-1)!}`);
        assert.deepEqual(
            changed.filter(step => step.includes("drills")),
            [],
        );
        const results = await regions.clusters.fra.kubectl("get", "configmap", "drills", "-n", namespace, "-o", "json");
        assert.equal(Object.keys((JSON.parse(results) as { data: object }).data).length, 2);
    });

    it("moves to another release under load without a failed request, and deletes the old one last", async () => {
        const { bucket, clusters, stack } = regions;
        await untilRolledOut(clusters.fra.api, servers("1.0.0"));
        let steps: Awaited<ReturnType<typeof stepsOfUpdate>> = [];
        stack.set("meridian:models", models(bucket, { "2.0.0": 100 }));
        const one = await whileLoaded(clients.fra!, PER_SECOND, async () => {
            steps = await stepsOfUpdate(stack);
        });
        assert.deepEqual(one.failed, {});
        assert.ok(one.answered["1.0.0"]! > 0 && one.answered["2.0.0"]! > 0, JSON.stringify(one));
        const named = steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)!}`);
        const first = named.findIndex(step => step.startsWith("delete risk-eu-fra-screening-1-0-0"));
        const rolled = named.lastIndexOf("update risk-eu-fra-gate");
        assert.ok(rolled >= 0 && first > rolled, named.join("\n"));
        assert.equal((await clients.fra!.infer()).version, "2.0.0");
    });

    it("corrects manual changes, and leaves the number of replicas to the autoscaler", async () => {
        const { clusters, stack } = regions;
        const front = { apiVersion: "v1", kind: "Service", metadata: { name: "gate", namespace } } as const;
        const portsOf = async () =>
            (await clusters.fra.api.get<{ spec: { ports: { targetPort: number }[] } }>(front)).spec.ports.map(
                ({ targetPort }) => targetPort,
            );
        const ports = await portsOf();
        await clusters.fra.kubectl(
            ...["patch", "service", "gate", "--namespace", namespace, "--type=merge"],
            ...["--patch", JSON.stringify({ spec: { ports: [{ port: 443, targetPort: 8081 }] } })],
        );
        const { name } = servers("2.0.0").metadata;
        await clusters.fra.kubectl("scale", "deployment", name, "--namespace", namespace, "--replicas=3");
        await stack.refresh();
        await stack.up();
        assert.deepEqual(await portsOf(), ports);
        const { spec } = await clusters.fra.api.get<{ spec: { replicas: number } }>(servers("2.0.0"));
        assert.equal(spec.replicas, 3);
        await until("it answers", async () => (await clients.fra!.infer().catch(() => undefined))?.status === 200);
    });

    it("leaves nothing in its clusters when it is destroyed, but a namespace that was brought with what it had", async () => {
        const { clusters, stack } = regions;
        await withoutRights(namespace, regions);
        await stack.destroy();
        const wide = "namespaces,validatingadmissionpolicies,validatingadmissionpolicybindings";
        const found = await clusters.fra.kubectl("get", wide, "--output", "name");
        assert.ok(!found.includes(namespace), found);
        await clusters.lis.kubectl("get", "secret", "screening-tls", "--namespace", namespace);
        const kinds = "deployments,services,configmaps,networkpolicies,gslbs,roles,serviceaccounts";
        const left = await clusters.lis.kubectl("get", kinds, "--namespace", namespace, "--output", "name");
        assert.deepEqual(left.trim().split("\n").sort(), ["configmap/kube-root-ca.crt", "serviceaccount/default"]);
    });
});

const text = (base64: string) => Buffer.from(base64, "base64").toString();
