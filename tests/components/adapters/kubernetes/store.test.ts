import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import * as pulumi from "@pulumi/pulumi";

import { settingsFaults } from "../../../../components/adapters/kubernetes/replicated-store/settings";
import { ConfigFaults } from "../../../../components/plan/faults";
import { copiedSettings, storeSettings } from "../../../contract/adapters/kubernetes";
import { type Made, madeOf, withTables } from "./made";
import { type Configuration, configurationsOf, nameOf, of } from "./store-objects";

interface StatefulSet {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly hostAliases: readonly { readonly ip: string; readonly hostnames: string[] }[];
                readonly volumes: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
            };
        };
    };
}

/** What the API server refuses to change, so that the workload would be replaced. */
interface Workload {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly selector: object;
        readonly serviceName?: string;
        readonly volumeClaimTemplates?: object;
    };
}

const serversOf = (made: readonly Made[]) =>
    of(made, "StatefulSet")
        .map(({ inputs, region }) => ({ region, ...(inputs as unknown as StatefulSet) }))
        .filter(({ metadata }) => metadata.name === "store");

const operatorsOf = (made: readonly Made[]) => of(made, "Job").filter(({ name }) => name.endsWith("-operator"));

describe("the store of a cell in clusters", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);

    it("has a server in each region and in the backup location, with a volume that stays when the stack goes", async () => {
        const made = await madeOf(withTables());
        const servers = serversOf(made);
        assert.deepEqual(servers.map(({ region }) => region).sort(), ["fra", "hel", "lis"]);
        for (const { region, spec } of servers) {
            const [claim, ...others] = of(made, "PersistentVolumeClaim").filter(one => one.region === region);
            assert.deepEqual([claim!.options.isRetained, others], [true, []]);
            assert.deepEqual(claim!.inputs.spec, {
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: "10Gi" } },
            });
            const names = spec.template.spec.volumes.flatMap(volume => volume.persistentVolumeClaim?.claimName ?? []);
            // By its name a stack that is recreated takes over what lies there, and docs/clouds/kubernetes-tables.md names it.
            assert.deepEqual([names, nameOf(claim!)], [["data-store-0"], "data-store-0"]);
        }
    });

    it("has volumes that go with it, where it is ephemeral", async () => {
        const claims = of(await madeOf(withTables({ ephemeral: true })), "PersistentVolumeClaim");
        assert.deepEqual(
            claims.map(({ options }) => options.isRetained),
            [false, false, false],
        );
    });

    it("has volumes of the size and the class that the config names, in the same StatefulSets", async () => {
        const store = { ...storeSettings, volumeGiB: 20, volumeClass: "fast" };
        const [before, after] = [withTables(), withTables()];
        const made = await madeOf({ ...after, kubernetes: { ...after.kubernetes, store } });
        for (const { inputs } of of(made, "PersistentVolumeClaim")) {
            const { resources, storageClassName } = inputs.spec as Readonly<Record<string, unknown>>;
            assert.deepEqual([resources, storageClassName], [{ requests: { storage: "20Gi" } }, "fast"]);
        }
        const specs = (all: readonly Made[]) => serversOf(all).map(({ spec }) => Object.keys(spec));
        assert.deepEqual(specs(made), specs(await madeOf(before)));
        assert.doesNotMatch(JSON.stringify(serversOf(made)), /20Gi/);
    });

    it("has workloads whose fields that no update can change are made of their names alone", async () => {
        const made = await madeOf(withTables());
        const workloads = ["Deployment", "StatefulSet"].flatMap(kind => of(made, kind));
        assert.ok(workloads.length > 10);
        for (const { inputs, kind } of workloads) {
            const { metadata, spec } = inputs as unknown as Workload;
            const { selector, serviceName, volumeClaimTemplates } = spec;
            assert.deepEqual(selector, { matchLabels: { "app.kubernetes.io/name": metadata.name } });
            assert.equal(serviceName, kind === "StatefulSet" ? metadata.name : undefined);
            assert.equal(volumeClaimTemplates, undefined);
        }
    });

    it("connects its servers by names in their certificates, at addresses of balancers that take them from peers only", async () => {
        const made = await madeOf(withTables());
        const hosts = (places: string[]) => places.map(place => `store.${place}-onprem.eu.screening.example.com`);
        const configurations = configurationsOf(made);
        for (const { region: place, spec } of serversOf(made)) {
            const others = hosts(["fra", "lis", "hel"].filter(other => other !== place));
            const aliases = spec.template.spec.hostAliases;
            assert.deepEqual(
                aliases,
                others.map(name => ({ ip: "192.0.2.1", hostnames: [name] })),
            );
            const { routes } = configurations[place]!.cluster;
            assert.deepEqual(
                routes.map(route => new URL(route.replace("nats-route:", "https:")).host),
                others.map(name => `${name}:6222`),
            );
        }
        const services = of(made, "Service", "store-routes");
        assert.equal(services.length, 3);
        for (const { inputs } of services) {
            const { loadBalancerSourceRanges, type } = inputs.spec as Readonly<Record<string, unknown>>;
            assert.deepEqual([type, loadBalancerSourceRanges], ["LoadBalancer", storeSettings.peers]);
        }
    });

    it("gives all servers the same keys, of which none is that of the config", async () => {
        const all = Object.values(configurationsOf(await madeOf(withTables())));
        for (const keyOf of [
            ({ jetstream }: Configuration) => jetstream.key,
            ({ cluster }: Configuration) => cluster.authorization.password,
        ]) {
            assert.equal(new Set(all.map(keyOf)).size, 1);
            assert.match(keyOf(all[0]!), /^[0-9a-f]{64}$/);
        }
    });

    it("admits to a server what serves tables in its region and what watches it, in the primary what makes them, and no one in the backup location", async () => {
        const users = Object.fromEntries(
            Object.entries(configurationsOf(await madeOf(withTables()))).map(([place, { accounts }]) => [
                place,
                accounts.CELL.users.map(({ user }) => user.replace("-onprem.eu.screening.example.com", "")),
            ]),
        );
        assert.deepEqual(users, {
            fra: ["tables.fra", "standings.fra", "operator.fra"],
            lis: ["tables.lis", "standings.lis"],
            hel: [],
        });
    });

    it("makes tables by a Job in the primary region, another one for other tables and the same one for the same", async () => {
        const namesOf = async (change?: object) =>
            operatorsOf(await madeOf(withTables(change))).map(job => `${job.region} ${nameOf(job)!}`);
        const [first, again, other] = [await namesOf(), await namesOf(), await namesOf({ shards: 8 })];
        assert.equal(first.length, 1);
        assert.match(first[0]!, /^fra operator-[0-9a-f]{10}$/);
        assert.deepEqual(again, first);
        assert.notDeepEqual(other, first);
    });

    it("makes that Job again at the next update where it has failed", async () => {
        const [job] = operatorsOf(await madeOf(withTables()));
        const { annotations } = (job!.inputs as { metadata: { annotations: Record<string, string> } }).metadata;
        assert.equal(annotations["pulumi.com/replaceUnready"], "true");
    });

    it("has servers of places that leave taken off by that Job alone, and watchers of their region look how servers are", async () => {
        const made = await madeOf(withTables());
        const [job] = operatorsOf(made);
        assert.match(JSON.stringify(job!.inputs), /"secretName":"administrator-tls"/);
        const specs = of(made, "ConfigMap").flatMap(
            ({ inputs }) => (inputs.data as Record<string, string | undefined> | undefined)?.["store.json"] ?? [],
        );
        assert.deepEqual(
            specs.map(spec => (JSON.parse(spec) as { readonly members: unknown }).members),
            [["kubernetes:fra-onprem", "kubernetes:hel-onprem", "kubernetes:lis-onprem"]],
        );
        const users = Object.entries(configurationsOf(made)).map(([place, { accounts }]) => [
            place,
            accounts.SYS.users.map(({ user }) => user),
        ]);
        const at = (role: string, place: string) => `${role}.${place}-onprem.eu.screening.example.com`;
        assert.deepEqual(Object.fromEntries(users), {
            fra: [at("watcher", "fra"), at("administrator", "fra")],
            lis: [at("watcher", "lis")],
            hel: [],
        });
    });

    it("has the changes of a table retained by what makes it, and known to what serves it", async () => {
        const changes = { retainHours: 48 };
        const made = await madeOf(withTables({ tables: [{ name: "features", partitionKey: "subject", changes }] }));
        const lists = of(made, "ConfigMap").flatMap(({ inputs, region }) => {
            const { "store.json": spec, "tables.json": list } = (inputs.data ?? {}) as Record<
                string,
                string | undefined
            >;
            const text = spec ?? list;
            if (text === undefined) return [];
            const { tables } = JSON.parse(text) as { readonly tables: readonly { readonly changes?: object }[] };
            return [[region, spec === undefined ? "tables" : "operator", tables[0]!.changes]];
        });
        assert.deepEqual(lists.sort(), [
            ["fra", "operator", changes],
            ["fra", "tables", changes],
            ["lis", "tables", changes],
        ]);
    });

    it("is reached through the gates of each region", async () => {
        const made = await madeOf(withTables());
        const packed = of(made, "ConfigMap").flatMap(
            ({ inputs }) => (inputs.binaryData as Readonly<Record<string, string>> | undefined)?.["gate.json.gz"] ?? [],
        );
        assert.equal(packed.length, 2);
        for (const one of packed) {
            const gate = gunzipSync(Buffer.from(one, "base64")).toString();
            assert.match(gate, /"tables\.screening-eu\.svc\.cluster\.local"/);
        }
        const tables = of(made, "Deployment", "tables").map(({ region }) => region);
        assert.deepEqual(tables.sort(), ["fra", "lis"]);
    });
});

describe("settings of a store in clusters that a program makes without a config", () => {
    const images = { gate: "gate", runtime: "runtime", fetch: "fetch" };
    const backup = { place: "kubernetes:hel-onprem" as const, everyHours: 6, retainDays: 10 };
    const store = { peers: ["203.0.113.0/24"], key: pulumi.output("k"), backups: {}, annotations: {}, volumeGiB: 10 };
    const faultsWith = (...[settings, plan]: Parameters<typeof settingsFaults>) =>
        settingsFaults(settings, plan).map(({ code, path }) => `${code} ${path}`);

    it("are missed: the store's, its image, and the bucket of the backup location", () => {
        assert.deepEqual(faultsWith({ images, store: undefined }, {}), [
            "kubernetes/store-missing store",
            "image/not-pinned kubernetes.images.store",
        ]);
        assert.deepEqual(faultsWith({ images: { ...images, store: "store" }, store }, { backup }), [
            'kubernetes/backup-bucket-missing kubernetes.store.backups["kubernetes:hel-onprem"]',
        ]);
        assert.deepEqual(faultsWith({ images: { ...images, store: "store" }, store }, {}), []);
    });
});

describe("secrets of a store in clusters", () => {
    it("are refused before anything is made where they can't be what they are for, without their values", async () => {
        const change = withTables({ backup: { everyHours: 6, retainDays: 10 } });
        const config = { ...change, kubernetes: { ...change.kubernetes, store: copiedSettings } };
        await assert.rejects(madeOf(config, { store: "guessed", backup: "a-key-without-its-secret" }), error => {
            assert.ok(error instanceof ConfigFaults);
            assert.deepEqual(
                error.faults.map(({ code, path, value }) => [code, path, value]),
                [
                    [
                        "kubernetes/store-credentials",
                        `kubernetes.store.backups["kubernetes:hel-onprem"].credentials`,
                        "backup",
                    ],
                    ["kubernetes/store-key", "kubernetes.store.key", "7 characters"],
                ],
            );
            return true;
        });
    });
});
