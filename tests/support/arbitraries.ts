import fc from "fast-check";
import type { z } from "zod";

import {
    type Cloud,
    knownCities,
    knownRegions,
    placeOf,
    type RegionRef,
    splitRef,
} from "../../components/plan/catalogue";
import { type CloudFacts, cloudFacts } from "../../components/plan/clouds/facts";
import type { configSchema } from "../../components/plan/config";
import { covers } from "../../components/plan/jurisdictions";
import { dataClasses } from "../../components/plan/residency";

/** A config as it is written, before defaults are filled in. */
export type ConfigInput = z.input<typeof configSchema>;
export type CellInput = ConfigInput["cells"][number];
export type ModelInput = ConfigInput["models"][number];
export type TrafficInput = ModelInput["traffic"];

/** The same configs in every run: a failure seen once is seen again. */
export const fixedSeed = { seed: 1_848_201 } as const;

/** A name of one host label. `constructor` is one too, and a trap for look-ups in plain objects. */
const labels = fc.oneof(
    { weight: 9, arbitrary: fc.stringMatching(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/) },
    { weight: 1, arbitrary: fc.constantFrom("constructor", "x", "x".repeat(32)) },
);

const domains: fc.Arbitrary<string> = fc.constantFrom("screening.localhost", "a.b", `${"long.".repeat(35)}name`);

const versions = fc
    .tuple(
        fc.tuple(fc.nat(12), fc.nat(12), fc.nat(12)),
        fc.constantFrom("", "", "", "-alpha", "-alpha.1", "-beta.2", "-beta.11", "-rc.1", "-rc.01"),
    )
    .map(([core, pre]) => core.join(".") + pre);

/** Valid configs: several cells over the regions of one cloud, several models, releases, shares and waves. */
export const configs: fc.Arbitrary<ConfigInput> = fc
    .constantFrom(...(Object.keys(cloudFacts) as Cloud[]))
    .chain(cloud => cellsOn(cloud).map(cells => ({ cells, routing: routingOn(cloudFacts[cloud]!) })))
    .chain(({ cells, routing }) =>
        fc.record(
            {
                service: labels,
                domain: domains,
                cells: fc.constant(cells),
                models: modelsIn(cells.flatMap(({ regions }) => regions as RegionRef[])),
                routing,
                demand: fc.record({ places: fc.array(fc.record({ city: cities }), { minLength: 1, maxLength: 4 }) }),
            },
            { requiredKeys: ["service", "domain", "cells", "models"] },
        ),
    );

const cities = fc.constantFrom(...knownCities);

/** Regions are dealt to cells, so that none has two. Mostly many regions: cells of one fail over to nowhere. */
function cellsOn(cloud: Cloud): fc.Arbitrary<CellInput[]> {
    const regions = knownRegions.filter(ref => splitRef(ref).cloud === cloud);
    const most = Math.min(8, regions.length);
    return fc
        .record({
            regions: fc.oneof(
                { weight: 1, arbitrary: fc.shuffledSubarray(regions, { minLength: 1, maxLength: most }) },
                { weight: 4, arbitrary: fc.shuffledSubarray(regions, { minLength: most, maxLength: most }) },
            ),
            names: fc.uniqueArray(labels, { minLength: 3, maxLength: 3 }),
            cellOf: fc.array(fc.nat(2), { minLength: most, maxLength: most }),
        })
        .chain(({ regions, names, cellOf }) =>
            fc.tuple(
                ...names
                    .map((name, cell) => ({ name, places: regions.filter((_, i) => cellOf[i] === cell) }))
                    .filter(({ places }) => places.length > 0)
                    .map(({ name, places }) => cellOver(name, places)),
            ),
        );
}

/** A cell over some places, of which the last may be its backup. */
function cellOver(name: string, places: readonly RegionRef[]): fc.Arbitrary<CellInput> {
    return fc
        .record({
            jurisdictions: jurisdictionsOver(places),
            standards: fc.shuffledSubarray(["gdpr", "hipaa"] as const),
            dataClasses: fc.shuffledSubarray([...dataClasses], { minLength: 1 }),
            hasBackup: fc.boolean(),
            saysPrimary: fc.boolean(),
            primary: fc.nat(),
        })
        .map(({ hasBackup, saysPrimary, primary, ...cell }) => {
            const regions = hasBackup && places.length > 1 ? places.slice(0, -1) : [...places];
            return {
                name,
                ...cell,
                regions,
                ...(saysPrimary || regions.length > 1 ? { primary: regions[primary % regions.length]! } : {}),
                ...(regions.length < places.length ? { backup: places.at(-1)! } : {}),
            };
        });
}

function jurisdictionsOver(places: readonly RegionRef[]): fc.Arbitrary<string[]> {
    const countries = [...new Set(places.map(ref => placeOf(ref)!.country))];
    const grouped = (group: string) => [...new Set(countries.map(c => (covers(group, c) ? group : c)))];
    return fc.constantFrom(countries, [...countries, "CH"], grouped("EU"), grouped("EEA"));
}

function routingOn(facts: CloudFacts): fc.Arbitrary<NonNullable<ConfigInput["routing"]>> {
    const edges = facts.edges.filter(edge => edge !== "global") as ["regional"];
    return fc.record(
        {
            edge: fc.constantFrom(...edges),
            failover: fc.record(
                {
                    everySeconds: fc
                        .integer({ min: facts.checks.floorSeconds * 1000, max: 300_000 })
                        .map(ms => ms / 1000),
                    unhealthyAfter: fc.integer({ min: 1, max: 10 }),
                },
                { requiredKeys: [] },
            ),
        },
        { requiredKeys: [] },
    );
}

function modelsIn(regions: readonly RegionRef[]): fc.Arbitrary<ModelInput[]> {
    return fc.uniqueArray(modelIn(regions), { minLength: 1, maxLength: 3, selector: ({ name }) => name });
}

function modelIn(regions: readonly RegionRef[]): fc.Arbitrary<ModelInput> {
    return fc.uniqueArray(versions, { minLength: 1, maxLength: 4 }).chain(released =>
        fc.record(
            {
                name: labels,
                releases: fc.constant(Object.fromEntries(released.map((version, i) => [version, releaseAt(i)]))),
                traffic: trafficOver(released),
                stickyBy: fc.constantFrom("header:x-subject", "header:authorization"),
                regions: fc.shuffledSubarray([...regions]).chain(waves => wavesIn(waves, released)),
            },
            { requiredKeys: ["name", "releases", "traffic"] },
        ),
    );
}

function releaseAt(index: number): { artifact: string; digest: string } {
    return { artifact: `file:models/${index}.onnx`, digest: `sha256:${String(index).padStart(64, "0")}` };
}

function wavesIn(regions: readonly RegionRef[], released: readonly string[]): fc.Arbitrary<ModelInput["regions"]> {
    return fc
        .tuple(...regions.map(() => trafficOver(released)))
        .map(traffics => Object.fromEntries(traffics.map((traffic, i) => [regions[i]!, { traffic }])));
}

/** Some of the releases, with shares that sum to 100; cut where it falls, so that shares of 0 and of 33.34 come up too. */
function trafficOver(released: readonly string[]): fc.Arbitrary<TrafficInput> {
    return fc.shuffledSubarray([...released], { minLength: 1 }).chain(chosen =>
        fc.array(fc.nat(10_000), { minLength: chosen.length - 1, maxLength: chosen.length - 1 }).map(cuts => {
            const bounds = [0, ...cuts.sort((a, b) => a - b), 10_000];
            return chosen.map((version, i) => ({ version, percent: (bounds[i + 1]! - bounds[i]!) / 100 }));
        }),
    );
}
