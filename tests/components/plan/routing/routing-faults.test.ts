import assert from "node:assert/strict";

import type { Edge } from "../../../../components/plan/clouds/cloud";
import { edgesOf } from "../../../../components/plan/clouds/table";
import type { ConfigInput } from "../../../../components/plan/config/config";
import { type Cloud, clouds, type RegionRef } from "../../../../components/plan/places/catalogue";
import { dataClasses, judge } from "../../../../components/plan/residency";
import { catalogue } from "../../../../components/plan/places/atlas";
import {
    domainOf,
    openFaults,
    routeFaults,
    routerFaults,
    routingFaults,
} from "../../../../components/plan/routing/routing-faults";
import { namesOf, namings } from "../../../../components/plan/routing/naming";
import { asked, regionOn } from "../requested";
import { pinned } from "../faults-of";

const faultsOf = (regions: RegionRef[], routing: ConfigInput["routing"] = {}, change: Partial<ConfigInput> = {}) =>
    routingFaults(asked(regions, { routing, ...change }), [{ regions }]);

describe("the names that route", () => {
    it("are those of the only cloud, or of the one that is said", () => {
        assert.equal(namesOf({}, ["aws:eu-west-1", "aws:eu-central-1"]), "aws");
        assert.equal(namesOf({ names: "azure" }, ["aws:eu-west-1", "gcp:europe-west1"]), "azure");
        assert.equal(namesOf({}, ["aws:eu-west-1", "gcp:europe-west1"]), undefined);
        assert.equal(namesOf({}, []), undefined);
    });

    it("are, of a cloud without zones, always its own", () => {
        assert.equal(namesOf({ names: "aws" }, [regionOn.local]), "local");
        const cells = [{ regions: [regionOn.local] }, { regions: [regionOn.gcp] }, { regions: [regionOn.aws] }];
        assert.deepEqual(namings({ names: "aws" }, cells), [
            { names: "aws", cells: [cells[1], cells[2]] },
            { names: "local", cells: [cells[0]] },
        ]);
        assert.deepEqual(namings({}, [{ regions: [] }]), []);
    });

    it("must be said where cells would share a domain between the zones of two clouds, and not beside a cloud without", () => {
        const over = (...regions: RegionRef[]) =>
            routingFaults(
                asked(regions),
                regions.map(region => ({ regions: [region] })),
            ).map(({ code }) => code);
        assert.deepEqual(over(regionOn.gcp, regionOn.aws), ["routing/names-missing"]);
        assert.deepEqual(over(regionOn.local, regionOn.aws), []);
    });

    it("are refused where no cell uses them", () => {
        assert.deepEqual(
            faultsOf([regionOn.local], { names: "aws" }).map(({ code, path }) => [code, path]),
            [["capability/names-front", "routing.names"]],
        );
    });

    it("must be said where regions are on several clouds", () => {
        assert.deepEqual(pinned(faultsOf([regionOn.gcp, regionOn.aws])), [
            {
                code: "routing/names-missing",
                path: "routing.names",
            },
        ]);
        assert.deepEqual(faultsOf([regionOn.gcp, regionOn.aws], { names: "aws" }), []);
    });

    it("are not asked for while no region is known", () => {
        const nowhere = asked(["aws:eu-mars-1"]);
        assert.deepEqual(routingFaults(nowhere, [{ regions: [] }]), []);
    });
});

describe("the domain", () => {
    it("must be said where clients are not private", () => {
        assert.deepEqual(pinned(faultsOf([regionOn.local], {}, { domain: undefined })), [
            {
                code: "routing/domain-missing",
                path: "domain",
            },
        ]);
    });

    it("must be set for internal fronts of AWS too, whose names are in a public zone", () => {
        const faults = faultsOf([regionOn.aws], { edge: "internal" }, { domain: undefined });
        assert.deepEqual(pinned(faults), [{ code: "routing/domain-missing", path: "domain" }]);
    });

    it("is one of the service's own where clients and the zone are private and none is set", () => {
        assert.deepEqual(faultsOf([regionOn.gcp], { edge: "internal" }, { domain: undefined }), []);
        assert.equal(domainOf({ service: "screening" }), "screening.internal");
        assert.equal(domainOf({ service: "screening", domain: "x.example" }), "x.example");
    });
});

/** For each edge mode and front the clouds whose names can route to it, as their documentation says. */
const able: Readonly<Record<Edge, Readonly<Partial<Record<Cloud, Cloud[]>>>>> = {
    // Cloud DNS checks addresses only, and a balancer of AWS has none; k8gb routes to clusters only.
    regional: {
        aws: ["aws", "azure"],
        gcp: ["aws", "gcp", "azure"],
        azure: ["aws", "gcp", "azure"],
        kubernetes: ["aws", "gcp", "azure", "kubernetes"],
        local: ["local"],
    },
    anycast: { aws: ["aws"] },
    global: {
        aws: ["aws", "azure"],
        gcp: ["aws", "gcp", "azure"],
        azure: ["aws", "azure"],
        kubernetes: ["aws", "azure"],
    },
    internal: { aws: ["aws"], gcp: ["gcp"], kubernetes: ["kubernetes"] },
};

describe("names of one cloud before fronts of another", () => {
    for (const edge of Object.keys(able) as Edge[]) {
        for (const front of clouds) {
            const some = able[edge][front] ?? [];
            it(`${edge} before ${front}: those of ${some.join(", ") || "no cloud"}`, () => {
                assert.deepEqual(
                    clouds.filter(names => routeFaults(names, edge, [regionOn[front]]).length === 0),
                    some,
                );
            });
        }
    }

    it("that can't are refused with those that can", () => {
        assert.deepEqual(pinned(routeFaults("gcp", "regional", [regionOn.aws, regionOn.gcp])), [
            {
                code: "capability/names-front",
                path: "routing.names",
                value: "gcp",
            },
        ]);
    });

    it("that no cloud has are refused with another edge mode", () => {
        assert.deepEqual(
            routeFaults("aws", "anycast", [regionOn.gcp]).map(({ allowed, code }) => [code, allowed]),
            [["capability/names-front", []]],
        );
    });

    it("of the same cloud are refused in a mode that it hasn't, with those that it has", () => {
        assert.deepEqual(pinned(routeFaults("azure", "internal", [regionOn.azure])), [
            {
                code: "capability/edge",
                path: "routing.edge",
                value: "internal",
            },
        ]);
    });
});

describe("checks of the product that routes", () => {
    const intervals = (region: RegionRef, everySeconds: number, routing: ConfigInput["routing"] = {}) =>
        faultsOf([region], { ...routing, failover: { everySeconds } }).map(({ path, problem }) => [path, problem]);

    it("are made every 10 or 30 seconds by Route 53 and Traffic Manager", () => {
        for (const [region, by] of [
            [regionOn.aws, "Route 53 latency records"],
            [regionOn.azure, "Traffic Manager performance routing"],
        ] as const) {
            assert.deepEqual(intervals(region, 10), []);
            assert.deepEqual(intervals(region, 30), []);
            for (const wrong of [5, 15, 60]) {
                assert.deepEqual(intervals(region, wrong), [
                    ["routing.failover.everySeconds", `${by} can't check every ${wrong} s`],
                ]);
            }
        }
    });

    it("are made every 30 seconds or less often by Cloud DNS", () => {
        assert.deepEqual(intervals(regionOn.gcp, 30), []);
        assert.deepEqual(intervals(regionOn.gcp, 31), []);
        assert.deepEqual(intervals(regionOn.gcp, 29), [
            [
                "routing.failover.everySeconds",
                "Cloud DNS geolocation policy can't check every 29 s, expected at least 30 s",
            ],
        ]);
    });

    it("are those of the names that are said, before each front", () => {
        assert.deepEqual(intervals(regionOn.kubernetes, 5), []);
        assert.deepEqual(intervals(regionOn.kubernetes, 5, { names: "aws" }), [
            ["routing.failover.everySeconds", "Route 53 geoproximity records can't check every 5 s"],
        ]);
    });
});

describe("checks of names in clusters", () => {
    const codes = (names: "external-dns" | "k8gb", everySeconds: number) =>
        faultsOf([regionOn.kubernetes], { failover: { everySeconds } }, { kubernetes: { names } }).map(
            ({ path, problem }) => [path, problem],
        );

    it("are k8gb's every 5 seconds at most", () => {
        assert.deepEqual(codes("k8gb", 1), [
            ["routing.failover.everySeconds", "k8gb can't check every 1 s, expected at least 5 s"],
        ]);
        assert.deepEqual(codes("k8gb", 5), []);
    });

    it("are none with ExternalDNS: the interval is that of gates", () => {
        assert.deepEqual(codes("external-dns", 1), []);
    });
});

describe("what would show protected data outside its cell is refused", () => {
    const global = { edge: "global", sharedName: false } as const;

    it("when TLS may end anywhere", () => {
        assert.deepEqual(
            pinned(openFaults(global, [{ dataClasses: ["public"] }, { dataClasses: ["internal", "personal"] }])),
            [
                {
                    code: "residency/edge-global",
                    path: "routing.edge",
                    value: "global",
                },
            ],
        );
    });

    it("when where a caller happens to be decides where its data goes", () => {
        assert.deepEqual(pinned(openFaults({ edge: "regional", sharedName: true }, [{ dataClasses: ["health"] }])), [
            {
                code: "residency/shared-name",
                path: "routing.sharedName",
                value: true,
            },
        ]);
    });

    it("and not without protected data, and not in other modes", () => {
        assert.deepEqual(
            openFaults({ edge: "global", sharedName: true }, [{ dataClasses: ["public", "internal"] }]),
            [],
        );
        for (const edge of ["regional", "anycast", "internal"] as const) {
            assert.deepEqual(openFaults({ edge, sharedName: false }, [{ dataClasses: ["health"] }]), []);
        }
    });

    it("just as the residency rule says of caches at every point of presence", () => {
        for (const dataClass of dataClasses) {
            const flow = { kind: "cache", cell: "eu", dataClass, to: ["aws:global"] } as const;
            const { verdict } = judge(flow, [{ name: "eu", jurisdictions: ["EU"] }], catalogue);
            const faults = openFaults(global, [{ dataClasses: [dataClass] }]);
            assert.equal(faults.length === 0, verdict === "proven", dataClass);
        }
    });
});

describe("a router that a program makes is refused", () => {
    it("for no cell", () => {
        assert.deepEqual(pinned(routerFaults({ cells: 0, cities: ["Lisbon"] })), [
            { code: "routing/no-cell", path: "cells" },
        ]);
    });

    it("with a city that the catalogue does not know, by its place, with what may be meant", () => {
        for (const [city, remedy] of [
            ["Atlantis", "name a large city nearby"],
            ["lisbon", "write Lisbon instead"],
            ["constructor", "name a large city nearby"],
        ] as const) {
            assert.deepEqual(
                routerFaults({ cells: 1, cities: ["Lisbon", city] }).map(({ code, path, remedy, value }) => [
                    code,
                    path,
                    value,
                    remedy,
                ]),
                [["catalogue/unknown-city", "cities[1]", city, remedy]],
            );
        }
    });

    it("not with cells and known cities, or with none named", () => {
        assert.deepEqual(routerFaults({ cells: 1, cities: ["Lisbon", "San Francisco"] }), []);
        assert.deepEqual(routerFaults({ cells: 1, cities: [] }), []);
    });

    it("in no mode without a link that a cloud declares", () => {
        for (const names of clouds) {
            for (const edge of edgesOf(names)) {
                assert.ok(
                    clouds.some(front => routeFaults(names, edge, [regionOn[front]]).length === 0),
                    `${names} ${edge}`,
                );
            }
        }
    });
});
