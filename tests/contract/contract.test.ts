import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { type Cell, cell, GlobalRouter, ObservabilityHub, RegionalServing, ReplicatedStore } from "../../components";
import type { LandingZone } from "../../components/landing-zone/contract";
import { makesRecords } from "../../components/landing-zone/recorded-by";
import { cloudTable } from "../../components/plan/clouds/table";
import { underNamesFaults } from "../../components/plan/clouds/under-names";
import type { ModelInput } from "../../components/plan/config/models";
import type { CellArgs, PlacesConfig } from "../../components/plan/config/cell";
import { clouds, type RegionRef } from "../../components/plan/places/catalogue";
import { hasZones } from "../../components/plan/routing/naming";
import { faultsOf, pinned } from "../components/plan/faults-of";
import { digest } from "../components/plan/screening";
import { settled } from "../support/mocked-engine";
import { OtherNames } from "../support/other-names";
import type { AdapterUnderTest, Asked, RowName, World } from "./adapter";
import { adaptersUnderTest } from "./adapters";
import { type Row, rows } from "./rows";

const domain = "screening.example";
const modelsOn = ({ artifact = file => `file:${file}`, lacks = [], server }: AdapterUnderTest): ModelInput[] => [
    {
        name: "screening",
        releases: {
            "1.0.0": { artifact: artifact("1.onnx"), digest: digest("1") },
            "2.0.0": { artifact: artifact("2.onnx"), digest: digest("2") },
        },
        traffic: [
            { version: "1.0.0", percent: 90 },
            { version: "2.0.0", percent: 10 },
        ],
    },
    ...(lacks.includes("server")
        ? []
        : [
              {
                  name: "triage",
                  releases: { "1.0.0": { artifact: artifact("3.bin"), digest: digest("3"), server } },
                  traffic: [{ version: "1.0.0", percent: 100 }],
              },
          ]),
];

/** Takes the engine's place, and keeps what is asked for; providers find out what the adapter under test says. */
async function recording(adapter: AdapterUnderTest): Promise<Asked[]> {
    const all: Asked[] = [];
    await pulumi.runtime.setMocks({
        call: ({ inputs, token }) => adapter.invoke(token, inputs as Asked["inputs"]),
        newResource: ({ type, name, inputs, custom, provider }) => {
            const asked = { type, name, inputs: inputs as Asked["inputs"], ...(provider && { provider }) };
            if (custom !== true) return { id: name, state: asked.inputs };
            const found = adapter.outputs(asked);
            all.push({ ...asked, inputs: { ...asked.inputs, ...named(found) } });
            return { id: typeof found.id === "string" ? found.id : name, state: { ...asked.inputs, ...found } };
        },
    });
    return all;
}

/** The promises that are not kept in a world, of those that mean something on the adapter's cloud. */
async function brokenRows(adapter: AdapterUnderTest, world: World): Promise<string[]> {
    const broken: string[] = [];
    for (const [row, holds] of Object.entries(rows) as [RowName, Row][]) {
        if (adapter.without[row] !== undefined) continue;
        try {
            await holds(adapter, world);
        } catch (error) {
            if (!(error instanceof assert.AssertionError)) throw error;
            broken.push(row);
        }
    }
    return broken;
}

/** A cell maps its own places only. */
function placesOf(places: PlacesConfig, refs: readonly RegionRef[]): PlacesConfig {
    return Object.fromEntries(refs.map(ref => [ref, places[ref]!]));
}

/** A provider fills in names that are not set. */
const named = ({ name }: Readonly<Record<string, unknown>>) => (name === undefined ? {} : { name });

describe("adapters under test", () => {
    it("are all that are built", () => {
        const built = Object.entries(cloudTable).flatMap(([cloud, { adapter }]) =>
            adapter === "built" ? [cloud] : [],
        );
        assert.deepEqual(Object.keys(adaptersUnderTest).sort(), built.sort());
    });
});

/** What every adapter promises, whatever its cloud (`rows.ts`): a program of two cells through its components, and what it asks of the engine. */
for (const adapter of Object.values(adaptersUnderTest)) {
    const { cloud, lacks = [] } = adapter;
    const models = modelsOn(adapter);
    const ref = (name: string) => `${cloud}:${name}` as const;

    describe(`the adapter for ${cloud}, as any other`, function () {
        // Loading a cloud's SDK is most of it.
        this.timeout(120_000);

        let all: Asked[];
        let cells: Cell[];
        let landings: LandingZone[];
        let servings: RegionalServing[];
        let stores: ReplicatedStore[];
        let router: GlobalRouter;
        let hub: ObservabilityHub | undefined;

        before(async () => {
            all = await recording(adapter);
            cells = adapter.cells.map(({ name, jurisdictions, regions, backup }) =>
                cell(name, {
                    domain,
                    jurisdictions: [...jurisdictions],
                    dataClasses: ["internal"],
                    regions: regions.map(ref),
                    primary: ref(regions[0]),
                    backup: ref(backup),
                    ...(adapter.places && { places: placesOf(adapter.places, [...regions, backup].map(ref)) }),
                    ...(adapter.existing && {
                        existing: Object.fromEntries(
                            [...regions, ...(lacks.includes("store") ? [] : [backup])].map(place => [
                                ref(place),
                                adapter.existing!(place),
                            ]),
                        ) as CellArgs["existing"],
                    }),
                }),
            );
            const made = adapter.make();
            const names = made.zone({ domain });
            const landingsOf = (cell: Cell) =>
                cell.regions.map(region => made.region(region.slice(cloud.length + 1)).landingZone({ cell, names }));
            const built = cells.map(cell => {
                const landings = landingsOf(cell);
                const tables = [{ name: "features", partitionKey: "subject" }];
                const store = lacks.includes("store")
                    ? undefined
                    : new ReplicatedStore(`${cell.name}-store`, {
                          landings,
                          tables,
                          ...(adapter.copies && { backup: { everyHours: 1, retainDays: 30 } }),
                      });
                const backends = landings.map(
                    landing =>
                        new RegionalServing(`${cell.name}-${landing.target.region.slice(cloud.length + 1)}`, {
                            landing,
                            ...(store && { store }),
                            models,
                        }),
                );
                return { cell, landings, store, backends };
            });
            landings = built.flatMap(({ landings }) => landings);
            servings = built.flatMap(({ backends }) => backends);
            stores = built.flatMap(({ store }) => store ?? []);
            router = new GlobalRouter("edge", { names, cells: built });
            hub = new ObservabilityHub("hub", {
                landings,
                watches: [...servings, ...stores, router],
                slo: { availability: 0.999, p99Ms: 250 },
                audit: !lacks.includes("trail"),
            });
            await settled();
        });

        const world = (): World => ({ all, cells, servings, stores, hub });

        it("has names that make records where its cloud has DNS zones, and only there", () => {
            const names = adapter.make().zone({ domain: "names.example" });
            assert.equal(makesRecords(names), hasZones(cloud));
        });

        it("keeps each promise, or says why it means nothing on its cloud", () => {
            for (const row of Object.keys(rows) as RowName[]) {
                assert.notEqual(adapter.broken[row] === undefined, adapter.without[row] === undefined, row);
            }
        });

        for (const [row, holds] of Object.entries(rows) as [RowName, Row][]) {
            if (adapter.without[row] !== undefined) continue;

            it(row, async () => {
                await holds(adapter, world());
            });

            it(`is found out where it would not be so, and nothing else is: ${row}`, async () => {
                assert.deepEqual(await brokenRows(adapter, adapter.broken[row]!(world())), [row]);
            });
        }

        const { state } = cloudTable[cloud].underOtherNames;
        const otherNames = () =>
            new OtherNames(
                clouds.find(other => other !== cloud && hasZones(other))!,
                domain,
            );

        if (state === "built") {
            it("has the host names of its regions made by names of another cloud, and makes no record itself", async () => {
                const [first] = cells as [Cell];
                const before = all.length;
                const made = adapter.make();
                const names = otherNames();
                for (const region of first.regions.map(region => region.slice(cloud.length + 1))) {
                    const landing = made.region(region).landingZone({ cell: first, names });
                    new RegionalServing(`other-${region}`, { landing, models });
                }
                await settled();
                assert.deepEqual(
                    names.fronts.map(({ hostname }) => hostname).sort(),
                    first.regions.map(region => `${region.slice(cloud.length + 1)}.${first.host}`).sort(),
                );
                const types = all.slice(before).map(({ type }) => type);
                assert.ok(types.length > 0);
                assert.deepEqual(
                    types.filter(type => /dns|record|route53/i.test(type)),
                    [],
                );
            });
        } else {
            it("refuses names of another cloud, with the reason, before anything is made", async () => {
                const [first] = cells as [Cell];
                const before = all.length;
                const made = adapter.make().region(adapter.cells[0]!.regions[0]);
                const names = otherNames();
                const faults = faultsOf(() => made.landingZone({ cell: first, names }));
                assert.deepEqual(faults, pinned(underNamesFaults(names.cloud, [cloud], "names")));
                assert.equal(faults.length, 1);
                await settled();
                assert.equal(all.length, before);
            });
        }

        it("refuses a region that the cell is not in, and one that is in no catalogue, before anything is made", async () => {
            const made = adapter.make();
            const names = made.zone({ domain: "other.example" });
            const before = all.length;
            const [first] = cells as [Cell];
            const codesOf = (region: string) =>
                faultsOf(() => made.region(region).landingZone({ cell: first, names })).map(({ code }) => code);
            for (const { regions } of adapter.cells.slice(1)) {
                assert.deepEqual(codesOf(regions[0]), ["residency/landing-outside-cell"]);
            }
            const unknown = adapter.places ? "residency/landing-outside-cell" : "catalogue/unknown-region";
            assert.deepEqual(codesOf("nowhere-1"), [unknown]);
            assert.deepEqual(codesOf(adapter.elsewhere), ["residency/landing-outside-cell"]);
            // What is asked for is asked for a little later.
            await settled();
            assert.ok(all.slice(before).every(({ type }) => !/key|network|vpc|authority/i.test(type)));
        });
    });
}
