import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { type Cell, cell, GlobalRouter, ObservabilityHub, RegionalServing, ReplicatedStore } from "../../components";
import { healthPaths } from "../../components/gate/health";
import type { LandingZone } from "../../components/landing-zone/contract";
import { digest } from "../components/plan/screening";
import { settled } from "../support/mocked-engine";
import type { AdapterUnderTest, Asked } from "./adapter";
import { awsUnderTest } from "./adapters/aws";
import { localUnderTest } from "./adapters/local";

const domain = "screening.example";
const releases = {
    "1.0.0": { artifact: "file:1.onnx", digest: digest("1") },
    "2.0.0": { artifact: "file:2.onnx", digest: digest("2") },
};
const models = [
    {
        name: "screening",
        releases,
        traffic: [
            { version: "1.0.0", percent: 90 },
            { version: "2.0.0", percent: 10 },
        ],
    },
];

/** Takes the engine's place, and keeps what is asked for; providers find out what the adapter under test says. */
async function recording(adapter: AdapterUnderTest): Promise<Asked[]> {
    const all: Asked[] = [];
    await pulumi.runtime.setMocks({
        call: ({ inputs, token }) => adapter.invoke(token, inputs as Asked["inputs"]),
        newResource: ({ type, name, inputs, custom }) => {
            const asked = { type, name, inputs: inputs as Asked["inputs"] };
            if (custom !== true) return { id: name, state: asked.inputs };
            const found = adapter.outputs(asked);
            all.push({ ...asked, inputs: { ...asked.inputs, ...named(found) } });
            return { id: typeof found.id === "string" ? found.id : name, state: { ...asked.inputs, ...found } };
        },
    });
    return all;
}

/** A provider fills in names that nobody said. */
const named = ({ name }: Readonly<Record<string, unknown>>) => (name === undefined ? {} : { name });

/** What every adapter promises, whatever its cloud: a program of two cells through its components, and what it asks of the engine. */
for (const adapter of [localUnderTest, awsUnderTest]) {
    const { cloud } = adapter;
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

        before(async () => {
            all = await recording(adapter);
            cells = adapter.cells.map(({ name, jurisdictions, regions, backup }) =>
                cell(name, {
                    domain,
                    jurisdictions: [...jurisdictions],
                    dataClasses: ["health"],
                    regions: regions.map(ref),
                    primary: ref(regions[0]),
                    backup: ref(backup),
                }),
            );
            const made = adapter.make();
            const names = made.zone({ domain });
            const landingsOf = (cell: Cell) =>
                cell.regions.map(region => made.region(region.slice(cloud.length + 1)).landingZone({ cell, names }));
            const built = cells.map(cell => {
                const landings = landingsOf(cell);
                const tables = [{ name: "features", partitionKey: "subject" }];
                const store = new ReplicatedStore(`${cell.name}-store`, {
                    cell,
                    landings,
                    tables,
                    ...(adapter.copies && { backup: { everyHours: 1, retainDays: 30 } }),
                });
                const backends = landings.map(
                    landing =>
                        new RegionalServing(`${cell.name}-${landing.target.region.slice(cloud.length + 1)}`, {
                            cell,
                            landing,
                            store,
                            models,
                        }),
                );
                return { cell, landings, store, backends };
            });
            landings = built.flatMap(({ landings }) => landings);
            servings = built.flatMap(({ backends }) => backends);
            stores = built.map(({ store }) => store);
            router = new GlobalRouter("edge", { names, cells: built });
            new ObservabilityHub("hub", { landings, watches: [...servings, ...stores, router] });
            await settled();
        });

        const placesOf = ({ regions, backup }: Cell) =>
            [...regions, ...(backup === undefined ? [] : [backup])] as string[];
        const allPlaces = () => cells.flatMap(placesOf);
        /** Names begin with their cell's, after the service's. */
        const cellOf = (name: string) => cells.find(({ name: cell }) => new RegExp(`(^|-)${cell}-`).test(name));

        it("keeps whatever it keeps in places of its cell", () => {
            const kept = adapter.kept(all);
            assert.ok(kept.length > 8, `${kept.length}`);
            for (const { name, place } of kept) {
                const own = cellOf(name);
                assert.ok((own ? placesOf(own) : allPlaces()).includes(place), `${name} lies in ${place}`);
            }
            // And has something of each region to keep, or this would prove little.
            for (const { regions } of cells) {
                for (const region of regions)
                    assert.ok(
                        kept.some(({ place }) => place === region),
                        region,
                    );
            }
        });

        if (adapter.keys) {
            it("keeps it under a key of the same place", () => {
                for (const { name, place, key } of adapter.kept(all)) {
                    assert.ok(key, `${name} lies under no key of the program's`);
                    assert.equal(key.place, place, `${name} lies under ${key.name}`);
                }
            });
        }

        it("takes connections by TLS 1.2 at least, in each region", () => {
            const entrances = adapter.entrances(all);
            assert.deepEqual(
                [...new Set(entrances.map(({ place }) => place))].sort(),
                cells.flatMap(({ regions }) => [...regions]).sort(),
            );
            for (const { name, tls } of entrances) assert.notEqual(tls, "none", name);
        });

        it("leads a cell's name to all regions of that cell, and to no other", () => {
            const answers = adapter.answers(all);
            for (const { host, regions } of cells) {
                const to = answers.filter(answer => answer.host === host).map(({ region }) => region);
                assert.deepEqual([...new Set(to)].sort(), [...regions].sort(), host);
            }
            assert.ok(answers.every(({ host }) => cells.some(cell => cell.host === host)));
        });

        it("gets a region's servers each release by its digest", () => {
            const wanted = Object.values(releases)
                .map(({ digest }) => digest)
                .sort();
            for (const region of cells.flatMap(({ regions }) => regions)) {
                assert.deepEqual([...adapter.releases(all, region)].sort(), wanted, region);
            }
        });

        it("says of each front its cell, its place, the region's host, and where health is told", () => {
            for (const serving of servings) {
                const { cell: name, hostname, paths, region } = serving.front;
                const own = cells.find(cell => cell.name === name)!;
                assert.ok(own.regions.includes(region));
                assert.equal(hostname, `${region.slice(cloud.length + 1)}.${own.host}`);
                assert.deepEqual(paths, healthPaths);
            }
        });

        it("says of each table what it is called in each region", () => {
            for (const [i, { store }] of stores.entries()) {
                assert.deepEqual(Object.keys(store.tables.features!).sort(), [...cells[i]!.regions].sort());
            }
        });

        it("gives each region's servers an identity of their own, or none has one", async () => {
            const given = servings.flatMap(({ identity }) => identity ?? []);
            if (given.length === 0) return;
            const identities = await Promise.all(
                given.map(identity => new Promise(resolve => identity.apply(resolve))),
            );
            assert.equal(new Set(identities).size, servings.length);
        });

        it("refuses a region that the cell is not in, and one that nobody knows, before anything is made", async () => {
            const made = adapter.make();
            const names = made.zone({ domain: "other.example" });
            const before = all.length;
            const [first] = cells as [Cell];
            for (const { regions } of adapter.cells.slice(1)) {
                assert.throws(() => made.region(regions[0]).landingZone({ cell: first, names }), /cell/);
            }
            assert.throws(() => made.region("nowhere-1").landingZone({ cell: first, names }), /nowhere-1/);
            assert.throws(() => made.region(adapter.elsewhere).landingZone({ cell: first, names }));
            // What is asked for is asked for a little later.
            await settled();
            assert.ok(all.slice(before).every(({ type }) => !/key|network|vpc|authority/i.test(type)));
        });
    });
}
