import assert from "node:assert/strict";

import { planned } from "../engine/steps";
import type { Cluster } from "../support/clusters/cluster";
import { missedBy } from "../support/drill";
import { filesIn, filesWith } from "../support/plain-text";
import { until } from "../support/until";
import { ByHand } from "./by-hand";
import { commandsBy, withoutRights } from "./documented-rights";
import { MeridianCommand, hubMetrics } from "./meridian-command";
import { lacksClusters } from "./shared";
import { attributes, features, host, namespace, prepareStore, store, type StorePlaces } from "./store-places";
import { TablesClient } from "./tables-client";

interface Service {
    readonly status: { readonly loadBalancer: { readonly ingress: readonly { readonly ip: string }[] } };
}

interface Secret {
    readonly data: Readonly<Record<string, string>>;
}

interface Pod {
    readonly metadata: { readonly uid: string };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Claim {
    readonly status: { readonly capacity?: { readonly storage: string } };
}

const claim = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data-store-0", namespace },
} as const;
const server = { apiVersion: "v1", kind: "Pod", metadata: { name: "store-0", namespace } } as const;
const isReady = ({ status: { conditions = [] } }: Pod) =>
    conditions.some(({ type, status }) => type === "Ready" && status === "True");

describe("the store of a cell in three clusters, one of them its backup location", function () {
    this.timeout(600_000);
    let places: StorePlaces;
    const clients: Partial<Record<"fra" | "lis", TablesClient>> = {};

    before(async function () {
        if (lacksClusters()) this.skip();
        places = await prepareStore();
        await places.stack.up();
        await reach();
    });
    after(close);

    /** Fronts, and the authority of a cell, are others in a stack that is recreated. */
    async function reach(): Promise<void> {
        close();
        const { clusters } = places;
        const ca = text((await secretOf(clusters.fra, "gate-tls")).data["ca.crt"]!);
        for (const name of ["fra", "lis"] as const) {
            clients[name] = new TablesClient(await frontOf(clusters[name]), host, ca);
        }
    }

    function close(): void {
        for (const client of Object.values(clients)) client.close();
    }

    const secretOf = ({ api }: Cluster, name: string) =>
        api.get<Secret>({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });

    async function frontOf({ api }: Cluster): Promise<string> {
        const front = { apiVersion: "v1", kind: "Service", metadata: { name: "gate", namespace } };
        return (await api.get<Service>(front)).status.loadBalancer.ingress[0]!.ip;
    }

    const put = (at: "fra" | "lis", path: string, item: object) => clients[at]!.sure("PUT", path, item);
    const read = async (at: "fra" | "lis", path: string) => {
        const { body, region, status } = await clients[at]!.sure("GET", `${path}?consistency=strong`);
        return { item: body.item, region, status };
    };

    it("has an item that was written in one region read in the other, by that region's own servers", async () => {
        const written = await put("fra", "features/s1", { value: 1 });
        assert.deepEqual([written.status, written.region], [200, "kubernetes:fra"]);
        const found = { item: { subject: "s1", value: 1 }, region: "kubernetes:lis", status: 200 };
        assert.deepEqual(await read("lis", "features/s1"), found);
    });

    it("has servers of the model look features up in the copy of their own region", async () => {
        await put("fra", "features/s3", Object.fromEntries(attributes.map((name, i) => [name, i / 10])));
        const found = await until("the copy has the item", async () => {
            const answer = await clients.lis!.infer("s3");
            return answer.status === 200 && answer;
        });
        assert.deepEqual([found.region, found.body.parameters?.features], ["kubernetes:lis", "found"]);
        const { body, status } = await clients.lis!.infer("s4");
        assert.deepEqual([status, (body.error ?? "").includes("no item of the subject")], [422, true]);
    });

    it("shows in the hub how the store's server of a region does, and how far its copy is behind", async () => {
        const hub = await MeridianCommand.of(places);
        const metrics = await until("the hub has heard the store's server of fra", async () => {
            const samples = await hubMetrics(places.clusters.fra, namespace).catch(() => "");
            return /^gnatsd_varz_routes\{.*region="kubernetes:fra"/m.test(samples) ? samples : undefined;
        });
        assert.match(metrics, /^jetstream_server_jetstream_disabled\{.*region="kubernetes:fra".*\} 0$/m);
        // Of another process, which the hub may hear later.
        const lag = await until("the hub has heard the table server of fra", async () => {
            const { regions } = (await hub.state())!;
            return regions.find(({ region }) => region === "kubernetes:fra")!.lagSeconds;
        });
        assert.ok(lag < 60, String(lag));
    });

    it("returns changes in another region than that of the writes, from where the last page of any region ended", async () => {
        const page = async (at: "fra" | "lis", body: object) => {
            const answer = await clients[at]!.sure("POST", "features/changes", body);
            return { status: answer.status, changes: answer.body.changes ?? [], next: answer.body.next! };
        };
        const { next } = await until("all items are in the copy", async () => {
            const first = await page("fra", {});
            return first.changes.some(({ key }) => key === "s3") && first;
        });
        await put("fra", "features/s5", { value: 5 });
        await clients.fra!.sure("DELETE", "features/s5");
        const seen = await until("both changes are in the copy", async () => {
            const second = await page("lis", { after: next });
            return second.changes.filter(({ key }) => key === "s5").length === 2 && second;
        });
        assert.deepEqual(
            seen.changes.map(({ key, kind }) => `${kind} ${key}`),
            ["put s5", "delete s5"],
        );
        assert.deepEqual((await page("fra", { after: seen.next })).changes, []);
    });

    it("takes a region out of traffic on command, which serves again once it is returned", async () => {
        const { clusters, shared, stack } = places;
        const meridian = await commandsBy("watcher-callers", namespace, places);
        const [fra, lis] = [await frontOf(clusters.fra), await frontOf(clusters.lis)];
        const leadsTo = (...wanted: readonly string[]) =>
            until(
                `the cell's name leads to ${wanted.join(" and ")}`,
                () => [...(shared.names.of(host) ?? [])].sort().join() === [...wanted].sort().join(),
                60_000,
            );
        await leadsTo(fra, lis);
        const evacuated = await meridian.byHand("evacuate", "kubernetes:lis");
        assert.deepEqual(evacuated, {
            ...{ cell: "eu", region: "kubernetes:lis" },
            changed: true,
            status: "evacuated",
        });
        await leadsTo(fra);
        // Its gates say so to routers, and answer nevertheless: the other region may need them.
        await until("the gates of lis do", async () => (await clients.lis!.statusOf("/region")) === 503);
        assert.deepEqual(await read("lis", "features/s1"), {
            ...{ item: { subject: "s1", value: 1 }, region: "kubernetes:lis", status: 200 },
        });
        assert.deepEqual((await meridian.byHand("evacuate", "kubernetes:lis")).changed, false);
        const last = await meridian.byHand("evacuate", "kubernetes:fra");
        assert.match(
            last.refused ?? "",
            /fra can't be evacuated: no other region of cell eu serves \(lis is evacuated\)/,
        );
        // An update does not wait for a region that is out of traffic.
        assert.deepEqual(await planned(stack), {});
        const returned = await meridian.byHand("return", "kubernetes:lis");
        assert.deepEqual([returned.changed, returned.status], [true, "serving"], returned.refused);
        await leadsTo(fra, lis);
        await until("the gates of lis serve", async () => (await clients.lis!.statusOf("/region")) === 200);
    });

    it("has the others fill a copy again whose volume a drill has emptied, with nothing lost, and no inference failed", async () => {
        const { clusters, shared } = places;
        const meridian = await commandsBy("drillers", namespace, places);
        const where = ["--region", "kubernetes:lis", "--resolver", shared.names.address];
        const inStore = (script: string) =>
            clusters.lis.kubectl("exec", "store-0", "-n", namespace, "--", "/bin/sh", "-c", script);
        await inStore("touch /store/of-before");
        const found = await meridian.drill("lost-store", ...where, "--rate", "10");
        assert.deepEqual([found.changed, missedBy(found)], [[], []]);
        assert.deepEqual([found.rpoSeconds, found.figures.lost], [0, 0], JSON.stringify(found.figures));
        assert.doesNotMatch(await inStore("ls -A /store"), /before/);
    });

    it("changes nothing by a second update", async () => {
        assert.deepEqual(await planned(places.stack), {});
    });

    it("has all of its servers as members, by what the Job that makes its tables reads of them", async () => {
        const pods = ["--namespace", namespace, "--selector", "app.kubernetes.io/name=operator"];
        const settled = JSON.parse(
            /^.*"members settled".*$/m.exec(await places.clusters.fra.kubectl("logs", ...pods, "--tail", "-1"))![0],
        ) as { readonly members: readonly string[]; readonly removed: readonly string[] };
        assert.deepEqual(settled.members, ["kubernetes:fra", "kubernetes:hel", "kubernetes:lis"]);
        assert.deepEqual(settled.removed, []);
    });

    it("has its keys in no ConfigMap, and in no file of the engine in plain text", async () => {
        const { clusters, stack } = places;
        const { data } = await secretOf(clusters.hel, "store-configuration");
        const configuration = JSON.parse(text(data["nats-server.conf"]!)) as {
            readonly jetstream: { readonly key: string };
            readonly cluster: { readonly authorization: { readonly password: string } };
        };
        const keys = [configuration.jetstream.key, configuration.cluster.authorization.password];
        assert.ok(keys.every(key => /^[0-9a-f]{64}$/.test(key)));
        assert.deepEqual(filesWith(keys, [...filesIn(stack.engine.workspace.state), stack.file]), []);
        for (const cluster of Object.values(clusters)) {
            const maps = await cluster.kubectl("get", "configmaps", "--namespace", namespace, "--output", "json");
            assert.ok(keys.every(key => !maps.includes(key)));
        }
    });

    it("writes no item to a disk in plain text", async () => {
        await put("lis", "features/canary", { value: "a-canary-in-an-item" });
        const found = await places.clusters.lis.onFirstNode(
            ...(["sh", "-c", "grep -rl a-canary-in-an-item /var/lib/volumes || true"] as const),
        );
        assert.equal(found, "");
    });

    it("copies tables to the bucket of the backup location, and restores every item from there once they were emptied", async () => {
        const { access, clusters, stack } = places;
        const items = Array.from({ length: 20 }, (_, i) => ({ key: `copied${i}`, value: i }));
        await Promise.all(items.map(({ key, value }) => put("fra", `features/${key}`, { value })));
        const inHel = new ByHand(clusters.hel, namespace);
        const begun = Date.now();
        const made = await inHel.run("backup", "backup-now");
        assert.match(made.log, /"event":"copy made".*"shards":2/);
        const copied = /^meridian_store_copied_timestamp_seconds\{.*region="kubernetes:fra".*\} (\d[\d.e+]+)$/m;
        await until(
            "the hub has heard of the copy",
            async () => {
                const metrics = await hubMetrics(clusters.fra, namespace).catch(() => "");
                assert.doesNotMatch(metrics, /^meridian_store_copies_overdue\{.*\} 1$/m);
                return Number(copied.exec(metrics)?.[1]) * 1000 > begun;
            },
            120_000,
        );
        await Promise.all(items.map(({ key }) => clients.fra!.sure("DELETE", `features/${key}`)));
        await put("fra", "features/later", { value: 1 });
        const refused = await inHel.run("restore", "restore-refused");
        assert.deepEqual(refused.succeeded, false);
        assert.match(refused.log, /table features has items.*set REPLACE to true/);
        const restored = await inHel.run("restore", "restore-now", "REPLACE=true");
        assert.ok(restored.succeeded, restored.log);
        for (const { key, value } of items) {
            assert.deepEqual((await read("lis", `features/${key}`)).item, { subject: key, value });
        }
        const { body } = await clients.lis!.sure("POST", "features/batch-get?consistency=strong", {
            keys: [{ key: "later" }],
        });
        assert.ok(!JSON.stringify(body).includes('"value":1'), JSON.stringify(body));
        const secrets = [access.secret];
        assert.ok([made, refused, restored].every(({ log }) => !log.includes(access.secret)));
        assert.deepEqual(filesWith(secrets, [...filesIn(stack.engine.workspace.state), stack.file]), []);
        const written = await clusters.hel.kubectl(
            ...["get", "configmaps,cronjobs,jobs,pods", "--namespace", namespace, "--output", "json"],
        );
        assert.ok(!written.includes(access.secret));
    });

    it("serves on while a server is away, and has that one back with its data", async () => {
        const { lis } = places.clusters;
        const { metadata } = await lis.api.get<Pod>(server);
        await lis.api.delete(server);
        assert.equal((await put("fra", "features/s2", { value: 2 })).status, 200);
        await until(
            "its server is back",
            async () => {
                const pod = await lis.api.get<Pod>(server).catch(() => undefined);
                return pod !== undefined && pod.metadata.uid !== metadata.uid && isReady(pod);
            },
            180_000,
        );
        for (const [key, value] of [["s1", 1] as const, ["s2", 2] as const]) {
            // While the region's table servers have no server, its gates ask the other region.
            const { item } = await until("lis answers by its own server", async () => {
                const answer = await read("lis", `features/${key}`);
                return answer.region === "kubernetes:lis" && answer;
            });
            assert.deepEqual(item, { subject: key, value });
        }
    });

    it("grows the volumes of servers that run on", async () => {
        const { clusters, settings, stack } = places;
        const all = Object.values(clusters);
        const podsOf = () => Promise.all(all.map(({ api }) => api.get<Pod>(server)));
        const before = await podsOf();
        stack.set("meridian:kubernetes", settings(2));
        await stack.up();
        for (const { api } of all) {
            await api.until<Claim>("the volume has grown", claim, ({ status }) => status.capacity?.storage === "2Gi");
        }
        assert.deepEqual(
            (await podsOf()).map(({ metadata }) => metadata.uid),
            before.map(({ metadata }) => metadata.uid),
        );
    });

    it("refuses smaller volumes at the preview", async () => {
        const { settings, stack } = places;
        stack.set("meridian:kubernetes", settings(1));
        const { exitCode, output } = await stack.run("preview");
        assert.notEqual(exitCode, 0);
        assert.match(output, /data-store-0[^]*requests\.storage: Forbidden: field can not be less than/);
        stack.set("meridian:kubernetes", settings(2));
        assert.deepEqual(await planned(stack), {});
    });

    it("makes another table by an update, beside those that there are", async () => {
        const visits = { name: "visits", partitionKey: "subject", sortKey: "at" };
        places.stack.set("meridian:store", JSON.stringify(store([features, visits])));
        await places.stack.up();
        assert.equal((await put("lis", "visits/s1/2026-01-01", { value: 3 })).status, 200);
        assert.deepEqual((await read("fra", "visits/s1/2026-01-01")).item, {
            ...{ subject: "s1", at: "2026-01-01", value: 3 },
        });
        assert.deepEqual((await read("fra", "features/s1")).item, { subject: "s1", value: 1 });
    });

    it("refuses another key of a table by the reason, in the update, and by another Job in the next one", async () => {
        const { clusters, stack } = places;
        stack.set("meridian:store", JSON.stringify(store([{ ...features, partitionKey: "patient" }])));
        const failed: string[] = [];
        for (const _ of ["first", "next"]) {
            const { exitCode, output } = await stack.run("up", "--yes", "--skip-preview");
            assert.notEqual(exitCode, 0);
            assert.match(output, /has kept a table features with partition key subject, not patient/);
            const jobs = [
                "get",
                "jobs",
                "--namespace",
                namespace,
                "--output",
                "jsonpath={.items[?(@.status.failed)].metadata.uid}",
            ];
            failed.push(await clusters.fra.kubectl(...jobs));
        }
        assert.match(failed[0]!, /^[0-9a-f-]{36}$/);
        assert.notEqual(failed[1], failed[0]);
        // The next update is of the stack that is recreated.
        stack.set("meridian:store", JSON.stringify(store([features])));
    });

    it("leaves volumes in their namespaces when the stack is destroyed, and nothing else", async () => {
        const { clusters, stack } = places;
        await withoutRights(namespace, places);
        await stack.destroy();
        const kinds = "persistentvolumeclaims,statefulsets,jobs,deployments,services,configmaps,networkpolicies,roles";
        for (const cluster of Object.values(clusters)) {
            const left = await cluster.kubectl("get", kinds, "--namespace", namespace, "--output", "name");
            assert.deepEqual(left.trim().split("\n").sort(), [
                "configmap/kube-root-ca.crt",
                "persistentvolumeclaim/data-store-0",
            ]);
        }
    });

    it("has its items again in a stack that is recreated with the same key", async () => {
        await places.stack.up();
        await reach();
        assert.deepEqual((await read("lis", "features/s2")).item, { subject: "s2", value: 2 });
    });
});

const text = (base64: string) => Buffer.from(base64, "base64").toString();
