import assert from "node:assert/strict";

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { ObservabilityHub, RegionalServing, ReplicatedStore } from "../../../../components";
import type { ObservabilityHubArgs } from "../../../../components/observability-hub/args";
import { local } from "../../../../components/adapters/local";
import type { FileInputs } from "../../../../components/adapters/local/provider/file";
import { watchedSchema } from "../../../../components/adapters/local/operations/watched-file";
import { parseHubFile } from "../../../../runtime/hub/hub-file";
import { parseWatch } from "../../../../runtime/watcher/watch-file";
import { type Cell, cell } from "../../../../components/plan/cells/cell";
import { packageRoot } from "../../../../tools/package-root";
import { authority } from "../../../support/certificates";
import { type Inputs, mockEngine, settled } from "../../../support/mocked-engine";
import { ResourceOptions } from "../../../support/resource-options";
import { folder } from "../../../runtime/model-server/server";
import { faultsOf, wholeFaultsOf } from "../../plan/faults-of";
import { planConfig } from "../../../../components/plan/plan";
import { screening } from "../../plan/screening";

const domain = "screening.localhost";
const eu = cell("eu", {
    domain,
    jurisdictions: ["EU"],
    dataClasses: ["internal", "health"],
    regions: ["local:eu-central", "local:eu-west"],
    primary: "local:eu-west",
    backup: "local:eu-north",
});
const us = cell("us", {
    domain,
    jurisdictions: ["US"],
    dataClasses: ["health"],
    regions: ["local:us-east"],
    primary: "local:us-east",
});

/** How the SDK tells the engine that a value is one to encrypt (`specialSigKey` and `specialSecretSig` of its runtime). */
const asSecret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const collector = {
    name: "collector",
    to: "otlp",
    endpoint: "https://otlp.example/",
    place: "local:eu-west",
} as const;

describe("a hub on this machine", () => {
    let made: Map<string, Inputs>;
    beforeEach(async () => {
        made = await mockEngine();
    });

    /** A program of two cells, of which the first has a store. */
    function program() {
        const cloud = local({ directory: "unused" });
        const names = cloud.zone({ domain });
        const landingsOf = (cell: Cell) =>
            cell.regions.map(region => cloud.region(region.slice("local:".length)).landingZone({ cell, names }));
        const [inEu, inUs] = [landingsOf(eu), landingsOf(us)];
        const tables = [
            { name: "features", partitionKey: "subject" },
            { name: "visits", partitionKey: "subject", sortKey: "at", ttl: "expires" },
        ];
        const store = new ReplicatedStore("store", { landings: inEu, tables });
        const servings = [...inEu, ...inUs].map(
            landing =>
                new RegionalServing(landing.target.region.slice("local:".length), {
                    landing,
                    ...(landing.cell === eu && { store }),
                    models: screening().models,
                }),
        );
        return { landings: [...inEu, ...inUs], watches: [...servings, store] };
    }

    async function watched(more: Partial<ObservabilityHubArgs> = {}, opts: pulumi.ComponentResourceOptions = {}) {
        const hub = new ObservabilityHub("hub", { ...program(), ...more }, opts);
        await settled();
        return hub;
    }
    const content = (name: string) => (made.get(name) as unknown as FileInputs).content;
    const environment = (name: string) => made.get(name)!.environment as Readonly<Record<string, string>>;

    it("has a watcher in each region, which its cell's hub may ask and its cell's hands may tell, and no other cell's", async () => {
        await watched();
        for (const [name, cell, region] of [
            ["hub-eu-eu-west-watcher", "eu", "local:eu-west"],
            ["hub-eu-eu-central-watcher", "eu", "local:eu-central"],
            ["hub-us-us-east-watcher", "us", "local:us-east"],
        ] as const) {
            const { CELL, REGION, TLS_CLIENT_NAMES, TLS_OBSERVER_NAMES } = environment(name);
            assert.deepEqual(
                { CELL, REGION, TLS_CLIENT_NAMES, TLS_OBSERVER_NAMES },
                {
                    CELL: cell,
                    REGION: region,
                    TLS_CLIENT_NAMES: `hands.${cell}.${domain}`,
                    TLS_OBSERVER_NAMES: `hub.${cell}.${domain}`,
                },
            );
        }
    });

    it("has processes of a region tell how they do to its own watcher only", async () => {
        await watched();
        const servers = [...made].filter(([name]) => /^eu-west-screening-\d[^-]*-[0-9a-f]{8}$/.test(name));
        assert.equal(servers.length, 2);
        for (const [name] of servers) {
            assert.equal(environment(name).TLS_OBSERVER_NAMES, `watcher.eu-west.eu.${domain}`);
        }
        assert.equal(environment("store-eu-west-tables").TLS_OBSERVER_NAMES, `watcher.eu-west.eu.${domain}`);
    });

    it("protects a cell on its page where any of its classes of data is protected", async () => {
        await watched();
        const cells = parseHubFile(content("hub-file")).cells.map(({ isProtected, name }) => [name, isProtected]);
        assert.deepEqual(cells.sort(), [
            ["eu", true],
            ["us", true],
        ]);
    });

    it("counts a region as left by routers after their checks have failed as often as it takes, and one check more", async () => {
        const parts = program();
        await watched(parts);
        const served = parts.watches.find(one => one instanceof RegionalServing && one.plan.region === "local:eu-west");
        const { everySeconds, unhealthyAfter } = (served as RegionalServing).plan.checks;
        const { gate } = parseWatch(content("hub-eu-eu-west-watcher-watch"));
        assert.equal(gate.noticedAfterMs, 1000 * everySeconds * unhealthyAfter + 1000 * everySeconds);
    });

    it("watches the gate, each release, the tables and the store of a region, and nothing of another", async () => {
        await watched({ withdraw: { lagSeconds: 30 }, failover: { failbackAfterSeconds: 7 } });
        const watch = parseWatch(content("hub-eu-eu-west-watcher-watch"));
        assert.deepEqual(watch.regions, ["local:eu-central", "local:eu-west"]);
        assert.deepEqual(watch.processes.map(({ job }) => job).sort(), [
            "model-server",
            "model-server",
            "table-server",
        ]);
        assert.equal(watch.gate.verdict, "gates/eu-west/verdict.json");
        assert.deepEqual(
            watch.stores.map(({ instance, name }) => [instance, name]),
            [
                ["store", `store.eu-west.eu.${domain}`],
                ["store-eu-north", `store.eu-north.eu.${domain}`],
            ],
        );
        assert.deepEqual(
            watch.otherStores.map(({ name }) => name),
            [`store.eu-central.eu.${domain}`],
        );
        assert.equal(parseWatch(content("hub-eu-eu-central-watcher-watch")).stores.length, 1);
        assert.deepEqual(
            watch.releases.map(({ version }) => version),
            ["1.0.0", "2.0.0"],
        );
        assert.deepEqual(watch.withdraw, { digest: true, lagSeconds: 30 });
        assert.equal(watch.failbackAfterSeconds, 7);
        // As docs/operations/watching.md says of what is lost with a gate.
        assert.equal(watch.everySeconds, 2);
        // One check more than take a gate out of traffic may have begun before the verdict.
        const { checks } = planConfig(screening()).plan.cells[0]!.servings[0]!;
        assert.ok("noticedAfterMs" in watch.gate);
        assert.equal(watch.gate.noticedAfterMs, (checks.unhealthyAfter + 1) * checks.everySeconds * 1000);
        assert.ok(!content("hub-eu-eu-west-watcher-watch").includes("us-east"));
        assert.deepEqual(parseWatch(content("hub-us-us-east-watcher-watch")).stores, []);
    });

    it("takes no region out of traffic unless configured", async () => {
        await watched();
        assert.equal(parseWatch(content("hub-eu-eu-west-watcher-watch")).withdraw, undefined);
    });

    it("receives all regions with their places and releases, and their objectives", async () => {
        await watched({ slo: { availability: 0.999, p99Ms: 250 }, anomalies: true, recovery: { drills: "weekly" } });
        const hub = parseHubFile(content("hub-file"));
        assert.deepEqual(
            hub.cells.map(({ name, isProtected, regions }) => [name, isProtected, regions.map(({ region }) => region)]),
            [
                ["eu", true, ["local:eu-central", "local:eu-west"]],
                ["us", true, ["local:us-east"]],
            ],
        );
        const [frankfurt] = hub.cells[0]!.regions;
        assert.deepEqual([frankfurt!.place.name, frankfurt!.place.country], ["Frankfurt", "DE"]);
        assert.deepEqual(
            frankfurt!.releases.map(({ version, percent }) => [version, percent]),
            [
                ["1.0.0", 90],
                ["2.0.0", 10],
            ],
        );
        assert.deepEqual(hub.limits, { availability: 0.999, p99Ms: 250 });
        assert.deepEqual([hub.anomalies, hub.drillsEverySeconds], [true, 604_800]);
    });

    it("shows a cell's watchers a certificate of that cell, and keeps its socket and its key in a directory of its own", async () => {
        await watched();
        const names = (name: string) => made.get(name)!.names;
        assert.deepEqual(names("hub-eu-tls"), [`hub.eu.${domain}`]);
        assert.deepEqual(names("hub-us-tls"), [`hub.us.${domain}`]);
        assert.deepEqual(names("hub-eu-hands-tls"), [`hands.eu.${domain}`]);
        const { directory } = made.get("hub-run")!;
        const { KEY, SOCKET } = environment("hub");
        assert.deepEqual([KEY, SOCKET], [`${String(directory)}/key`, `${String(directory)}/socket`]);
    });

    it("writes down what is done in a region once that region's gate has it, and in a cell once its gates and its store have", async () => {
        const options = new ResourceOptions();
        await watched({ audit: true }, { transformations: [options.transformation] });
        const done = (name: string) =>
            options.of("AuditRecord", `${name}-done`).after.filter(resource => !resource.startsWith("AuditRecord "));
        const gate = (region: string) => `Process ${region}`;
        for (const [region, cell] of [
            ["eu-central", "eu"],
            ["eu-west", "eu"],
            ["us-east", "us"],
        ] as const) {
            for (const thing of ["config", "model-screening"]) {
                const name = `${region}.${cell}.${domain}-${thing}`;
                assert.deepEqual(done(name), [gate(region)], name);
            }
        }
        const inEu = done(`eu.${domain}-rules`);
        const inStore = inEu.filter(resource => resource.includes(" store-"));
        for (const one of [
            "Process store-eu-north-server",
            "Process store-eu-west-tables",
            "StoreTable store-features",
        ]) {
            assert.ok(inStore.includes(one), one);
        }
        assert.deepEqual(
            inEu.filter(resource => !inStore.includes(resource)),
            [gate("eu-central"), gate("eu-west")],
        );
        assert.deepEqual(done(`us.${domain}-rules`), [gate("us-east")]);
    });

    it("tells commands what the stack consists of, as they read it", async () => {
        await watched({ recovery: { rtoSeconds: 15 } });
        const reported = watchedSchema.parse(JSON.parse(content("hub-watched")));
        assert.equal(reported.recovery.rtoSeconds, 15);
        assert.deepEqual(
            reported.cells.map(({ name, store }) => [name, store?.tables]),
            [
                [
                    "eu",
                    [
                        { name: "features", partitionKey: "subject" },
                        { name: "visits", partitionKey: "subject", sortKey: "at", ttl: "expires" },
                    ],
                ],
                ["us", undefined],
            ],
        );
        const [west] = reported.cells[0]!.regions.filter(({ region }) => region === "local:eu-west");
        assert.deepEqual(
            west!.servers.map(({ model, version, percent }) => [model, version, percent]),
            [
                ["screening", "1.0.0", 90],
                ["screening", "2.0.0", 10],
            ],
        );
        const { gate, programs, servers, watcher } = west!;
        const own = [gate.program, ...servers.map(({ program }) => program)];
        assert.deepEqual(programs.slice(0, own.length), own);
        assert.equal(programs.length, own.length + 3, "the store's server, the table server and the watcher as well");
        assert.equal(watcher.name, `watcher.eu-west.eu.${domain}`);
    });

    it("receives the exports over OTLP; the token is in a file of its own, encrypted in state with its digest", async () => {
        pulumi.runtime.setAllConfig({ "secrets:collector": "canary" });
        const ca = join(folder(), "ca.pem");
        writeFileSync(ca, (await authority("collector")).ca);
        const options = new ResourceOptions();
        const sending: Partial<ObservabilityHubArgs> = {
            exports: [
                { ...collector, cells: ["eu"], token: { secret: "collector" }, ca },
                { ...collector, name: "open", place: "local:us-east", cells: ["us"] },
            ],
        };
        await watched(sending, { transformations: [options.transformation] });
        assert.deepEqual(parseHubFile(content("hub-file")).exports, [
            {
                name: "collector",
                endpoint: "https://otlp.example/",
                cells: ["eu"],
                everySeconds: 60,
                token: "hubs/hub/exports/collector/token",
                ca: "hubs/hub/exports/collector/ca.crt",
            },
            { name: "open", endpoint: "https://otlp.example/", cells: ["us"], everySeconds: 60 },
        ]);
        assert.match(content("hub-collector-ca"), /BEGIN CERTIFICATE/);
        assert.deepEqual(made.get("hub-collector-token")!.content, { ...asSecret, value: "canary" });
        const { secretOutputs } = options.of("File", "hub-collector-token");
        assert.deepEqual([...secretOutputs].sort(), ["content", "found"]);
        assert.ok(!content("hub-file").includes("canary"));
    });

    it("refuses authorities that can't be read, or are none", () => {
        for (const [ca, why] of [
            ["nowhere.pem", /file "nowhere\.pem" can't be read \(ENOENT\)[^]*observability\.exports\[0\]\.ca/],
            [join(packageRoot(), "package.json"), /contains no certificate|no certificate/],
        ] as const) {
            assert.throws(
                () => new ObservabilityHub("hub", { ...program(), exports: [{ ...collector, cells: ["eu"], ca }] }),
                why,
            );
        }
    });

    it("is one for a stack", () => {
        const all = program();
        new ObservabilityHub("hub", all);
        const [fault] = wholeFaultsOf(() => new ObservabilityHub("other", all));
        assert.equal(fault?.code, "watch/hub-twice");
        assert.match(fault.remedy, /"other" to "hub"/);
    });

    it("watches regions: without any it is refused", () => {
        const { landings } = program();
        const faults = faultsOf(() => new ObservabilityHub("hub", { landings, watches: [] }));
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [["watch/no-region", "watches"]],
        );
    });
});
