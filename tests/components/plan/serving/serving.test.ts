import assert from "node:assert/strict";

import { planCell } from "../../../../components/plan/cells/cell";
import { type HostingInput, hostingSchema } from "../../../../components/plan/config/hosting";
import type { PinnedModel } from "../../../../components/plan/config/lock";
import { parse } from "../../../../components/plan/config/parse";
import { storeSchema } from "../../../../components/plan/config/store";
import { planStore } from "../../../../components/plan/store/store-plan";
import { checksFor } from "../../../../components/plan/serving/checks";
import { planLimits } from "../../../../components/plan/serving/limits";
import { planServing, runningReleases, type ServingInput, stickyOf } from "../../../../components/plan/serving/serving";
import { someAuthority } from "../../../support/arbitraries";
import { digest, parsed } from "../screening";

const config = parsed();
const model = config.models[0]! as PinnedModel;
const hosting = (written: HostingInput = {}) => parse(hostingSchema, written);

describe("the serving of a region", () => {
    const eu = planCell(config.cells[0]!, "screening.example", {});
    const limits = planLimits(config.routing.limits, 2);
    const input: ServingInput = {
        cell: eu,
        region: "local:eu-west",
        models: [],
        hosting: hosting(),
        checks: checksFor("local:eu-west"),
        auth: {},
        limits,
        drain: [],
    };
    const serving = (...models: PinnedModel[]) => planServing({ ...input, models });

    it("leads to its cell's tables, and tells servers how to look up in them what a model needs", () => {
        const tables = [
            { name: "scores", partitionKey: "subject" },
            { name: "features", partitionKey: "subject", ttl: "expires" },
        ];
        const store = planStore(eu, parse(storeSchema, { tables, shards: 8 }))!;
        const features = {
            table: "features",
            input: "features",
            attributes: ["age"],
            otherwise: "refuse" as const,
            defaults: {},
        };
        const { tables: planned, models } = planServing({ ...input, store, models: [{ ...model, features }, model] });
        assert.deepEqual(
            planned.map(({ name }) => name),
            ["features", "scores"],
        );
        assert.deepEqual(
            models.map(({ features }) => features),
            [{ ...features, partitionKey: "subject", ttl: "expires", shards: 8 }, undefined],
        );
        assert.ok(!("features" in models[1]!));
    });

    it("states its place, its name, its failover targets and what it serves", () => {
        assert.deepEqual(serving(model), {
            cell: eu,
            region: "local:eu-west",
            place: { city: "Dublin", country: "IE", latitude: 53.35, longitude: -6.26 },
            host: "eu-west.eu.screening.example",
            peers: [{ region: "local:eu-central", host: "eu-central.eu.screening.example" }],
            models: [
                {
                    name: "screening",
                    sticky: { kind: "header", name: "x-subject" },
                    releases: [
                        {
                            version: "1.0.0",
                            artifact: "file:1.onnx",
                            digest: digest("1"),
                            weight: 9000,
                            replicas: { min: 1, max: 1 },
                        },
                        {
                            version: "2.0.0",
                            artifact: "file:2.onnx",
                            digest: digest("2"),
                            weight: 1000,
                            replicas: { min: 1, max: 1 },
                        },
                    ],
                },
            ],
            tables: [],
            hosting: {
                hosting: "container",
                targetUtilization: 0.6,
                predictive: false,
                deployers: [],
                invokers: [],
            },
            checks: { everySeconds: 0.25, unhealthyAfter: 2 },
            auth: {},
            limits,
            drained: false,
        });
    });

    for (const [stickyBy, sticky] of [
        ["header:x-subject", { kind: "header", name: "x-subject" }],
        ["cookie:arm", { kind: "cookie", name: "arm" }],
        ["claim:urn:patient:id", { kind: "claim", name: "urn:patient:id" }],
    ] as const) {
        it(`keeps a subject on a release by a ${sticky.kind}, whose name is all behind the first colon`, () => {
            assert.deepEqual(serving({ ...model, stickyBy }).models[0]!.sticky, sticky);
        });
    }

    it("says which claims callers and testers must have, where models say so", () => {
        const requires = { claims: { role: ["nurse", "clinician"] } };
        const testers = { claims: { role: ["tester"], site: ["1"] } };
        const [planned] = serving({ ...model, requires, testers }).models;
        assert.deepEqual([planned!.requires, planned!.testers], [requires.claims, testers.claims]);
        assert.deepEqual(Object.keys(serving(model).models[0]!), ["name", "sticky", "releases"]);
    });

    it("keeps the auth of its cell and its limits as they are", () => {
        const auth = { certificates: { authorities: someAuthority } };
        const planned = planServing({ ...input, auth });
        assert.deepEqual([planned.auth, planned.limits], [auth, limits]);
    });

    it("spills to no region that is taken out of traffic", () => {
        assert.deepEqual(planServing({ ...input, drain: ["local:eu-central"] }).peers, []);
        assert.equal(planServing({ ...input, drain: ["local:eu-central"] }).drained, false);
    });

    it("that is itself taken out of traffic knows it, and spills what it still gets", () => {
        const drained = planServing({ ...input, models: [model], drain: ["local:eu-west"] });
        assert.deepEqual(drained, { ...serving(model), drained: true });
        assert.equal(drained.peers.length, 1);
    });

    it("draws each request again where nothing keeps a subject on a release", () => {
        const { stickyBy, ...drawn } = model;
        assert.equal(stickyBy, "header:x-subject");
        assert.ok(!("sticky" in serving(drawn).models[0]!));
    });

    it("runs the releases that its shares name, and no other", () => {
        const traffic = [{ version: "2.0.0", percent: 100 }];
        const waved = serving({ ...model, regions: { "local:eu-west": { traffic } } });
        assert.deepEqual(
            waved.models[0]!.releases.map(({ version }) => version),
            ["2.0.0"],
        );
    });

    it("has its models in order of name", () => {
        const names = (...models: string[]) =>
            serving(...models.map(name => ({ ...model, name }))).models.map(({ name }) => name);
        assert.deepEqual(names("b", "c", "a"), ["a", "b", "c"]);
        assert.deepEqual(names("a", "b", "c"), ["a", "b", "c"]);
    });

    it("runs on what the config says, with the cache and who may deploy and ask there", () => {
        const said = hosting({
            cpu: 2,
            memoryGiB: 4,
            gpu: { type: "l4" },
            cache: { ttlSeconds: 60 },
            scaling: { targetUtilization: 0.5, predictive: true },
            access: { "local:eu-west": { deployers: ["d"], invokers: ["i"] } },
        });
        const planned = {
            hosting: "container",
            cpu: 2,
            memoryGiB: 4,
            gpu: { count: 1, type: "l4" },
            cache: { ttlSeconds: 60 },
            targetUtilization: 0.5,
            predictive: true,
        };
        const { hosting: west } = planServing({ ...input, hosting: said });
        const { hosting: central } = planServing({ ...input, hosting: said, region: "local:eu-central" });
        assert.deepEqual(west, { ...planned, deployers: ["d"], invokers: ["i"] });
        assert.deepEqual(central, { ...planned, deployers: [], invokers: [] });
    });

    it("has as many replicas of a release as its share of what comes needs, where that is known", () => {
        const demand = { places: [{ city: "Dublin" }], peakRps: 1000, rpsPerReplica: 100 };
        const load = { region: "local:eu-west", usual: 0.5, most: 1, lost: "local:eu-central" } as const;
        const said = { ...input, models: [model], hosting: hosting({ scaling: { max: 20 } }), demand, load };
        const replicas = planServing(said).models[0]!.releases.map(({ replicas }) => replicas);
        // 1.0.0: 450 usual at 60 % of 100 are 7.5, and 900 with a region lost are 9. 2.0.0: 50 are 0.8, and 100 are 1.
        assert.deepEqual(replicas, [
            { min: 9, max: 20 },
            { min: 1, max: 20 },
        ]);
        assert.deepEqual(planServing(said).load, load);
    });

    it("has the replicas of the bounds while load or rates aren't known", () => {
        const demand = { places: [{ city: "Dublin" }], peakRps: 1000, rpsPerReplica: 100 };
        const load = { region: "local:eu-west", usual: 1, most: 1 } as const;
        const aws = { ...input, models: [model], hosting: hosting({ scaling: { min: 3, max: 5 } }) };
        for (const some of [{ demand }, { load }, { load, demand: { places: demand.places } }]) {
            for (const { replicas } of planServing({ ...aws, ...some }).models[0]!.releases) {
                assert.deepEqual(replicas, { min: 3, max: 5 });
            }
        }
    });

    it("keeps what a release is signed with and where it comes from", () => {
        const more = {
            signature: {
                inputs: [{ name: "x", datatype: "FP32" as const, shape: [-1, 8] }],
                outputs: [{ name: "y", datatype: "FP32" as const, shape: [-1, 1] }],
            },
            provenance: { commit: "0123456", approver: "board" },
        };
        const releases = { ...model.releases, "1.0.0": { ...model.releases["1.0.0"]!, ...more } };
        const { signature, provenance } = serving({ ...model, releases }).models[0]!.releases[0]!;
        assert.deepEqual({ signature, provenance }, more);
    });

    it("runs a shadow beside what answers", () => {
        const traffic = [{ version: "1.0.0", percent: 100 }];
        const [planned] = serving({ ...model, traffic, shadow: { version: "2.0.0", percent: 5 } }).models;
        assert.deepEqual(
            runningReleases(planned!).map(({ version, weight }) => [version, weight]),
            [
                ["1.0.0", 10_000],
                ["2.0.0", 500],
            ],
        );
        assert.deepEqual(runningReleases(serving(model).models[0]!), serving(model).models[0]!.releases);
    });

    it("reads what keeps a subject up to the first colon", () => {
        assert.deepEqual(stickyOf("claim:a:b"), { kind: "claim", name: "a:b" });
    });
});
