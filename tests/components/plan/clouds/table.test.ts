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
    builtClouds,
    cloudsHosting,
    cloudsRouting,
    cloudsWith,
    cloudTable,
    edgesOf,
    has,
    hostingOn,
    hosts,
    routeOver,
} from "../../../../components/plan/clouds/table";

/** What no cloud has yet: said here, so that nothing is left out by oversight. */
const later: readonly Feature[] = ["artifact/mlflow"];

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as K[];

const routes: { names: Cloud; edge: Edge; front: Cloud; route: RouteFacts }[] = clouds.flatMap(names =>
    keysOf(edges).flatMap(edge =>
        clouds.flatMap(front => {
            const routes = cloudTable[names].routes[edge];
            const route = "state" in routes ? undefined : routes[front];
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
    it("is said in full, with what does it or why nothing does, as faults are", () => {
        for (const cloud of clouds) {
            const { features: own, hostings: on, underOtherNames } = cloudTable[cloud];
            const capabilities = [
                underOtherNames,
                ...Object.values(own),
                ...Object.values(on).flatMap(facts =>
                    facts.state === "impossible" ? [facts] : Object.values(facts.features),
                ),
            ];
            for (const one of capabilities) {
                const text = one.state === "impossible" ? one.why : one.by;
                assert.ok(text.length > 0 && !text.endsWith("."), text);
            }
            assert.deepEqual(keysOf(own), keysOf(features));
            assert.deepEqual(keysOf(on), keysOf(hostings));
        }
    });

    it("is built only where an adapter is", () => {
        for (const cloud of clouds.filter(cloud => cloudTable[cloud].adapter === "possible")) {
            assert.ok(!JSON.stringify(cloudTable[cloud]).includes('"state":"built"'), cloud);
        }
        assert.deepEqual(builtClouds, ["aws", "kubernetes", "local"]);
    });

    for (const cloud of clouds) {
        it(`${cloud} can host models, be reached and get models in some way`, () => {
            assert.ok(keysOf(hostings).some(hosting => hostingOn(cloud, hosting) !== undefined));
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

    it("this machine hosts processes, routes by region, takes files and addresses, runs custom servers, keeps tables and looks features up in them, keeps their changes and an audit trail and samples, tells of drift, objectives and anomalies, exports by OTLP, takes regions out of traffic, rehearses outages, could share a cell, and nothing else", () => {
        assert.deepEqual(
            keysOf(features).filter(feature => has("local", feature)),
            [
                "artifact/file",
                "artifact/https",
                "server/own",
                "store/tables",
                "store/strong",
                "store/sort-key",
                "store/ttl",
                "store/kept-changes",
                "store/claims",
                "store/lookups",
                "observability/objectives",
                "observability/drift",
                "observability/anomalies",
                "observability/withdrawal",
                "observability/audit",
                "observability/samples",
                "observability/export-otlp",
                "observability/export-ca",
                "recovery/drills",
                "cell/several-clouds",
            ],
        );
        assert.deepEqual(
            keysOf(hostings).filter(hosting => hostingOn("local", hosting) !== undefined),
            ["container"],
        );
        assert.ok(keysOf(hostingFeatures).every(feature => !hosts("local", "container", feature)));
        assert.deepEqual(edgesOf("local"), ["regional"]);
        assert.deepEqual(
            clouds.filter(front => routeOver("local", "regional", front) !== undefined),
            ["local"],
        );
        assert.deepEqual(cloudsRouting("regional", "local"), ["local"]);
    });

    it("this machine notices an unhealthy region in less than a second", () => {
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
            for (const hosting of Object.values(cloudTable[cloud].hostings)) {
                if (hosting.state === "impossible") continue;
                const { features, product } = hosting;
                assert.equal(features.replicas.state, features["scaling/reactive"].state, product);
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
        assert.equal(kept.length, 2);
        for (const { least, most } of kept) {
            assert.ok(least - 1 > least / 2 && most >= least);
        }
    });

    const hosted: [Hosting, HostingFeature, Cloud[]][] = [
        ["container", "scaling/predictive", ["aws", "kubernetes"]],
        ["instances", "scaling/predictive", ["aws", "gcp", "azure"]],
        ["container", "scaling/scheduled", ["aws", "gcp", "azure", "kubernetes"]],
        ["container", "scaling/to-zero", ["gcp", "azure"]],
        ["function", "gpu", ["aws"]],
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
        assert.deepEqual(cloudTable.aws.front.gives, ["hostname"]);
        assert.equal(routeOver("gcp", "regional", "aws"), undefined);
        assert.deepEqual(cloudsRouting("regional", "aws"), ["aws", "azure"]);
    });

    it("a front that has an address only is a target where a name is needed, since names can give it one", () => {
        assert.deepEqual(cloudTable.gcp.front.gives, ["address"]);
        assert.equal(routeOver("azure", "regional", "gcp")?.takes, "hostname");
    });

    it("are routes to regions that can be under names of another cloud", () => {
        for (const { names, front } of routes.filter(({ names, front }) => names !== front)) {
            assert.notEqual(cloudTable[front].underOtherNames.state, "impossible", `${names} before ${front}`);
        }
    });

    it("anycast that leaves TLS to the region is before fronts of AWS only, and is not built", () => {
        assert.deepEqual(
            clouds.flatMap(front => cloudsRouting("anycast", front).map(names => `${names} before ${front}`)),
            ["aws before aws"],
        );
        assert.equal(routeOver("aws", "anycast", "aws")?.state, "possible");
    });

    it("private clients of Azure are not routed", () => {
        assert.deepEqual(cloudsRouting("internal", "azure"), []);
    });
});
