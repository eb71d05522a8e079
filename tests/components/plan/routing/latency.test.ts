import assert from "node:assert/strict";
import fc from "fast-check";

import { cityNamed, knownCities, knownRegions, placeOf } from "../../../../components/plan/places/catalogue";
import { parse } from "../../../../components/plan/config/parse";
import { distanceKm } from "../../../../components/plan/places/distance";
import {
    type Latency,
    type LatencyInput,
    latencySchema,
    roundTripMs,
} from "../../../../components/plan/routing/latency";
import { parseConfig, type Plan, plan, planConfig } from "../../../../components/plan/plan";
import { fixedSeed, localConfigs } from "../../../support/arbitraries";
import { repositoryConfig, repositoryLock } from "../../../support/repository-stack";
import { faultsOf, type Pinned } from "../faults-of";
import { parsed, screening } from "../screening";

const latency = (written: LatencyInput = {}) => parse(latencySchema, written);

const places = fc.constantFrom(...knownCities, ...knownRegions);
const latencies = fc
    .record({ kilometresPerMs: fc.integer({ min: 40, max: 1000 }), addMs: fc.integer({ min: 0, max: 200 }) })
    .map(latency);

const km = (a: string, b: string) => distanceKm(placed(a), placed(b));
const placed = (name: string) => placeOf(name) ?? cityNamed(name)!;
const msBetween = (from: string, to: string, latency: Latency) =>
    roundTripMs({ name: from, place: placed(from) }, { name: to, place: placed(to) }, latency);

describe("the round trip between two places", () => {
    it("is a millisecond for each 67 km of the great circle, where nothing is said", () => {
        // Lisbon to Ashburn: 5,758 km.
        assert.ok(Math.abs(msBetween("Lisbon", "local:us-east", latency()) - 5758 / 67) < 0.5);
    });

    it("is what a pair was said to take, in both directions, and for that pair alone", () => {
        const said = latency({ addMs: 5, between: [{ from: "Lisbon", to: "local:eu-west", ms: 12 }] });
        assert.equal(msBetween("Lisbon", "local:eu-west", said), 12);
        assert.equal(msBetween("local:eu-west", "Lisbon", said), 12);
        assert.notEqual(msBetween("Berlin", "local:eu-west", said), 12);
    });

    it("is the same in both directions", () => {
        holds(fc.tuple(places, places, latencies), ([a, b, latency]) => {
            assert.equal(msBetween(a, b, latency), msBetween(b, a, latency));
        });
    });

    it("is nothing from a place to itself, whatever is added between different ones", () => {
        holds(fc.tuple(places, latencies), ([place, latency]) => {
            assert.equal(msBetween(place, place, latency), 0);
        });
    });

    it("is no shorter to a place further away, and no shorter than what is added", () => {
        holds(fc.tuple(places, places, places, latencies), ([from, a, b, latency]) => {
            const [near, far] = km(from, a) <= km(from, b) ? [a, b] : [b, a];
            assert.ok(msBetween(from, near, latency) <= msBetween(from, far, latency));
            assert.ok(km(from, far) === 0 || msBetween(from, far, latency) >= latency.addMs);
        });
    });

    it("is at most 700 ms, whatever a config may say", () => {
        const longest = latency({ kilometresPerMs: 40, addMs: 200 });
        holds(fc.tuple(places, places), ([a, b]) => {
            assert.ok(msBetween(a, b, longest) <= 700);
        });
    });
});

describe("the links of a plan", () => {
    it("are those of cells on this machine alone, where others are elsewhere", () => {
        const config = { ...repositoryConfig("hybrid"), local: { latency: {} } };
        const { links, routings } = planConfig(config, { lock: repositoryLock() }).plan;
        assert.ok(routings.length > 1);
        assert.ok(links.length > 0);
        for (const { from, to } of links)
            assert.ok(!/^(aws|kubernetes):/.test(`${from} ${to}`) && to.startsWith("local:"), to);
    });

    it("are none where a config says nothing of latency", () => {
        assert.deepEqual(plan(parsed()).links, []);
        assert.deepEqual(plan(parseConfig({ ...screening(), local: {} })).links, []);
    });

    it("lead from each city to each region, and from each region to the others of its cell", () => {
        const demand = { places: [{ city: "Berlin" }, { city: "Chicago" }] };
        const { links } = plan(parseConfig({ ...screening(), demand, local: { latency: {} } }));
        assert.deepEqual(
            links.map(({ cell, from, to, ms }) => `${cell}: ${from} to ${to} ${ms}`),
            [
                "eu: Berlin to local:eu-central 6.33",
                "eu: Chicago to local:eu-central 103.94",
                "eu: local:eu-west to local:eu-central 16.23",
                "eu: Berlin to local:eu-west 19.66",
                "eu: Chicago to local:eu-west 87.9",
                "eu: local:eu-central to local:eu-west 16.23",
                "us: Berlin to local:us-east 100.41",
                "us: Chicago to local:us-east 13.63",
                "us: local:us-west to local:us-east 55.76",
                "us: Berlin to local:us-west 124.45",
                "us: Chicago to local:us-west 42.15",
                "us: local:us-east to local:us-west 55.76",
            ],
        );
    });

    it("never join two cells", () => {
        always(({ cells, links }) => {
            for (const { cell: name, from, to } of links) {
                const { cell } = cells.find(({ cell }) => cell.name === name)!;
                assert.ok(cell.regions.includes(to));
                assert.ok(cityNamed(from) !== undefined || (cell.regions as string[]).includes(from));
            }
        });
    });

    it("are all that the edge and the gates send over, each once", () => {
        always(({ cells, routings: [routing], links }) => {
            const found = links.map(({ from, to }) => `${from} to ${to}`);
            assert.equal(new Set(found).size, found.length);
            for (const { city } of routing!.points) {
                for (const to of cells.flatMap(({ cell }) => cell.regions))
                    assert.ok(found.includes(`${city} to ${to}`));
            }
            for (const { region, peers } of cells.flatMap(({ servings }) => servings)) {
                for (const peer of peers) assert.ok(found.includes(`${region} to ${peer.region}`));
            }
        });
    });

    it("are no shorter to the regions that a city is sent to later, where no pair has a time of its own", () => {
        always(({ routings: [routing], links }) => {
            for (const { city, order } of routing!.points) {
                for (const regions of Object.values(order)) {
                    const ms = regions.map(region => links.find(({ from, to }) => from === city && to === region)!.ms);
                    assert.deepEqual(
                        ms,
                        [...ms].sort((a, b) => a - b),
                    );
                }
            }
        }, false);
    });
});

describe("latency is refused", () => {
    const cases: [title: string, between: NonNullable<LatencyInput["between"]>, faults: Pinned[]][] = [
        [
            "between places that are unknown or without requests, each of them",
            [{ from: "Warsaw", to: "local:eu-north", ms: 1 }],
            (["from", "to"] as const).map(end => ({
                code: "latency/unknown-place",
                path: `local.latency.between[0].${end}`,
                value: { from: "Warsaw", to: "local:eu-north" }[end],
            })),
        ],
        [
            "for a pair said twice, also the other way around",
            [
                { from: "Lisbon", to: "local:eu-west", ms: 1 },
                { from: "local:eu-west", to: "Lisbon", ms: 2 },
            ],
            [
                {
                    code: "latency/pair-twice",
                    path: "local.latency.between[1]",
                    value: "local:eu-west to Lisbon",
                },
            ],
        ],
        ...(
            [
                ["between regions of two cells", "local:eu-west", "local:us-east"],
                ["between two cities", "Lisbon", "Berlin"],
                ["from a place to itself", "local:eu-west", "local:eu-west"],
            ] as const
        ).map(([title, from, to]): [string, NonNullable<LatencyInput["between"]>, Pinned[]] => [
            title,
            [{ from, to, ms: 1 }],
            [
                {
                    code: "latency/no-way",
                    path: "local.latency.between[0]",
                    value: `${from} to ${to}`,
                },
            ],
        ]),
    ];
    for (const [title, between, faults] of cases) {
        it(title, () => {
            assert.deepEqual(
                faultsOf(() => plan(parseConfig({ ...screening(), local: { latency: { between } } }))),
                faults,
            );
        });
    }

    it("where no region is of this machine", () => {
        const config = parsed(config => {
            config.local = {};
            for (const cell of config.cells) cell.regions = ["aws:eu-west-1"];
        });
        assert.deepEqual(
            faultsOf(() => plan(config)).filter(({ path }) => path.startsWith("local")),
            [
                {
                    code: "capability/settings",
                    path: "local",
                },
            ],
        );
    });
});

function holds<T>(values: fc.Arbitrary<T>, property: (value: T) => void): void {
    fc.assert(fc.property(values, property), fixedSeed);
}

/** For any config of this machine, with latency. */
function always(property: (planned: Plan) => void, withPairs = true): void {
    holds(localConfigs, written => {
        const { between, ...rest } = written.local?.latency ?? {};
        const latency = withPairs && between !== undefined ? { ...rest, between } : rest;
        property(plan(parseConfig({ ...written, local: { latency } })));
    });
}
