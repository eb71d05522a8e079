import assert from "node:assert/strict";

import { type Cloud, clouds } from "../../../../components/plan/places/catalogue";
import { membersOf } from "../../../../components/plan/places/multi-regions";
import {
    type CheckFacts,
    type Edge,
    edges,
    type Feature,
    features,
    type Hosting,
    type HostingFeature,
    hostingFeatures,
    hostings,
    type RouteFacts,
} from "../../../../components/plan/clouds/cloud";
import {
    artifactSchemesOf,
    cloudsHosting,
    cloudsRouting,
    cloudsWith,
    cloudTable,
    edgesOf,
    routeOver,
} from "../../../../components/plan/clouds/table";

/** What no cloud has yet: said here, so that nothing is left out by oversight. */
const later: readonly Feature[] = ["artifact/mlflow"];

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as K[];

const routes: { names: Cloud; edge: Edge; front: Cloud; route: RouteFacts }[] = clouds.flatMap(names =>
    keysOf(edges).flatMap(edge =>
        clouds.flatMap(front => {
            const route = cloudTable[names].routes[edge]?.[front];
            return route === undefined ? [] : [{ names, edge, front, route }];
        }),
    ),
);

function assertKept({
    floorSeconds,
    mostSeconds = Infinity,
    steps,
    defaultSeconds,
    unhealthyAfter = { least: 1, most: 10 },
    defaultUnhealthyAfter,
}: CheckFacts) {
    assert.ok(floorSeconds > 0);
    assert.ok(defaultSeconds >= floorSeconds && defaultSeconds <= mostSeconds);
    assert.ok(steps === undefined || (steps.includes(defaultSeconds) && Math.min(...steps) === floorSeconds));
    assert.ok(defaultUnhealthyAfter >= unhealthyAfter.least && defaultUnhealthyAfter <= unhealthyAfter.most);
}

describe("what clouds can do", () => {
    for (const cloud of clouds) {
        it(`${cloud} can host models, be reached and get models in some way`, () => {
            assert.ok(Object.keys(cloudTable[cloud].hostings).length > 0);
            assert.ok(edgesOf(cloud).length > 0);
            assert.ok(artifactSchemesOf(cloud).includes("file"));
        });

        it(`gates on ${cloud} check at an interval that they can keep`, () => {
            assertKept(cloudTable[cloud].checks);
        });
    }

    it("every feature is on some cloud, or is known to come later", () => {
        assert.deepEqual(
            keysOf(features).filter(feature => cloudsWith(feature).length === 0),
            later,
        );
    });

    it("every hosting, what it may be asked for and every edge mode is on some cloud", () => {
        assert.deepEqual(
            keysOf(hostings).filter(hosting => cloudsHosting(hosting).length === 0),
            [],
        );
        assert.deepEqual(
            keysOf(hostingFeatures).filter(feature =>
                keysOf(hostings).every(hosting => cloudsHosting(hosting, feature).length === 0),
            ),
            [],
        );
        assert.deepEqual(
            keysOf(edges).filter(edge => clouds.every(front => cloudsRouting(edge, front).length === 0)),
            [],
        );
    });

    it("this machine hosts processes, routes by region, takes files, keeps tables and looks features up in them, keeps their changes and an audit trail and samples, tells of drift, objectives and anomalies, exports by OTLP, takes regions out of traffic, rehearses outages, and nothing else", () => {
        const { features: has, hostings: on } = cloudTable.local;
        assert.deepEqual(Object.keys(has), [
            "artifact/file",
            "store/tables",
            "store/strong",
            "store/sort-key",
            "store/lookups",
            "store/ttl",
            "store/claims",
            "store/kept-changes",
            "observability/drift",
            "observability/audit",
            "observability/samples",
            "observability/objectives",
            "observability/anomalies",
            "observability/export-otlp",
            "observability/export-ca",
            "recovery/drills",
            "observability/withdrawal",
        ]);
        assert.deepEqual(Object.keys(on), ["container"]);
        assert.deepEqual(on.container?.features, {});
        assert.deepEqual(edgesOf("local"), ["regional"]);
        assert.deepEqual(
            clouds.filter(front => routeOver("local", "regional", front) !== undefined),
            ["local"],
        );
        assert.deepEqual(cloudsRouting("regional", "local"), ["local"]);
    });

    it("this machine notices an ill region in less than a second", () => {
        const { defaultSeconds, defaultUnhealthyAfter } = cloudTable.local.checks;
        assert.ok(defaultSeconds * defaultUnhealthyAfter < 1);
    });

    const lacks: [Cloud, Hosting | Feature, Cloud[]][] = [
        ["gcp", "managed", ["aws", "azure", "kubernetes"]],
        ["gcp", "budget/anomalies", ["aws", "azure", "kubernetes"]],
        ["kubernetes", "observability/audit", ["aws", "gcp", "azure", "local"]],
        ["kubernetes", "store/strong", ["aws", "gcp", "azure", "local"]],
        ["aws", "artifact/gs", ["gcp"]],
    ];
    for (const [cloud, what, others] of lacks) {
        it(`${cloud} lacks ${what}, and the clouds that have it are named`, () => {
            assert.deepEqual(what in hostings ? cloudsHosting(what as Hosting) : cloudsWith(what as Feature), others);
        });
    }

    it("whatever hosts several replicas scales them by load, and nothing else does", () => {
        for (const cloud of clouds) {
            for (const { product, features } of Object.values(cloudTable[cloud].hostings)) {
                assert.equal("replicas" in features, "scaling/reactive" in features, product);
            }
        }
    });

    it("strong consistency asks for regions of a set that has enough of them", () => {
        const asking = clouds.flatMap(cloud => cloudTable[cloud].strong ?? []);
        assert.equal(asking.length, 1);
        for (const { regions, sets } of asking) {
            assert.ok(sets.every(set => membersOf(set).length >= regions));
        }
    });

    it("copies agree by majority where one place can be lost and a majority is left", () => {
        const kept = clouds.flatMap(cloud => cloudTable[cloud].quorum ?? []);
        assert.equal(kept.length, 1);
        for (const { least, most } of kept) {
            assert.ok(least - 1 > least / 2 && most >= least);
        }
    });

    const hosted: [Hosting, HostingFeature, Cloud[]][] = [
        ["container", "scaling/predictive", ["aws", "kubernetes"]],
        ["instances", "scaling/predictive", ["aws", "gcp", "azure"]],
        ["container", "scaling/to-zero", ["gcp", "azure"]],
        ["function", "gpu", []],
    ];
    for (const [hosting, feature, having] of hosted) {
        it(`${feature} on ${hosting} is had by ${having.join(", ") || "none"}`, () => {
            assert.deepEqual(cloudsHosting(hosting, feature), having);
        });
    }
});

describe("names of one cloud before fronts of another", () => {
    for (const { names, edge, front, route } of routes) {
        it(`${edge}, ${names} before ${front}: a check interval that is kept, and differences told as faults are`, () => {
            assertKept(route.checks);
            for (const limit of route.limits) {
                assert.match(limit, /^[a-z].*[^.]$/);
            }
        });
    }

    it("a front that is known by name only is no target where addresses are needed", () => {
        assert.equal(cloudTable.gcp.routes.regional?.aws?.takes, "address");
        assert.deepEqual(cloudTable.aws.front.gives, ["hostname"]);
        assert.equal(routeOver("gcp", "regional", "aws"), undefined);
        assert.deepEqual(cloudsRouting("regional", "aws"), ["aws", "azure"]);
    });

    it("a front that has an address only is a target where a name is needed, since names can give it one", () => {
        assert.deepEqual(cloudTable.gcp.front.gives, ["address"]);
        assert.equal(routeOver("azure", "regional", "gcp")?.takes, "hostname");
    });

    it("anycast that leaves TLS to the region is before fronts of AWS only", () => {
        assert.deepEqual(
            clouds.flatMap(front => cloudsRouting("anycast", front).map(names => `${names} before ${front}`)),
            ["aws before aws"],
        );
    });

    it("private clients of Azure are not routed", () => {
        assert.deepEqual(cloudsRouting("internal", "azure"), []);
    });
});
