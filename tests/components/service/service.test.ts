import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ObservabilityHub, RegionalServing, ReplicatedStore, Service, type ServiceConfig } from "../../../components";
import { local } from "../../../components/adapters/local";
import { settled } from "../../support/mocked-engine";
import { registeredOutputs, registrations } from "../../support/registrations";
import { faultsOf } from "../plan/faults-of";
import { digest } from "../plan/screening";

const config: ServiceConfig = {
    domain: "screening.localhost",
    cells: [
        {
            name: "eu",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: ["local:eu-west", "local:eu-central"],
            primary: "local:eu-west",
            backup: "local:eu-north",
        },
        {
            name: "us",
            jurisdictions: ["US"],
            dataClasses: ["health"],
            regions: ["local:us-east"],
        },
    ],
    models: [
        {
            name: "screening",
            releases: {
                "1.0.0": { artifact: "file:1.onnx", digest: digest("1") },
                "2.0.0": { artifact: "file:2.onnx", digest: digest("2") },
            },
            traffic: [{ version: "1.0.0", percent: 100 }],
            regions: { "local:eu-west": { traffic: [{ version: "2.0.0", percent: 100 }] } },
        },
    ],
    store: { tables: [{ name: "features", partitionKey: "subject", cells: ["eu"] }] },
};

interface Made {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

describe("a service", () => {
    let made: Made[];

    beforeEach(async () => {
        made = [];
        await pulumi.runtime.setMocks({
            call: ({ token }) => {
                throw new Error(`no answer to ${token}`);
            },
            newResource: ({ type, name, inputs }) => {
                made.push({ urn: `${type}::${name}`, type, name, inputs: inputs as Made["inputs"] });
                const found = { host: "127.0.0.1", port: 4711, found: "", state: "running", there: true, stored: true };
                return { id: name, state: { ...(inputs as object), ...found, fingerprint: `fingerprint of ${name}` } };
            },
        });
    });
    afterEach(settled);

    it("is the four components of each cell and region, planned once, under one parent", async () => {
        const service = new Service("screening", config, { clouds: [local({ directory: "unused" })] });
        await settled();
        const named = (kind: string) =>
            made
                .filter(({ type }) => type === `meridian:index:${kind}`)
                .map(({ name }) => name)
                .sort();
        assert.deepEqual(named("Service"), ["screening"]);
        assert.deepEqual(named("RegionalServing"), [
            "screening-eu-eu-central",
            "screening-eu-eu-west",
            "screening-us-us-east",
        ]);
        assert.deepEqual(named("ReplicatedStore"), ["screening-eu-store"]);
        assert.deepEqual(named("GlobalRouter"), ["screening-edge"]);
        assert.deepEqual(named("ObservabilityHub"), ["screening-hub"]);
        // The same plans: nothing is planned a second time.
        assert.equal(service.routers.local?.plan, service.plan.routings[0]);
        assert.equal(service.hub?.plan, service.plan.watch);
        for (const [i, { servings, store }] of service.cells.entries()) {
            const cell = service.plan.cells[i]!;
            assert.deepEqual(
                servings.map(({ plan }) => plan),
                cell.servings,
            );
            assert.equal(store?.plan, cell.store);
        }
    });

    it("tells where clients enter, what tables are called and where to look", async () => {
        const service = new Service("screening", config, { clouds: [local({ directory: "unused" })] });
        await settled();
        assert.deepEqual(service.endpoints, {
            eu: "https://eu.screening.localhost",
            us: "https://us.screening.localhost",
        });
        assert.deepEqual(Object.keys(service.tables.eu!.features!).sort(), ["local:eu-central", "local:eu-west"]);
        assert.deepEqual(service.tables.us, {});
        assert.ok(service.dashboard !== undefined);
    });

    it("has what it returns to programs as outputs in the state, and nothing else", async () => {
        const outputs = registeredOutputs();
        const service = new Service("screening", config, { clouds: [local({ directory: "unused" })] });
        await settled();
        const ofService = outputs.find(({ urn }) => urn.endsWith("meridian:index:Service::screening"))!;
        // docs/guides/service.md, "Outputs".
        const documented = [
            ...["endpoints", "points", "authorities", "nameServers", "tables", "roles", "dashboard", "dashboards"],
        ] as const;
        assert.deepEqual(Object.keys(ofService.outputs).sort(), [...documented].sort());
        assert.deepEqual(ofService.outputs.endpoints, service.endpoints);
        assert.deepEqual(Object.keys(ofService.outputs.dashboards as object), ["local"]);
    });

    it("calls its router and its hub by its own name, unless others are said", async () => {
        const programs = (of: readonly Made[]) =>
            of.filter(({ type }) => type.endsWith("local:Process")).map(({ inputs }) => String(inputs.name));
        new Service("screening", config, { clouds: [local({ directory: "unused" })] });
        await settled();
        assert.ok(["screening-edge", "screening-hub"].every(name => programs(made).includes(name)));
        made = [];
        const names = { router: "edge", hub: "hub" };
        const other = { ...config, domain: "triage.localhost" };
        new Service("triage", other, { clouds: [local({ directory: "other" })], names });
        await settled();
        const called = programs(made);
        assert.ok(
            ["edge", "hub", "hub-eu-eu-west-watcher"].every(name => called.includes(name)),
            called.join(),
        );
        assert.ok(!called.some(name => name.startsWith("triage-hub") || name === "triage-edge"));
    });

    it("is one of several in a stack: no two resources have one name", async () => {
        for (const [name, domain] of [
            ["screening", "screening.localhost"],
            ["triage", "triage.localhost"],
        ] as const) {
            new Service(name, { ...config, domain }, { clouds: [local({ directory: name })] });
        }
        await settled();
        const urns = made.map(({ urn }) => urn);
        assert.deepEqual(
            urns.filter((urn, i) => urns.indexOf(urn) !== i),
            [],
        );
    });

    it("accepts options of an adapter as a part of its config", () => {
        const latency = { between: [{ from: "Atlantis", to: "local:eu-west", ms: 5 }] };
        const reported = faultsOf(
            () => new Service("screening", config, { clouds: [local({ directory: "unused", latency })] }),
        );
        assert.deepEqual(
            reported.map(({ code, path }) => [code, path]),
            [["latency/unknown-place", "local.latency.between[0].from"]],
        );
    });

    it("is refused with every fault of its config, before anything is made", () => {
        const wrong = { ...config, domain: "no domain", routing: { edge: "global" } } as ServiceConfig;
        const faults = faultsOf(() => new Service("screening", wrong, { clouds: [local({ directory: "unused" })] }));
        assert.ok(faults.length >= 2);
        assert.deepEqual(made, []);
    });

    it("is refused without the adapter of a cloud, and with two of them", () => {
        for (const clouds of [[], [local({ directory: "a" }), local({ directory: "b" })]]) {
            const faults = faultsOf(() => new Service("screening", config, { clouds }));
            assert.deepEqual(
                faults.map(({ code, path }) => [code, path]),
                [["service/cloud-adapter", "clouds"]],
            );
        }
    });

    it("is refused with faults where a program without types leaves its arguments out", () => {
        const untyped = Service as unknown as new (...args: unknown[]) => Service;
        const codes = (...args: unknown[]) => faultsOf(() => new untyped("screening", ...args)).map(({ code }) => code);
        assert.deepEqual(codes(config), ["service/cloud-adapter"]);
        for (const args of [{}, { clouds: undefined }])
            assert.deepEqual(codes(config, args), ["service/cloud-adapter"]);
        assert.ok(codes().includes("config/missing"));
    });

    it("takes the options of Pulumi: its resources are protected, it is known by an older name, and parts keep their own providers", async () => {
        const requests = registrations();
        const service = new Service(
            "screening",
            config,
            { clouds: [local({ directory: "unused" })] },
            { protect: true, aliases: [{ name: "scoring" }] },
        );
        await settled();
        const own = requests.filter(({ custom }) => custom);
        assert.ok(own.length > 20);
        assert.deepEqual(
            own.filter(({ isProtected }) => !isProtected),
            [],
        );
        const [whole] = requests.filter(({ type }) => type === "meridian:index:Service");
        assert.ok(whole!.aliases.includes("scoring"), whole!.aliases.join());
        const provider = new (class extends pulumi.ProviderResource {})("other", "mine");
        const [eu] = service.cells;
        const { landings } = eu!;
        const given = { provider };
        for (const make of [
            () => new RegionalServing("again", { landing: landings[0]!, models: config.models }, given),
            () => new ReplicatedStore("again", { landings, tables: config.store!.tables }, given),
            () => new ObservabilityHub("again", { landings, watches: [] }, { providers: [provider] }),
        ]) {
            assert.deepEqual(
                faultsOf(make).map(({ code }) => code),
                ["provider/of-another"],
            );
        }
        await settled();
    });
});
