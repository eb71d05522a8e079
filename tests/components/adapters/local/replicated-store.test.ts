import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { RegionalServing, ReplicatedStore } from "../../../../components";
import { local } from "../../../../components/adapters/local";
import type { FileInputs } from "../../../../components/adapters/local/provider/file";
import { clientFaults } from "../../../../components/adapters/local/replicated-store/client";
import { parseLookUp } from "../../../../runtime/model-server/features";
import type { LandingZone } from "../../../../components/landing-zone/contract";
import type { LatencyInput } from "../../../../components/plan/routing/latency";
import { type Cell, cell } from "../../../../components/plan/cells/cell";
import type { ReplicatedStoreArgs } from "../../../../components/replicated-store/args";
import { type Inputs, mockEngine, settled } from "../../../support/mocked-engine";
import { ResourceOptions } from "../../../support/resource-options";
import { pinned, wholeFaultsOf } from "../../plan/faults-of";
import { screening } from "../../plan/screening";

const places = ["eu-central", "eu-north", "eu-west"];
const regions = ["eu-central", "eu-west"];

/** What of a server's configuration these tests look at. */
interface Configuration {
    readonly server_name: string;
    readonly cluster: { readonly routes: readonly string[]; readonly authorization: { readonly password: string } };
    readonly jetstream: { readonly key: string };
    readonly accounts: {
        readonly CELL: {
            readonly users: readonly {
                readonly user: string;
                readonly permissions: Readonly<Record<"publish" | "subscribe", { readonly allow: readonly string[] }>>;
            }[];
        };
        readonly SYS: Configuration["accounts"]["CELL"];
    };
}

describe("the store of a cell on this machine", () => {
    let made: Map<string, Inputs>;
    beforeEach(async () => {
        made = await mockEngine();
    });

    const landingsOf = (cell: Cell, latency?: LatencyInput): LandingZone[] => {
        const cloud = local({ directory: "unused", ...(latency && { latency }) });
        const names = cloud.zone({ domain: cell.domain });
        return regions.map(region => cloud.region(region).landingZone({ cell, names }));
    };
    const eu = cell("eu", {
        domain: "screening.localhost",
        jurisdictions: ["EU"],
        dataClasses: ["health"],
        regions: regions.map(region => `local:${region}`),
        primary: "local:eu-west",
        backup: "local:eu-north",
    });
    const features = { name: "features", partitionKey: "subject" };

    async function stored(
        more: Partial<ReplicatedStoreArgs> = {},
        latency?: LatencyInput,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const landings = landingsOf(eu, latency);
        const store = new ReplicatedStore("s", { landings, tables: [features], ...more }, opts);
        await settled();
        return { store, landings };
    }
    const fileOf = (name: string) => made.get(name) as unknown as FileInputs;
    const configurationAt = (place: string) => JSON.parse(fileOf(`s-${place}-configuration`).content) as Configuration;
    /** The permissions of each user: table servers, watchers, model servers and the operator of buckets. */
    const mayAsk = (place: string) =>
        configurationAt(place).accounts.CELL.users.map(({ permissions: { publish } }) => publish.allow);

    it("has a server in each region and the backup location, and serves tables in the regions only", async () => {
        const { store } = await stored();
        assert.deepEqual(Object.keys(store.nodes).sort(), [
            "artifacts",
            ...places.map(place => `server-${place}`),
            "standings",
            "table-features",
            ...regions.map(region => `tables-${region}`),
        ]);
        for (const bucket of ["s-features", "s-artifacts"]) {
            assert.deepEqual(
                made.get(bucket)!.copies,
                places.map(place => `local:${place}`),
            );
        }
        assert.deepEqual(
            Object.keys(store.store.tables.features!).sort(),
            regions.map(region => `local:${region}`),
        );
    });

    it("is refused, with the way to install it, where the engine's client is missing", () => {
        const without = (name: string) => (id: string) => {
            if (id === name) throw new Error("Cannot find module");
        };
        assert.deepEqual(pinned(clientFaults(without("@nats-io/obj"))), [
            {
                code: "store/client-missing",
                path: "store",
            },
        ]);
        assert.deepEqual(clientFaults(), []);
    });

    it("has the ways between servers take their time where the map says so", async () => {
        const { store } = await stored({}, {});
        assert.ok(store.nodes.network !== undefined);
        const ways = JSON.parse(fileOf("s-links").content) as { from: string; to: string; ms: number }[];
        assert.deepEqual(
            ways.map(({ from, to }) => `${from} ${to}`),
            places.flatMap(from => places.filter(to => to !== from).map(to => `local:${from} local:${to}`)),
        );
        assert.ok(ways.every(({ ms }) => ms > 5 && ms < 100));
    });

    it("has each server know the others, by names for what only files hold", async () => {
        await stored();
        for (const place of places) {
            const { server_name, cluster, jetstream } = configurationAt(place);
            assert.equal(server_name, `local:${place}`);
            assert.equal(cluster.routes.length, 2);
            assert.ok(cluster.routes.every(route => route.startsWith("nats-route://route:{{ROUTES_KEY}}@")));
            assert.deepEqual([cluster.authorization.password, jetstream.key], ["{{ROUTES_KEY}}", "{{STORAGE_KEY}}"]);
            const { content, secrets } = fileOf(`s-${place}-configuration`);
            const named = [...content.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
            assert.deepEqual(new Set(named), new Set(Object.keys(secrets!)));
        }
    });

    it("admits what serves a region's tables and models at that region's server, watchers at any, and only the operator at the backup", async () => {
        await stored();
        const usersAt = (place: string) => configurationAt(place).accounts.CELL.users.map(({ user }) => user);
        const operator = "operator.store.eu.screening.localhost";
        for (const region of regions) {
            assert.deepEqual(usersAt(region), [
                `tables.${region}.eu.screening.localhost`,
                `watcher.${region}.eu.screening.localhost`,
                `servers.${region}.eu.screening.localhost`,
                operator,
                `watcher.${region === "eu-west" ? "eu-central" : "eu-west"}.eu.screening.localhost`,
            ]);
        }
        assert.deepEqual(usersAt("eu-north"), [operator]);
        for (const place of places) {
            const { SYS } = configurationAt(place).accounts;
            assert.deepEqual(
                SYS.users.map(({ user, permissions: { publish } }) => [user, publish.allow]),
                [
                    [
                        "observer.store.eu.screening.localhost",
                        ["$SYS.REQ.SERVER.*.VARZ", "$SYS.REQ.SERVER.*.JSZ", "$SYS.REQ.SERVER.*.HEALTHZ"],
                    ],
                    [
                        "administrator.store.eu.screening.localhost",
                        ["$SYS.REQ.SERVER.PING.JSZ", "$JS.API.META.LEADER.STEPDOWN", "$JS.API.SERVER.REMOVE"],
                    ],
                ],
            );
        }
    });

    it("lets what serves tables write items and no bucket, and who makes buckets read no item", async () => {
        await stored();
        const [server, , models, operator] = mayAsk("eu-west");
        assert.deepEqual(
            server!.filter(subject => subject.startsWith("table.")),
            ["table.*.*.item.>", "table.*.*.pulse.local:eu-west", "table.*.*.change"],
        );
        assert.ok(!server!.some(subject => /CREATE|UPDATE|DELETE|PURGE|PEER/.test(subject)));
        assert.ok(!operator!.some(subject => subject.startsWith("table.") || subject === "$JS.API.DIRECT.GET.*"));
        for (const subjects of [server!, models!, operator!]) {
            assert.ok(!subjects.some(subject => subject === ">" || subject === "*" || subject === "$JS.API.>"));
        }
    });

    it("lets what runs models read model files and the tables that they look up, shard by shard, and write nothing", async () => {
        const tables = [features, { ...features, name: "labels" }];
        await stored({ tables, shards: 2, lookups: ["features"] });
        const [, , models] = mayAsk("eu-west");
        const [files, items] = [/OBJ_artifacts/, /table/].map(of => models!.filter(subject => of.test(subject)));
        assert.deepEqual(items, ["$JS.API.DIRECT.GET.table_features_0", "$JS.API.DIRECT.GET.table_features_1"]);
        assert.ok(files!.length > 0);
        assert.ok(!models!.some(subject => /STREAM\.(CREATE|UPDATE|DELETE|PURGE)|PEER|^\$O\./.test(subject)));
        const rest = models!.filter(subject => !files!.includes(subject) && !items.includes(subject));
        assert.deepEqual(rest, ["$JS.API.INFO"]);
    });

    it("lets what watches a region read and write how the cell's regions do, and nothing else", async () => {
        await stored();
        const [, watcher] = mayAsk("eu-west");
        assert.deepEqual(watcher, [
            "table.meridian_regions.0.item.>",
            "table.meridian_regions.0.pulse.local:eu-west",
            "$JS.API.DIRECT.GET.table_meridian_regions_0",
            "$JS.API.DIRECT.GET.table_meridian_regions_0.>",
        ]);
    });

    it("has no server restart for another table, but where models look it up", async () => {
        const tables = [features, { ...features, name: "labels" }];
        const written: string[] = [];
        for (const more of [{}, { tables }, { tables, lookups: ["labels"] }]) {
            made.clear();
            await stored(more);
            written.push(fileOf("s-eu-west-configuration").content);
        }
        assert.equal(written[1], written[0]);
        assert.notEqual(written[2], written[1]);
    });

    it("has a server restart with another certificate, which it reads at its start only", async () => {
        await stored();
        for (const place of places) {
            assert.deepEqual(made.get(`s-${place}-server`)!.environment, {
                CERTIFICATE: `fingerprint of s-${place}-tls`,
            });
        }
    });

    it("hides answers from other identities", async () => {
        await stored();
        const heard = regions.flatMap(region =>
            configurationAt(region).accounts.CELL.users.map(({ user, permissions: { subscribe } }) => [
                user,
                ...subscribe.allow,
            ]),
        );
        assert.deepEqual(
            [...new Map(heard.map(([user, ...subjects]) => [user, subjects])).values()],
            [
                ["_INBOX.tables.local:eu-central.>"],
                ["_INBOX.watcher.local:eu-central.>"],
                ["_INBOX.models.local:eu-central.>"],
                ["_INBOX.operator.any.>"],
                ["_INBOX.watcher.local:eu-west.>"],
                ["_INBOX.tables.local:eu-west.>"],
                ["_INBOX.models.local:eu-west.>"],
            ],
        );
    });

    it("keeps its data when the stack goes, unless it is ephemeral", async () => {
        for (const ephemeral of [false, true]) {
            made.clear();
            await stored({ ephemeral });
            for (const place of places) assert.equal(made.get(`s-${place}-data`)!.ephemeral, ephemeral);
            assert.equal(made.get("s-features")!.ephemeral, ephemeral);
        }
    });

    it("keeps with its data the key that those are encrypted with", async () => {
        for (const ephemeral of [false, true]) {
            const options = new ResourceOptions();
            made.clear();
            await stored({ ephemeral }, undefined, { transformations: [options.transformation] });
            assert.equal(options.of("Key", "s-key").isRetained, !ephemeral);
            assert.equal(options.of("Key", "s-routes-key").isRetained, false);
        }
    });

    it("makes the key that all is encrypted with again only where no place has data", async () => {
        await stored();
        assert.deepEqual(
            made.get("s-key")!.guards,
            places.map(place => made.get(`s-${place}-data`)!.directory),
        );
        assert.equal(made.get("s-routes-key")!.guards, undefined);
    });

    it("has its servers told what a region's models look up, in the form that they read", async () => {
        const { store, landings } = await stored({ tables: [{ ...features, ttl: "expires" }], lookups: ["features"] });
        const lookUp = { table: "features", input: "features", attributes: ["age", "bmi"] };
        const [model] = screening().models;
        const models = [{ ...model!, features: lookUp }];
        new RegionalServing("m", { landing: landings[0]!, store, models });
        await settled();
        const [server] = [...made].filter(([name]) => /^m-screening-1\.0\.0-[0-9a-f]{8}$/.test(name));
        const { FEATURES, ...environment } = server![1].environment as Record<string, string>;
        const { file, content } = fileOf(`${server![0]}-features`);
        assert.ok(FEATURES?.endsWith(file));
        assert.deepEqual(parseLookUp(content), {
            ...lookUp,
            partitionKey: "subject",
            ttl: "expires",
            shards: 64,
            otherwise: "refuse",
            defaults: {},
        });
        assert.deepEqual(
            [environment.REGION, environment.STORE_NAME],
            ["local:eu-central", "store.eu-central.eu.screening.localhost"],
        );
    });

    it("has what reads a copy told how far it may be behind, where that is said", async () => {
        const reported = async (more: Partial<ReplicatedStoreArgs>) => {
            made.clear();
            const { store, landings } = await stored({ lookups: ["features"], ...more });
            const [model] = screening().models;
            const looked = { table: "features", input: "features", attributes: ["age", "bmi"] };
            new RegionalServing("m", { landing: landings[0]!, store, models: [{ ...model!, features: looked }] });
            await settled();
            const environments = [...made.values()].flatMap(({ program, environment }) =>
                program === "table-server" || program === "model-server" ? [environment as Record<string, string>] : [],
            );
            return environments.map(({ STALE_AFTER_SECONDS }) => STALE_AFTER_SECONDS);
        };
        const servers = await reported({ staleAfterSeconds: 30 });
        assert.ok(servers.length > 2);
        assert.deepEqual(new Set(servers), new Set(["30"]));
        assert.deepEqual(new Set(await reported({})), new Set([undefined]));
    });

    it("reaches table servers by a file that they watch: another table restarts nothing", async () => {
        await stored();
        const before = made.get("s-eu-west-tables");
        const reported = fileOf("s-eu-west-tables-list").content;
        assert.deepEqual(JSON.parse(reported), {
            regions: ["local:eu-central", "local:eu-west"],
            consistency: "eventual",
            tables: [{ ...features, shards: 64 }],
        });
        made.clear();
        await stored({ tables: [features, { ...features, name: "labels" }] });
        assert.deepEqual(made.get("s-eu-west-tables"), before);
        assert.notEqual(fileOf("s-eu-west-tables-list").content, reported);
    });

    it("is led to by the gates of its regions, each to what serves its own", async () => {
        const { store, landings } = await stored();
        for (const landing of landings) {
            new RegionalServing(`m-${landing.target.region}`, { landing, store, models: screening().models });
        }
        await settled();
        for (const region of regions) {
            const { configuration } = made.get(`m-local:${region}-gate-files`) as { configuration: string };
            assert.ok(configuration.includes(`tables.${region}.eu.screening.localhost`));
            const others = regions.filter(other => other !== region);
            assert.ok(!others.some(other => configuration.includes(`tables.${other}.eu.screening.localhost`)));
        }
    });

    it("is refused to a gate where another adapter made it", async () => {
        const { store, landings } = await stored();
        Object.assign(store, { store: { ...store.store } });
        const { models } = screening();
        const [fault] = wholeFaultsOf(() => new RegionalServing("m", { landing: landings[0]!, store, models }));
        assert.deepEqual([fault?.code, fault?.path, fault?.value], ["capability/foreign", "store", "eu"]);
        assert.equal(fault?.remedy, "create it with landing zones of local()");
    });
});
