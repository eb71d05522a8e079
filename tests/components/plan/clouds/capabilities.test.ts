import assert from "node:assert/strict";

import { capabilityFaults } from "../../../../components/plan/clouds/capabilities";
import { type Feature, features } from "../../../../components/plan/clouds/cloud";
import { cloudTable } from "../../../../components/plan/clouds/table";
import { usesOf } from "../../../../components/plan/clouds/needs";
import type { ConfigInput } from "../../../../components/plan/config/config";
import { type Cloud, clouds, type RegionRef } from "../../../../components/plan/places/catalogue";
import { asked, cellOver, regionOn } from "../requested";
import { digest, screening } from "../screening";
import { pinned } from "../faults-of";

const vendors: Cloud[] = ["aws", "gcp", "azure", "kubernetes"];
const table = { name: "features", partitionKey: "subject" };
const at = regionOn.local;
const exporting = (to: "splunk" | "elasticsearch" | "otlp", more: object = {}) => ({
    observability: { exports: [{ name: "siem", to, endpoint: "https://siem.example/", place: at, ...more }] },
});
const lookUp = { table: "features", input: "features", attributes: ["age"] };
const store = (change: object = {}) => ({ store: { tables: [{ ...table, ...change }] } });
const inCell = (change: object) => ({ cells: [cellOver([at], change)] });

/** The model, with a custom server for its first release. */
function withServer() {
    const [model] = screening().models;
    const server = { protocol: "oip-http" as const, command: ["serve"] };
    return { ...model!, releases: { ...model!.releases, "1.0.0": { ...model!.releases["1.0.0"], server } } };
}

/** What asks for each feature, as on this machine, and the clouds that have it. */
const needs: [feature: Feature, change: Partial<ConfigInput>, path: string, having: Cloud[]][] = [
    ["name/shared", { routing: { sharedName: true } }, "routing.sharedName", vendors],
    ["existing/zone", { routing: { zone: "Z1" } }, "routing.zone", vendors],
    ["store/tables", store(), "store", [...clouds]],
    [
        "store/strong",
        { store: { tables: [table], consistency: "strong" } },
        "store.consistency",
        ["aws", "gcp", "azure", "local"],
    ],
    ["store/backup", { store: { tables: [table], backup: {} } }, "store.backup", vendors],
    ["store/sort-key", store({ sortKey: "time" }), "store.tables[0].sortKey", [...clouds]],
    ["store/ttl", store({ ttl: "expires" }), "store.tables[0].ttl", [...clouds]],
    ["store/kept-changes", store({ changes: {} }), "store.tables[0].changes", ["aws", "kubernetes", "local"]],
    [
        "store/claims",
        store({ requires: { claims: { role: ["nurse"] } } }),
        "store.tables[0].requires",
        ["kubernetes", "local"],
    ],
    [
        "store/claims",
        store({ writers: { claims: { role: ["nurse"] } } }),
        "store.tables[0].writers",
        ["kubernetes", "local"],
    ],
    ["store/change-events", store({ onChange: "invalidate-predictions" }), "store.tables[0].onChange", vendors],
    ["store/change-events", { store: { tables: [table], sync: "events" } }, "store.sync", vendors],
    ["existing/table", store({ existing: { [at]: "t" } }), "store.tables[0].existing", ["aws", "gcp", "azure"]],
    ["store/lookups", { models: [{ ...screening().models[0]!, features: lookUp }] }, "models[0].features", [...clouds]],
    ["server/own", { models: [withServer()] }, 'models[0].releases["1.0.0"].server', [...clouds]],
    ["cache/predictions", { serving: { cache: { ttlSeconds: 60 } } }, "serving.cache", vendors],
    ["observability/objectives", { observability: { slo: { p99Ms: 250 } } }, "observability.slo", [...clouds]],
    ["observability/logs", { observability: { logs: {} } }, "observability.logs", vendors],
    ["observability/drift", { observability: { drift: {} } }, "observability.drift", [...clouds]],
    ["observability/withdrawal", { observability: { withdraw: {} } }, "observability.withdraw", [...clouds]],
    ["observability/anomalies", { observability: { anomalies: true } }, "observability.anomalies", [...clouds]],
    [
        "observability/audit",
        { observability: { audit: true } },
        "observability.audit",
        ["aws", "gcp", "azure", "local"],
    ],
    [
        "observability/audit",
        inCell({ standards: ["hipaa"] }),
        "cells[0].standards[0]",
        ["aws", "gcp", "azure", "local"],
    ],
    [
        "observability/samples",
        { observability: { audit: true, samples: { percent: 1 } } },
        "observability.samples",
        [...clouds],
    ],
    ["observability/export-splunk", exporting("splunk"), "observability.exports[0].to", vendors],
    ["observability/export-elasticsearch", exporting("elasticsearch"), "observability.exports[0].to", vendors],
    ["observability/export-otlp", exporting("otlp"), "observability.exports[0].to", [...clouds]],
    [
        "observability/export-ca",
        exporting("otlp", { ca: "collector-ca.pem" }),
        "observability.exports[0].ca",
        [...clouds],
    ],
    ["budget/limit", { budget: { monthly: 100, currency: "EUR" } }, "budget", vendors],
    [
        "budget/anomalies",
        { budget: { monthly: 100, currency: "EUR", anomalies: true } },
        "budget.anomalies",
        ["aws", "azure", "kubernetes"],
    ],
    ["recovery/drills", { recovery: { drills: "monthly" } }, "recovery.drills", [...clouds]],
    [
        "network/ranges",
        inCell({ networks: { [at]: { cidr: "10.1.0.0/16" } } }),
        `cells[0].networks["${at}"]`,
        ["aws", "gcp", "azure"],
    ],
    [
        "existing/network",
        inCell({ existing: { [at]: { network: "n" } } }),
        `cells[0].existing["${at}"].network`,
        ["aws", "gcp", "azure"],
    ],
    [
        "existing/network",
        inCell({ existing: { [at]: { subnets: ["s"] } } }),
        `cells[0].existing["${at}"].subnets`,
        ["aws", "gcp", "azure"],
    ],
    [
        "existing/network",
        inCell({ existing: { [at]: { publicSubnets: ["s"] } } }),
        `cells[0].existing["${at}"].publicSubnets`,
        ["aws", "gcp", "azure"],
    ],
    [
        "existing/authority",
        inCell({ existing: { [at]: { authority: "a" } } }),
        `cells[0].existing["${at}"].authority`,
        ["aws", "kubernetes"],
    ],
    [
        "existing/key",
        inCell({ existing: { [at]: { key: "k" } } }),
        `cells[0].existing["${at}"].key`,
        ["aws", "gcp", "azure"],
    ],
    [
        "existing/cluster",
        inCell({ existing: { [at]: { cluster: "c" } } }),
        `cells[0].existing["${at}"].cluster`,
        ["aws", "azure", "kubernetes"],
    ],
    [
        "existing/certificate",
        inCell({ existing: { [at]: { certificate: "c" } } }),
        `cells[0].existing["${at}"].certificate`,
        vendors,
    ],
    [
        "access/deployers",
        { serving: { access: { [at]: { deployers: ["d"] } } } },
        `serving.access["${at}"].deployers`,
        vendors,
    ],
    [
        "access/invokers",
        { serving: { access: { [at]: { invokers: ["i"] } } } },
        `serving.access["${at}"].invokers`,
        vendors,
    ],
];

/** The same change, asked of another cloud. */
function on(cloud: Cloud, change: Partial<ConfigInput>) {
    const region = regionOn[cloud];
    const moved = JSON.parse(JSON.stringify(change).replaceAll(at, region)) as Partial<ConfigInput>;
    return capabilityFaults(asked([region], moved), [region], [cloud]);
}

function whyNot(cloud: Cloud, feature: Feature): string | undefined {
    const capability = cloudTable[cloud].features[feature];
    return capability.state === "impossible" ? capability.why : undefined;
}

describe("what a config asks of clouds", () => {
    for (const [feature, change, path, having] of needs) {
        it(`${path} (${feature}) is had on ${having.join(", ")}, and refused elsewhere with these named`, () => {
            for (const cloud of clouds) {
                const there = path.replace(at, regionOn[cloud]);
                const [fault] = on(cloud, change).filter(
                    ({ code, path }) => path === there && code.startsWith("capability/"),
                );
                if (having.includes(cloud)) {
                    assert.equal(fault, undefined, cloud);
                    continue;
                }
                assert.equal(fault?.code, `capability/${feature.slice(0, feature.indexOf("/"))}`);
                const { problem } = fault;
                assert.ok(problem.includes(whyNot(cloud, feature)!), problem);
                assert.ok(
                    problem.endsWith(having.length === 0 ? ")" : `clouds that support it: ${having.join(", ")}`),
                    problem,
                );
            }
        });
    }

    it("is every feature once, but for those by which artifacts are chosen, and those of a cell", () => {
        const without = (Object.keys(features) as Feature[]).filter(
            feature => !needs.some(([asked]) => asked === feature) && !feature.startsWith("artifact/"),
        );
        assert.deepEqual(without, ["cell/accounts", "cell/several-clouds"]);
    });

    it("cells with accounts of their own are on every cloud that an account can be said for", () => {
        const accounts = {
            aws: { roleArn: "arn:aws:iam::111122223333:role/x" },
            gcp: { project: "p" },
            azure: { subscription: "s" },
        };
        const regions = Object.keys(accounts).map(cloud => regionOn[cloud as "aws"]);
        assert.deepEqual(usesOf(asked(regions, { cells: [cellOver(regions, { accounts })] })), [
            ...regions.map(() => "cell/accounts"),
            "container",
        ]);
        assert.deepEqual(
            capabilityFaults(asked(regions, { cells: [cellOver(regions, { accounts })] }), regions, ["aws"]),
            [],
        );
    });

    it("is nothing where nothing is said", () => {
        assert.deepEqual(usesOf(asked([at])), ["container"]);
        assert.deepEqual(on("local", {}), []);
    });

    it("is reported with every cloud of the stack that can't, once", () => {
        const regions: RegionRef[] = [regionOn.gcp, regionOn.aws, at];
        const config = asked(regions, { budget: { monthly: 1, currency: "EUR", anomalies: true } });
        assert.deepEqual(
            capabilityFaults(config, regions, ["aws"]).map(({ path, problem }) => [
                path,
                clouds.filter(cloud => new RegExp(`\\b${cloud}\\b.* not support`).test(problem)),
            ]),
            [
                ["budget", ["local"]],
                ["budget.anomalies", ["gcp", "local"]],
            ],
        );
    });

    it("of names is asked of the cloud whose names route, and of none while that isn't known", () => {
        const config = asked([at, regionOn.aws], { routing: { zone: "Z1", sharedName: true } });
        const paths = (names?: Cloud) =>
            capabilityFaults(config, [at, regionOn.aws], names === undefined ? [] : [names]).map(({ path }) => path);
        assert.deepEqual(paths("aws"), []);
        assert.deepEqual(paths("local"), ["routing.zone", "routing.sharedName"]);
        assert.deepEqual(paths(undefined), []);
    });

    it("is not reported for an unknown cloud: its region is", () => {
        const nowhere = "oracle:x" as RegionRef;
        const config = asked([nowhere], {
            cells: [cellOver([nowhere], { standards: ["hipaa"], existing: { [nowhere]: { key: "k" } } })],
            serving: { access: { [nowhere]: { invokers: ["i"] } } },
        });
        assert.deepEqual(capabilityFaults(config, [], []), []);
    });
});

describe("an artifact", () => {
    const faultsOf = (artifact: string, ...regions: RegionRef[]) => {
        const { models, ...rest } = asked(regions);
        const releases = { "1.0.0": { artifact, digest: digest("1") } };
        return capabilityFaults({ ...rest, models: [{ ...models[0]!, releases }] }, regions, ["aws"]);
    };

    it("is taken from where every cloud of the stack can get it", () => {
        assert.deepEqual(faultsOf("s3://models/1.onnx", regionOn.aws, regionOn.kubernetes), []);
        assert.deepEqual(faultsOf("gs://models/1.onnx", regionOn.gcp), []);
        assert.deepEqual(faultsOf("az://models/1.onnx", regionOn.azure), []);
        assert.deepEqual(faultsOf("https://models.example/1.onnx", regionOn.aws, regionOn.gcp, regionOn.azure), []);
    });

    it("is refused, once, where one of them can't, with what all take", () => {
        assert.deepEqual(pinned(faultsOf("s3://models/1.onnx", regionOn.aws, regionOn.gcp, regionOn.azure)), [
            {
                code: "capability/artifact-scheme",
                path: 'models[0].releases["1.0.0"].artifact',
                value: "s3://models/1.onnx",
            },
        ]);
    });

    it("is refused from a registry until it is resolved, which no cloud does", () => {
        assert.deepEqual(
            faultsOf("mlflow:models:/screening/1", regionOn.aws).map(({ problem }) => problem.split(", expected ")[1]),
            ["file:, https: or s3:"],
        );
    });

    it("is not reported while no region is known", () => {
        const nowhere = asked(["oracle:x" as RegionRef]);
        nowhere.models[0]!.releases["1.0.0"]!.artifact = "s3://models/1.onnx";
        assert.deepEqual(capabilityFaults(nowhere, [], []), []);
    });
});
