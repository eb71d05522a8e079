import assert from "node:assert/strict";

import { cell } from "../../../../components/plan/cells/cell";
import { planRegionalServing, type ServingArgsInput } from "../../../../components/plan/serving/regional-serving";
import { emptyLock, type Lock } from "../../../../components/plan/config/lock";
import { someAuthority } from "../../../support/arbitraries";
import { faultsOf, pinned, wholeFaultsOf } from "../faults-of";
import { digest, parsed, screening } from "../screening";
import { plan, planConfig } from "../../../../components/plan/plan";
import { planReplicatedStore } from "../../../../components/plan/store/replicated-store";

const jwt = { issuer: "issuer", audience: "meridian", jwksUri: "https://keys.example/" };
const certificates = { authorities: someAuthority };

const args = {
    domain: "screening.example",
    jurisdictions: ["EU"],
    standards: ["gdpr" as const],
    dataClasses: ["health" as const],
    regions: ["local:eu-west", "local:eu-central"],
    primary: "local:eu-west",
    backup: "local:eu-north",
};
const eu = cell("eu", args);
const [model] = parsed().models;

const planned = (input: Partial<ServingArgsInput> = {}, of = eu, lock?: Lock) =>
    planRegionalServing(of, of.primary, { models: [model!], ...input }, lock);

const reported = (...some: Parameters<typeof planned>) =>
    faultsOf(() => planned(...some)).map(({ code, path }) => [code, path]);

describe("the serving that a program makes", () => {
    it("is planned as a stack config's", () => {
        const [stack] = plan(parsed()).cells[0]!.servings.filter(({ region }) => region === "local:eu-west");
        assert.deepEqual(planned(), stack);
    });

    it("keeps samples of what models are asked where that is said, and is refused them where an adapter doesn't", () => {
        const samples = { percent: 5, keep: 20 };
        assert.deepEqual(planned({ samples }).samples, samples);
        assert.equal(planned().samples, undefined);
        const onAws = cell("eu", {
            ...args,
            regions: ["aws:eu-west-1"],
            primary: "aws:eu-west-1",
            backup: "aws:eu-north-1",
        });
        const [capability] = reported({ samples }, onAws).filter(([, path]) => path === "samples");
        assert.deepEqual(capability, ["capability/not-built", "samples"]);
    });

    it("is refused a public front without authentication over protected data, and accepted with the arguments' or the cell's", () => {
        const onAws = { ...args, regions: ["aws:eu-west-1"], primary: "aws:eu-west-1", backup: "aws:eu-north-1" };
        assert.deepEqual(reported({}, cell("eu", onAws)), [["auth/open-front", "auth"]]);
        assert.deepEqual(reported({}, cell("eu", { ...onAws, auth: {} })), [["auth/open-front", "auth"]]);
        assert.deepEqual(reported({ auth: { jwt } }, cell("eu", { ...onAws, auth: {} })), []);
        assert.deepEqual(reported({ auth: {} }, cell("eu", { ...onAws, auth: { jwt } })), [
            ["auth/open-front", "auth"],
        ]);
        assert.deepEqual(reported({}, cell("eu", { ...onAws, auth: { jwt } })), []);
        assert.deepEqual(reported({}, cell("eu", { ...onAws, dataClasses: ["internal"] })), []);
    });

    it("is accepted in a cell that another stack serves on another cloud", () => {
        const regions = ["aws:eu-west-1", "local:eu-west"];
        const { backup: _, ...without } = args;
        const over = cell("eu", { ...without, regions, primary: "local:eu-west" });
        assert.deepEqual(reported({}, over), []);
    });

    it("leads to the tables of its cell's store, as a stack config's does to those that are its cell's", () => {
        const features = { name: "features", partitionKey: "subject" };
        const tables = [
            { ...features, cells: ["eu"] },
            { ...features, name: "artefacts" },
        ];
        const store = planReplicatedStore(eu, { tables });
        const [ofEu, ofUs] = planConfig({ ...screening(), store: { tables } }).plan.cells.map(
            ({ servings }) => servings,
        );
        assert.deepEqual(
            planRegionalServing(eu, "local:eu-west", { models: [model!] }, emptyLock, store),
            ofEu!.find(({ region }) => region === "local:eu-west"),
        );
        assert.deepEqual(
            [...ofEu!, ...ofUs!].map(({ tables }) => tables.map(({ name }) => name)),
            [["artefacts", "features"], ["artefacts", "features"], ["artefacts"], ["artefacts"]],
        );
        assert.deepEqual(planned().tables, []);
    });

    it("has tables with the claims that they ask for, and is refused them where no token is asked for", () => {
        const claims = { claims: { role: ["nurse"] } };
        const store = planReplicatedStore(eu, {
            tables: [{ name: "features", partitionKey: "subject", requires: claims, writers: claims }],
        });
        const asking = { models: [model!], auth: { jwt } };
        const { tables } = planRegionalServing(eu, "local:eu-west", asking, emptyLock, store);
        assert.deepEqual(tables, [{ name: "features", requires: claims.claims, writers: claims.claims }]);
        assert.deepEqual(
            faultsOf(() => planRegionalServing(eu, "local:eu-west", { models: [model!] }, emptyLock, store)).map(
                ({ code, path }) => [code, path],
            ),
            ["requires", "writers"].map(key => ["auth/claims-without-jwt", `store.plan.tables[0].${key}`]),
        );
    });

    it("takes digests from the lock", () => {
        const releases = { "1.0.0": { artifact: "file:1.onnx" } };
        const bare = { ...model!, releases, traffic: [{ version: "1.0.0", percent: 100 }] };
        const locked = { artifact: "file:1.onnx", digest: digest("7"), bytes: 1 };
        const lock: Lock = { version: 1, models: { screening: { "1.0.0": locked } } };
        assert.equal(planned({ models: [bare] }, eu, lock).models[0]!.releases[0]!.digest, digest("7"));
        assert.deepEqual(reported({ models: [bare] }), [
            ["release/digest-missing", 'models[0].releases["1.0.0"].digest'],
        ]);
    });

    it("asks callers for what the cell asks for, or for what it says itself", () => {
        const guarded = cell("eu", { ...args, auth: { certificates } });
        assert.deepEqual(planned({}, guarded).auth, { certificates });
        assert.deepEqual(Object.keys(planned({ auth: { jwt } }, guarded).auth), ["jwt"]);
        assert.deepEqual(planned({ auth: {} }, guarded).auth, {});
        assert.deepEqual(planned().auth, {});
    });

    it("has the part of the cell's rate that regions in traffic leave to it", () => {
        const limits = { rate: { cell: { perSecond: 100 } } };
        assert.equal(planned({ limits }).limits.rate.region?.perSecond, 50);
        assert.equal(planned({ limits, drain: ["local:eu-central"] }).limits.rate.region?.perSecond, 100);
    });

    it("knows who may deploy and ask there", () => {
        const aws = cell("eu", {
            ...args,
            regions: ["aws:eu-west-1"],
            primary: "aws:eu-west-1",
            backup: "aws:eu-north-1",
        });
        const deployers = ["arn:aws:iam::111122223333:role/deployer"];
        const jwt = { issuer: "https://issuer.example.com", audience: "a", jwksUri: "https://issuer.example.com/keys" };
        const { hosting } = planned({ deployers, invokers: ["i"], auth: { jwt } }, aws);
        assert.deepEqual([hosting.deployers, hosting.invokers], [deployers, ["i"]]);
    });

    it("has replicas for what comes to it of a demand, in which other cells may be named", () => {
        const aws = cell("eu", {
            ...args,
            auth: { jwt },
            regions: ["aws:eu-west-1", "aws:eu-central-1"],
            primary: "aws:eu-west-1",
            backup: "aws:eu-north-1",
        });
        const demand = {
            places: [
                { city: "Dublin", share: 0.3, cell: "eu" },
                { city: "New York", share: 0.7, cell: "us" },
            ],
            peakRps: 1000,
            rpsPerReplica: 50,
        };
        const { load, models } = planned({ demand }, aws);
        assert.deepEqual(load, { region: "aws:eu-west-1", usual: 0.3, most: 0.3 });
        // 90 % of 300 at 30 each are 9; 10 % of them is one, of two at least.
        assert.deepEqual(
            models[0]!.releases.map(({ replicas }) => replicas),
            [
                { min: 9, max: 10 },
                { min: 2, max: 10 },
            ],
        );
        assert.deepEqual(reported({ demand: { ...demand, peakRps: 2000 } }, aws), [
            ["capacity/one-region-lost", "demand.peakRps"],
        ]);
        assert.deepEqual(reported({ demand: { ...demand, peakRps: 2000 }, scaling: { max: 5 } }, aws), [
            ["capacity/one-region-lost", "scaling.max"],
        ]);
    });

    it("out of traffic has no load", () => {
        const demand = { places: [{ city: "Dublin" }] };
        const drained = planned({ demand, drain: ["local:eu-west"] });
        assert.equal(drained.load, undefined);
        assert.equal(drained.drained, true);
    });

    const cases: [title: string, input: Partial<ServingArgsInput>, faults: [string, string][]][] = [
        ["arguments of another form", { cpu: "2" as unknown as number }, [["config/type", "cpu"]]],
        [
            "models that are wrong",
            { models: [{ ...model!, traffic: [{ version: "1.0.0", percent: 1 }] }] },
            [["traffic/shares-sum", "models[0].traffic"]],
        ],
        ["proofs that can't be", { auth: { jwt: { issuer: "i", audience: "a" } } }, [["auth/keys", "auth.jwt"]]],
        [
            "a rate for unknown callers",
            { limits: { rate: { perCaller: { perSecond: 1 } } } },
            [["limits/rate-without-auth", "limits.rate.perCaller"]],
        ],
        [
            "checks that can't be",
            { failover: { everySeconds: 0.01 } },
            [["capability/check-interval", "failover.everySeconds"]],
        ],
        [
            "what the cloud can't do",
            { cache: { ttlSeconds: 1 }, gpu: {}, deployers: ["d"] },
            [
                ["capability/access", 'access["local:eu-west"].deployers'],
                ["capability/cache", "cache"],
                ["capability/hosting", "gpu"],
            ],
        ],
        [
            "no region left in traffic",
            { drain: ["local:eu-west", "local:eu-central"] },
            [["drain/last-region", "drain"]],
        ],
        [
            "bounds that can't be",
            { scaling: { min: 2, max: 1 } },
            [
                ["capability/hosting", "scaling.min"],
                ["scaling/min-over-max", "scaling.min"],
            ],
        ],
        [
            "requests from nowhere",
            { demand: { places: [{ city: "Atlantis" }] } },
            [["catalogue/unknown-city", "demand.places[0].city"]],
        ],
    ];
    for (const [title, input, faults] of cases) {
        it(`refuses ${title}`, () => {
            assert.deepEqual(reported(input), faults);
        });
    }

    describe("with features that its model looks up", () => {
        const tables = [
            { name: "features", partitionKey: "subject" },
            { name: "visits", partitionKey: "subject", sortKey: "at" },
        ];
        const looking = (table = "features") => ({
            ...model!,
            features: { table, input: "features", attributes: ["age"] },
        });
        const at = "models[0].features.table";
        const faults = (table: string, lookups: readonly string[]) =>
            wholeFaultsOf(() =>
                planRegionalServing(
                    eu,
                    eu.primary,
                    { models: [looking(table)] },
                    emptyLock,
                    planReplicatedStore(eu, { tables }, lookups),
                ),
            );

        it("is planned as a stack config's", () => {
            const store = planReplicatedStore(eu, { tables }, ["features"]);
            const written = { ...screening(), models: [looking()], store: { tables } };
            const [stack] = planConfig(written).plan.cells[0]!.servings.filter(({ region }) => region === eu.primary);
            assert.deepEqual(planRegionalServing(eu, eu.primary, { models: [looking()] }, emptyLock, store), stack);
        });

        it("is refused if the store does not know of the lookups, since its servers admit no reader then", () => {
            assert.deepEqual(pinned(faults("features", [])), [
                {
                    code: "features/table-not-read",
                    path: at,
                    value: "features",
                },
            ]);
            assert.deepEqual(faults("features", ["visits"])[0]!.allowed, ["visits"]);
            assert.deepEqual(faults("features", ["features"]), []);
        });

        it("is refused a table that can't be looked up, or that there is none of", () => {
            assert.deepEqual(
                faults("visits", ["visits"]).map(({ code, path }) => [code, path]),
                [["features/sort-key", at]],
            );
            assert.deepEqual(
                faults("labels", []).map(({ code, path }) => [code, path]),
                [["features/unknown-table", at]],
            );
            assert.deepEqual(reported({ models: [looking()] }), [["features/unknown-table", at]]);
        });
    });

    it("refuses what its cell can't have there, by the cell's path", () => {
        const aws = cell("eu", {
            ...args,
            regions: ["local:eu-west"],
            existing: { "local:eu-west": { key: "k" } },
        });
        assert.deepEqual(reported({}, aws), [["capability/existing", 'cell.existing["local:eu-west"].key']]);
    });
});
