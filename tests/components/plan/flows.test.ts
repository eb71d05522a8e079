import assert from "node:assert/strict";

import type { ConfigInput } from "../../../components/plan/config/config";
import { flowsOf, judgedFlows, type PlannedFlow } from "../../../components/plan/flows";
import { type Plan, planConfig } from "../../../components/plan/plan";
import { flowKinds } from "../../../components/plan/residency";
import { digest } from "./screening";

const config: ConfigInput = {
    service: "screening",
    domain: "screening.example",
    cells: [
        {
            name: "us",
            jurisdictions: ["US"],
            dataClasses: ["internal"],
            regions: ["aws:us-east-1"],
        },
        {
            name: "eu",
            jurisdictions: ["EU"],
            dataClasses: ["internal", "health"],
            regions: ["aws:eu-west-1", "aws:eu-central-1"],
            primary: "aws:eu-west-1",
            backup: "aws:eu-north-1",
        },
    ],
    routing: { auth: { jwt: { issuer: "issuer", audience: "meridian", jwksUri: "https://keys.example/" } } },
    models: [
        {
            name: "screening",
            releases: { "1.0.0": { artifact: "s3://models/1.onnx", digest: digest("1") } },
            traffic: [{ version: "1.0.0", percent: 100 }],
        },
    ],
};

const full: ConfigInput = {
    ...config,
    serving: { cache: { ttlSeconds: 60 } },
    store: {
        tables: [
            { name: "features", partitionKey: "subject", cells: ["eu"], onChange: "invalidate-predictions" },
            { name: "labels", partitionKey: "subject", cells: ["eu"], dataClass: "internal" },
        ],
        backup: {},
    },
    observability: {
        exports: [
            { name: "siem", to: "splunk", endpoint: "https://siem.example/", place: "aws:eu-west-3", cells: ["eu"] },
        ],
    },
};

const planned = (written: ConfigInput) => planConfig(written).plan;

/** `what (class): from > to`, of one kind and cell. */
function reported(plan: Plan, kind: PlannedFlow["kind"], cell: string): string[] {
    return flowsOf(plan)
        .filter(flow => flow.kind === kind && flow.cell === cell)
        .map(
            ({ what, dataClass, from, to }) =>
                `${what} (${dataClass}): ${from === undefined ? "" : `${from} `}> ${to.join(" ")}`,
        );
}

describe("the flows of a plan", () => {
    const plan = planned(full);
    const west = "aws:eu-west-1";
    const central = "aws:eu-central-1";
    const north = "aws:eu-north-1";

    const eu: Readonly<Record<PlannedFlow["kind"], string[]>> = {
        failover: [
            `requests (health): ${central} > ${west}`,
            `requests (internal): ${central} > ${west}`,
            `requests (health): ${west} > ${central}`,
            `requests (internal): ${west} > ${central}`,
        ],
        artifact: [
            `model screening (internal): > ${central} ${north}`,
            `model screening (internal): > ${west} ${north}`,
        ],
        replication: [`table features (health): ${west} > ${central}`, `table labels (internal): ${west} > ${central}`],
        backup: [`table features (health): ${west} > ${north}`, `table labels (internal): ${west} > ${north}`],
        event: [
            `table features (health): ${central} > ${central} ${west}`,
            `table features (health): ${west} > ${central} ${west}`,
        ],
        cache: [
            `predictions (health): ${central} > ${central}`,
            `predictions (internal): ${central} > ${central}`,
            `predictions (health): ${west} > ${west}`,
            `predictions (internal): ${west} > ${west}`,
        ],
        key: [central, west, north].flatMap(place => [`key (health): > ${place}`, `key (internal): > ${place}`]),
        log: [
            `logs (health): ${central} > ${central}`,
            `logs (internal): ${central} > ${central}`,
            `logs (health): ${west} > ${west}`,
            `logs (internal): ${west} > ${west}`,
        ],
        metric: [`aggregates (internal): ${central} > ${west}`, `aggregates (internal): ${west} > ${west}`],
        export: ["export siem (internal): > aws:eu-west-3"],
    };
    for (const kind of flowKinds) {
        it(`of the kind ${kind} go where the cell's data goes on that way, and nowhere else`, () => {
            assert.deepEqual(reported(plan, kind, "eu"), eu[kind]);
        });
    }

    it("of a cell with one region, no table and no export are few", () => {
        const kinds = flowsOf(plan)
            .filter(({ cell }) => cell === "us")
            .map(({ kind }) => kind);
        assert.deepEqual(kinds, ["artifact", "cache", "key", "log", "metric"]);
        assert.deepEqual(reported(plan, "artifact", "us"), ["model screening (internal): > aws:us-east-1"]);
        // Aggregates leave the cell for where the view over all regions is kept.
        assert.deepEqual(reported(plan, "metric", "us"), [`aggregates (internal): aws:us-east-1 > ${west}`]);
    });

    it("of events keep the clouds of a cell alike, for each table", () => {
        const both: ConfigInput = {
            ...config,
            cells: [
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    dataClasses: ["internal"],
                    regions: ["aws:eu-west-1", "gcp:europe-west1"],
                    primary: "aws:eu-west-1",
                },
            ],
            models: config.models.map(model => ({
                ...model,
                releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
            })),
            routing: { names: "aws" },
            store: { tables: [{ name: "features", partitionKey: "subject" }], sync: "events" },
        };
        assert.deepEqual(reported(planned(both), "event", "eu"), [
            "table features (internal): aws:eu-west-1 > aws:eu-west-1 gcp:europe-west1",
            "table features (internal): gcp:europe-west1 > aws:eu-west-1 gcp:europe-west1",
        ]);
    });

    it("of tables whose copies agree by majority go to the backup location as to a region, and their key with them", () => {
        const here: ConfigInput = {
            ...config,
            cells: [
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    dataClasses: ["health"],
                    regions: ["local:eu-west", "local:eu-central"],
                    primary: "local:eu-west",
                    backup: "local:eu-north",
                },
            ],
            models: config.models.map(model => ({
                ...model,
                releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
            })),
        };
        const keys = (plan: Plan) => reported(plan, "key", "eu").map(flow => flow.slice("key (health): > ".length));
        const stored = planned({ ...here, store: { tables: [{ name: "features", partitionKey: "subject" }] } });
        assert.deepEqual(reported(stored, "replication", "eu"), [
            "table features (health): local:eu-west > local:eu-central",
            "table features (health): local:eu-west > local:eu-north",
        ]);
        assert.deepEqual(reported(stored, "backup", "eu"), []);
        assert.deepEqual(keys(stored), ["local:eu-central", "local:eu-west", "local:eu-north"]);
        assert.deepEqual(keys(planned(here)), ["local:eu-central", "local:eu-west"]);
    });

    it("of cached answers may go anywhere with a global edge, which only unprotected data may have", () => {
        const open = { ...config, cells: [config.cells[0]!], routing: { edge: "global" as const } };
        const plan = planned(open);
        assert.deepEqual(reported(plan, "cache", "us"), [
            "predictions (internal): aws:us-east-1 > aws:us-east-1 aws:global",
        ]);
        assert.ok(judgedFlows(plan).every(({ verdict }) => verdict === "proven"));
    });

    it("have no cache where none is kept", () => {
        assert.deepEqual(reported(planned(config), "cache", "eu"), []);
    });

    it("don't reach a region out of traffic by failover, and lead out of it", () => {
        const drained = planned({ ...config, routing: { ...config.routing, drain: ["aws:eu-central-1"] } });
        assert.deepEqual(reported(drained, "failover", "eu"), [
            `requests (health): ${central} > ${west}`,
            `requests (internal): ${central} > ${west}`,
        ]);
    });
});

describe("the flows of a plan, evaluated", () => {
    it("are each proven by the residency rule, with its reason", () => {
        const judged = judgedFlows(planned(full));
        assert.equal(judged.length, flowsOf(planned(full)).length);
        assert.deepEqual(
            judged.filter(({ verdict }) => verdict !== "proven"),
            [],
        );
        assert.ok(judged.some(({ kind, reason }) => kind === "replication" && reason === "every place lies in EU"));
    });

    it("are proven in places that only the config knows", () => {
        const onprem: ConfigInput = {
            ...config,
            cells: [{ name: "eu", jurisdictions: ["DE"], dataClasses: ["health"], regions: ["kubernetes:fulda"] }],
            places: { "kubernetes:fulda": { city: "Fulda", country: "DE", latitude: 50.55, longitude: 9.68 } },
        };
        assert.ok(judgedFlows(planned(onprem)).every(({ verdict }) => verdict === "proven"));
    });

    it("are violated if a plan was changed so that data leaves its cell", () => {
        const plan = planned(full);
        const [eu, us] = plan.cells as [Plan["cells"][number], Plan["cells"][number]];
        const store = { ...eu.store!, backup: { ...eu.store!.backup!, place: "aws:us-east-1" as const } };
        const violated = judgedFlows({ ...plan, cells: [{ ...eu, store }, us] }).filter(
            ({ verdict }) => verdict === "violated",
        );
        assert.deepEqual([...new Set(violated.map(({ kind }) => kind))], ["artifact", "backup", "key"]);
        assert.equal(violated[0]!.reason, "aws:us-east-1 is in Ashburn, US, outside EU");
    });
});
