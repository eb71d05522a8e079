import fc from "fast-check";

import { requirementsOf, standards } from "../../../components/plan/cells/standards";
import type { ConfigInput } from "../../../components/plan/config/config";
import {
    type Cloud,
    cityNamed,
    knownCities,
    knownRegions,
    type Place,
    regionNamed,
    type RegionRef,
    splitRef,
} from "../../../components/plan/places/catalogue";
import { distanceKm } from "../../../components/plan/places/distance";
import { countriesOf, covers } from "../../../components/plan/places/jurisdictions";
import { dataClasses, isProtected } from "../../../components/plan/residency";
import { ids, labels, rarely, shortLabels } from "./forms";
import { haveAll, type Stack } from "./stack";

export type CellInput = ConfigInput["cells"][number];
type PlacesInput = NonNullable<ConfigInput["places"]>;

/** Cells, and where those of their regions are that no catalogue knows. */
export interface Cells {
    readonly cells: readonly CellInput[];
    readonly places: PlacesInput;
}

interface Site {
    readonly ref: RegionRef;
    readonly place: Place;
    readonly partition: string;
}

const someLabels = fc.oneof(
    { weight: 9, arbitrary: shortLabels },
    { weight: 1, arbitrary: fc.constant("constructor") },
);

/** Sites are distributed over up to three cells, so that none has two. Mostly many: a cell of one region fails over to nowhere. */
export function cellsOn(stack: Stack): fc.Arbitrary<Cells> {
    const names = stack.clouds[0] === "local" ? labels : stack.clouds.includes("azure") ? shortLabels : someLabels;
    return fc
        .record({
            sites: fc.tuple(...stack.clouds.map(sitesOn)).map(sites => sites.flat()),
            names: fc.uniqueArray(names, { minLength: 3, maxLength: 3 }),
            cellOf: fc.array(fc.nat(2), { minLength: 16, maxLength: 16 }),
        })
        .map(({ sites, names, cellOf }) =>
            names
                .map((name, cell) => {
                    const cloud = stack.isApart && stack.clouds[cell % stack.clouds.length];
                    const own = sites.filter(({ ref }, i) => cellOf[i] === cell && ref.startsWith(cloud ?? ""));
                    return { name, sites: ofOnePartition(own) };
                })
                .filter(({ sites }) => sites.length > 0),
        )
        .filter(distributed => distributed.length > 0)
        .chain(distributed =>
            fc
                .tuple(...distributed.map(({ name, sites }) => cellOver(name, sites, stack)))
                .map(cells => ({ cells, places: placesOf(distributed.flatMap(({ sites }) => sites)) })),
        );
}

function sitesOn(cloud: Cloud): fc.Arbitrary<Site[]> {
    if (cloud === "kubernetes") {
        return fc.uniqueArray(sitesOfOwn, { minLength: 1, maxLength: 6, selector: ({ ref }) => ref });
    }
    const known = knownRegions.filter(ref => splitRef(ref).cloud === cloud);
    const some = fc.shuffledSubarray(known, { minLength: 1, maxLength: 6 });
    const many = fc.shuffledSubarray(known, { minLength: 6, maxLength: 8 });
    return fc.oneof({ weight: 1, arbitrary: some }, { weight: 3, arbitrary: many }).map(refs =>
        refs.map(ref => {
            const { sovereign = "public", ...place } = regionNamed(ref)!;
            return { ref, place, partition: sovereign };
        }),
    );
}

/** In or near a city, under names that no vendor has: gates call each other by them. */
const sitesOfOwn: fc.Arbitrary<Site> = fc
    .record({
        name: fc.stringMatching(/^site-[a-z0-9]{1,6}$/),
        city: fc.constantFrom(...knownCities),
        north: fc.integer({ min: -4, max: 4 }),
    })
    .map(({ name, city, north }) => {
        const place = cityNamed(city)!;
        const latitude = Math.max(-90, Math.min(90, place.latitude + north / 4));
        return { ref: `kubernetes:${name}`, place: { ...place, latitude }, partition: "own" };
    });

/** Without those that lie in another partition of their cloud than the first. */
function ofOnePartition(sites: readonly Site[]): Site[] {
    const first = (cloud: Cloud) => sites.find(({ ref }) => splitRef(ref).cloud === cloud)!.partition;
    return sites.filter(({ ref, partition }) => partition === first(splitRef(ref).cloud));
}

function placesOf(sites: readonly Site[]): PlacesInput {
    const own = sites.filter(({ ref }) => splitRef(ref).cloud === "kubernetes");
    return Object.fromEntries(
        own.map(({ ref, place: { city, country, latitude, longitude } }) => [
            ref,
            { city, country, latitude, longitude },
        ]),
    );
}

/** A cell over some sites, of which the last may be its backup. */
function cellOver(name: string, sites: readonly Site[], { clouds, edge }: Stack): fc.Arbitrary<CellInput> {
    const classes = edge === "global" ? dataClasses.filter(one => !isProtected(one)) : dataClasses;
    return fc
        .record({
            jurisdictions: jurisdictionsOver(sites),
            standards: fc.shuffledSubarray(
                standards.filter(one => !requirementsOf[one].audit || haveAll(clouds, "observability/audit")),
            ),
            dataClasses: fc.shuffledSubarray([...classes], { minLength: 1 }),
            hasBackup: fc.boolean(),
            safeguards: fc.constantFrom("scc", "bcr", undefined),
            saysPrimary: fc.boolean(),
            primary: fc.nat(),
        })
        .chain(({ hasBackup, saysPrimary, primary, safeguards, ...cell }) => {
            const refs = sites.map(({ ref }) => ref);
            const regions = hasBackup && hasDistantLast(sites) ? refs.slice(0, -1) : refs;
            const safe = safeguards ?? (needsSafeguards(cell) ? "scc" : undefined);
            return withMore(
                {
                    name,
                    ...cell,
                    regions,
                    ...(saysPrimary || regions.length > 1 ? { primary: regions[primary % regions.length]! } : {}),
                    ...(regions.length < refs.length ? { backup: refs.at(-1)! } : {}),
                    ...(safe === undefined ? {} : { safeguards: safe }),
                },
                refs,
            );
        });
}

/** What changes neither where a cell is nor who may be in it. */
function withMore(cell: CellInput, places: readonly RegionRef[]): fc.Arbitrary<CellInput> {
    return fc
        .record({
            failover: rarely(fc.shuffledSubarray(cell.regions)),
            accounts: rarely(accountsOn([...new Set(places.map(ref => splitRef(ref).cloud))])),
            existing: rarely(fc.shuffledSubarray([...places]).chain(existingIn)),
            networks: rarely(fc.shuffledSubarray(cell.regions as RegionRef[])),
        })
        .map(({ networks, ...more }) => ({
            ...cell,
            ...said({ ...more, networks: networks && networksIn(networks, more.existing ?? {}) }),
        }));
}

/** Address ranges of networks that do not exist yet, each of its region alone. */
function networksIn(
    regions: readonly RegionRef[],
    existing: NonNullable<CellInput["existing"]>,
): NonNullable<CellInput["networks"]> {
    const created = regions.filter(
        ref => haveAll([splitRef(ref).cloud], "network/ranges") && existing[ref]?.network === undefined,
    );
    return Object.fromEntries(
        created.map(ref => [ref, { cidr: `10.${1 + (knownRegions.indexOf(ref) % 255)}.0.0/16` }]),
    );
}

function accountsOn(clouds: readonly Cloud[]): fc.Arbitrary<NonNullable<CellInput["accounts"]>> {
    const accounts = {
        aws: fc.record(
            {
                roleArn: fc.constant("arn:aws:iam::111122223333:role/screening"),
                externalId: fc.constant("4711"),
                permissionsBoundary: fc.constantFrom("policy/screening", "arn:aws:iam::111122223333:policy/screening"),
            },
            { requiredKeys: ["roleArn"] },
        ),
        gcp: fc.record({ project: ids, impersonate: ids }, { requiredKeys: ["project"] }),
        azure: fc.record({ subscription: ids, tenant: ids }, { requiredKeys: ["subscription"] }),
        kubernetes: fc.record({ context: ids }),
    };
    const able = clouds.filter(cloud => haveAll([cloud], "cell/accounts"));
    return fc.record(Object.fromEntries(Object.entries(accounts).filter(([cloud]) => able.includes(cloud as Cloud))), {
        requiredKeys: [],
    });
}

function existingIn(places: readonly RegionRef[]): fc.Arbitrary<NonNullable<CellInput["existing"]>> {
    const someIds = fc.array(ids, { minLength: 1, maxLength: 2 });
    const things = (cloud: Cloud) => ({
        ...(haveAll([cloud], "existing/network") ? { network: ids, subnets: someIds, publicSubnets: someIds } : {}),
        ...(haveAll([cloud], "existing/key") ? { key: ids } : {}),
        ...(haveAll([cloud], "existing/cluster") ? { cluster: ids } : {}),
        ...(haveAll([cloud], "existing/certificate") ? { certificate: ids } : {}),
        ...(haveAll([cloud], "existing/authority") ? { authority: ids } : {}),
    });
    return fc.record(
        Object.fromEntries(
            places.map(ref => {
                const { cloud, name } = splitRef(ref);
                return [ref, cloud === "aws" ? existingOnAws(name) : fc.record(things(cloud), { requiredKeys: [] })];
            }),
        ),
    );
}

/** A network with its subnets, or none; the rest by ARNs of the region. */
function existingOnAws(region: string): fc.Arbitrary<object> {
    const network = fc.constant({ network: "vpc-1", subnets: ["subnet-1"], publicSubnets: ["subnet-2", "subnet-3"] });
    const arn = (service: string, resource: string) =>
        fc.constant(`arn:aws:${service}:${region}:111122223333:${resource}/1`);
    const rest = fc.record(
        {
            key: arn("kms", "key"),
            certificate: arn("acm", "certificate"),
            authority: arn("acm-pca", "certificate-authority"),
        },
        { requiredKeys: [] },
    );
    return fc.tuple(fc.option(network, { nil: {} }), rest).map(([network, rest]) => ({ ...network, ...rest }));
}

/** Whether there are several sites, of which the last may keep the copies of the others: far off, on a cloud of theirs. */
function hasDistantLast(sites: readonly Site[]): boolean {
    const [last, ...others] = [...sites].reverse();
    return (
        others.some(({ ref }) => splitRef(ref).cloud === splitRef(last!.ref).cloud) &&
        others.every(({ place }) => distanceKm(last!.place, place) > 200)
    );
}

function jurisdictionsOver(sites: readonly Site[]): fc.Arbitrary<string[]> {
    const countries = [...new Set(sites.map(({ place }) => place.country))];
    const grouped = (group: string) => [...new Set(countries.map(c => (covers(group, c) ? group : c)))];
    return fc.constantFrom(countries, [...countries, "CH"], grouped("EU"), grouped("EEA"), grouped("EU-ADEQUATE"));
}

/** Whether protected data may go where `gdpr` asks for safeguards. */
function needsSafeguards({ standards, dataClasses, jurisdictions }: Omit<CellInput, "regions" | "name">): boolean {
    return (
        standards!.includes("gdpr") &&
        dataClasses.some(isProtected) &&
        jurisdictions.flatMap(countriesOf).some(country => !covers("EU-ADEQUATE", country))
    );
}

/** Without what is not said. */
export function said<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
