import assert from "node:assert/strict";

import type { Output } from "@pulumi/pulumi";

import type { Cell } from "../../components";
import { healthPaths } from "../../components/gate/health/health";
import { digest } from "../components/plan/screening";
import type { AdapterUnderTest, RowName, World } from "./adapter";

/** Fails (`AssertionError`) where a promise of the contract isn't kept in what an adapter made. */
export type Row = (adapter: AdapterUnderTest, world: World) => void | Promise<void>;

/** What is made of each release: by digest. */
const digestsOn = ({ lacks }: AdapterUnderTest) =>
    (lacks?.includes("server") === true ? ["1", "2"] : ["1", "2", "3"]).map(digest).sort();

const placesOf = ({ regions, backup }: Cell) => [...regions, ...(backup === undefined ? [] : [backup])] as string[];

/** Names begin with their cell's, after the service's. */
const cellOf = (cells: readonly Cell[], name: string) =>
    cells.find(({ name: cell }) => new RegExp(`(^|-)${cell}-`).test(name));

const valueOf = <T>(output: Output<T>) => new Promise<T>(resolve => output.apply(resolve));

export const rows: Readonly<Record<RowName, Row>> = {
    "keeps whatever it keeps in places of its cell": (adapter, { all, cells }) => {
        const kept = adapter.kept(all);
        for (const { name, place } of kept) {
            const own = cellOf(cells, name);
            assert.ok((own ? placesOf(own) : cells.flatMap(placesOf)).includes(place), `${name} lies in ${place}`);
        }
        // And has something of each region to keep, or this would prove little.
        for (const region of cells.flatMap(({ regions }) => regions)) {
            assert.ok(
                kept.some(({ place }) => place === region),
                region,
            );
        }
    },

    "keeps it under a key of the same place": (adapter, { all }) => {
        for (const { name, place, key } of adapter.kept(all)) {
            assert.ok(key, `${name} lies under no key of the program's`);
            assert.equal(key.place, place, `${name} lies under ${key.name}`);
        }
    },

    "takes connections by TLS 1.2 at least, in each region": (adapter, { all, cells }) => {
        const entrances = adapter.entrances(all);
        assert.deepEqual(
            [...new Set(entrances.map(({ place }) => place))].sort(),
            cells.flatMap(({ regions }) => [...regions]).sort(),
        );
        for (const { name, tls } of entrances) assert.notEqual(tls, "none", name);
    },

    "leads a cell's name to all regions of that cell, and to no other": (adapter, { all, cells }) => {
        const answers = adapter.answers(all);
        for (const { host, regions } of cells) {
            const to = answers.filter(answer => answer.host === host).map(({ region }) => region);
            assert.deepEqual([...new Set(to)].sort(), [...regions].sort(), host);
        }
        assert.ok(answers.every(({ host }) => cells.some(cell => cell.host === host)));
    },

    "gets a region's servers each release by its digest": (adapter, { all, cells }) => {
        for (const region of cells.flatMap(({ regions }) => regions)) {
            assert.deepEqual([...adapter.releases(all, region)].sort(), digestsOn(adapter), region);
        }
    },

    "has custom servers reached by way of their sidecar alone": (adapter, { all, cells }) => {
        const servers = adapter.ownServers(all);
        assert.deepEqual(
            servers.map(({ place }) => place).sort(),
            cells.flatMap(({ regions }) => regions as readonly string[]).sort(),
        );
        for (const { digest: served, listens, place, reached } of servers) {
            assert.equal(served, digest("3"), place);
            assert.equal(reached.length, 1, place);
            assert.ok(!reached.includes(listens), place);
        }
    },

    "names for each front its cell, its place, the region's host, and the address of its health": (
        { cloud },
        { cells, servings },
    ) => {
        for (const { front } of servings) {
            const own = cells.find(cell => cell.name === front.cell)!;
            assert.ok(own.regions.includes(front.region));
            assert.equal(front.hostname, `${front.region.slice(cloud.length + 1)}.${own.host}`);
            assert.deepEqual(front.paths, healthPaths);
        }
    },

    "says of each table what it is called in each region": (_, { cells, stores }) => {
        for (const [i, { store }] of stores.entries()) {
            assert.deepEqual(Object.keys(store.tables.features!).sort(), [...cells[i]!.regions].sort());
        }
    },

    "gives each region's servers an identity of their own, or says that its cloud has none": async (
        adapter,
        { servings },
    ) => {
        const given = servings.flatMap(({ identity }) => identity ?? []);
        assert.equal(given.length, adapter.identities ? servings.length : 0);
        assert.equal(new Set(await Promise.all(given.map(valueOf))).size, given.length);
    },

    "shows all regions of all cells in one view": (adapter, { all, cells }) => {
        const regions = cells.flatMap(({ name, regions }) => regions.map(region => `${name} ${region}`));
        assert.deepEqual(
            adapter.views(all).map(view => view.map(({ cell, region }) => `${cell} ${region}`).sort()),
            [regions.sort()],
        );
    },

    "says where its view is": async (_, { hub }) => {
        assert.ok(hub?.url, "no address");
        assert.match(await valueOf(hub.url), /^https?:\/\/[^/]+\//);
    },

    "watches each region from that region": (adapter, { all, cells }) => {
        const watchers = adapter.watchers(all);
        for (const { name, place, region } of watchers) assert.equal(place, region, name);
        assert.deepEqual(
            [...new Set(watchers.map(({ region }) => region))].sort(),
            cells.flatMap(({ regions }) => regions as readonly string[]).sort(),
        );
    },

    "keeps the audit trail of each cell in places of that cell": (adapter, { all, cells }) => {
        const trails = adapter.trails(all);
        assert.deepEqual(
            [...new Set(trails.map(({ cell }) => cell))].sort(),
            cells.map(({ name }) => name),
        );
        for (const { cell, place } of trails) {
            assert.ok(placesOf(cells.find(({ name }) => name === cell)!).includes(place), `${cell} in ${place}`);
        }
    },
};
