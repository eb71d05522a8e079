import fc from "fast-check";
import type { z } from "zod";

import type { AuthInput } from "../../components/plan/auth";
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
import type { LatencyInput } from "../../components/plan/latency";
import type { LimitsInput } from "../../components/plan/limits";
import { dataClasses } from "../../components/plan/residency";
import { someCities } from "../../components/plan/routing";

/** A config as it is written, before defaults are filled in. */
export type ConfigInput = z.input<typeof configSchema>;
export type CellInput = ConfigInput["cells"][number];
export type ModelInput = ConfigInput["models"][number];
export type TrafficInput = ModelInput["traffic"];
type RoutingInput = NonNullable<ConfigInput["routing"]>;

/** The same configs in every run: a failure seen once is seen again. */
export const fixedSeed = { seed: 1_848_201 } as const;

/** An authority's certificate (PEM), until 2126. Nobody has its key. */
export const someAuthority = `-----BEGIN CERTIFICATE-----
MIIBOjCB4aADAgECAgEBMAoGCCqGSM49BAMCMBIxEDAOBgNVBAMTB2NhbGxlcnMw
IBcNMjYwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAwMDBaMBIxEDAOBgNVBAMTB2Nh
bGxlcnMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR3iUGX8CsHhLHbS6P7sXrx
CPKI4UvgVuYZ2ACUy4DNPUiSXk8Ys9V/uOS19QasJVbF2y8/KfaCpA09WcTAcpl9
oyYwJDASBgNVHRMBAf8ECDAGAQH/AgEAMA4GA1UdDwEB/wQEAwIBBjAKBggqhkjO
PQQDAgNIADBFAiBptL8hqI6D6rRsT0+ZKo0n3vgtABd4BeBGfV3Mep9GKQIhALvj
2BRLA0rfKqkpputXJcCJAmVDqN8Pt+w4oJCBYI/0
-----END CERTIFICATE-----
`;

/** A public key of an issuer of tokens (RFC 7517). */
export const someKey = {
    kty: "EC",
    crv: "P-256",
    x: "gls28CrhRbWbsKTvWHyTIUq1tv5DeuZBP7wWuPKjxEw",
    y: "K6VcRHM7R2HHUww4zS9VWPiRIb9MlWkWOGIaNKXpDK4",
} as const;

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
    .chain(cloud =>
        cellsOn(cloud)
            .chain(withAuth)
            .map(cellsAndAuth => ({ ...cellsAndAuth, facts: cloudFacts[cloud]! })),
    )
    .chain(({ cells, auth, facts }) => {
        const auths = cells.map(cell => cell.auth ?? auth ?? {});
        const tokens = auths.every(({ jwt }) => jwt !== undefined);
        const callers = auths.every(({ jwt, certificates }) => (jwt ?? certificates) !== undefined);
        return fc.record(
            {
                service: labels,
                domain: domains,
                cells: fc.constant(cells),
                models: modelsIn(
                    cells.flatMap(({ regions }) => regions as RegionRef[]),
                    tokens,
                ),
                routing: routingOn(facts, cells, callers).map(routing => ({ ...routing, ...(auth && { auth }) })),
                demand: fc.record({ places: fc.array(fc.record({ city: cities }), { minLength: 1, maxLength: 4 }) }),
            },
            { requiredKeys: ["service", "domain", "cells", "models", ...(auth ? (["routing"] as const) : [])] },
        );
    })
    .chain(withLatency);

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

/** Cells with how their callers prove who they are: as all do, or in a way of their own. */
function withAuth(cells: readonly CellInput[]): fc.Arbitrary<{ cells: CellInput[]; auth: AuthInput | undefined }> {
    const mostlyNone = fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: auths });
    return fc.record({
        cells: fc.tuple(...cells.map(cell => mostlyNone.map(auth => ({ ...cell, ...(auth && { auth }) })))),
        auth: fc.option(auths, { nil: undefined, freq: 4 }),
    });
}

type JwtInput = NonNullable<AuthInput["jwt"]>;

const jwts: fc.Arbitrary<JwtInput> = fc
    .record({
        issuer: fc.constantFrom("https://issuer.example", "issuer"),
        audience: fc.constantFrom("meridian", ["meridian"], ["meridian", "other"]),
        keys: fc.oneof(
            fc.constant<Pick<JwtInput, "jwks">>({ jwks: { keys: [someKey] } }),
            fc.record(
                {
                    jwksUri: fc.constantFrom("https://keys.example/jwks", "https://keys.example:8443"),
                    jwksCacheSeconds: fc.integer({ min: 10, max: 86_400 }),
                    jwksAuthorities: fc.constant(someAuthority),
                },
                { requiredKeys: ["jwksUri"] },
            ),
        ),
    })
    .map(({ keys, ...jwt }) => ({ ...jwt, ...keys }));

const certificates = fc.record({
    authorities: fc.constantFrom(someAuthority, someAuthority.repeat(2)),
});

const auths: fc.Arbitrary<AuthInput> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ jwt: jwts }) },
    { weight: 1, arbitrary: fc.record({ jwt: jwts, certificates }) },
    { weight: 1, arbitrary: fc.record({ certificates }) },
    { weight: 1, arbitrary: fc.constant({}) },
);

function routingOn(
    { checks, edges }: CloudFacts,
    cells: readonly CellInput[],
    callers: boolean,
): fc.Arbitrary<RoutingInput> {
    return fc.record(
        {
            edge: fc.constantFrom(...(edges.filter(edge => edge !== "global") as ["regional"])),
            failover: fc.record(
                {
                    everySeconds: milliseconds(checks.floorSeconds * 1000, 300_000),
                    unhealthyAfter: fc.integer({ min: 1, max: 10 }),
                },
                { requiredKeys: [] },
            ),
            drain: fc
                .tuple(...cells.map(({ regions }) => fc.shuffledSubarray(regions, { maxLength: regions.length - 1 })))
                .map(drained => drained.flat()),
            limits: limitsWhere(callers),
        },
        { requiredKeys: [] },
    );
}

/** Seconds, in steps of a millisecond. */
function milliseconds(min: number, max: number): fc.Arbitrary<number> {
    return fc.integer({ min, max }).map(ms => ms / 1000);
}

/** Mostly without; where a region is of this machine its ways may take time, some of them a time of their own. */
function withLatency(config: ConfigInput): fc.Arbitrary<ConfigInput> {
    const regions = config.cells.flatMap(({ regions }) => regions);
    if (!regions.some(region => region.startsWith("local:"))) {
        return fc.constant(config);
    }
    const cities = [...new Set(config.demand?.places.map(({ city }) => city) ?? someCities)];
    const pairs = [
        ...cities.flatMap(city => regions.map(region => [city, region])),
        ...config.cells.flatMap(({ regions }) => regions.flatMap((a, i) => regions.slice(i + 1).map(b => [a, b]))),
    ] as [string, string][];
    const between = fc
        .shuffledSubarray(pairs, { maxLength: Math.min(3, pairs.length) })
        .chain(chosen =>
            fc.tuple(
                ...chosen.map(([a, b]) =>
                    fc
                        .record({ ms: fc.integer({ min: 0, max: 700 }), turned: fc.boolean() })
                        .map(({ ms, turned }) => ({ from: turned ? b : a, to: turned ? a : b, ms })),
                ),
            ),
        );
    const latency: fc.Arbitrary<LatencyInput> = fc.record(
        { kilometresPerMs: fc.integer({ min: 40, max: 1000 }), addMs: fc.integer({ min: 0, max: 200 }), between },
        { requiredKeys: [] },
    );
    const local = fc.oneof(
        { weight: 2, arbitrary: fc.record({ latency }) },
        { weight: 1, arbitrary: fc.constant({}) },
        { weight: 3, arbitrary: fc.constant(undefined) },
    );
    return local.map(local => ({ ...config, ...(local && { local }) }));
}

/** A rate for each caller, where all are known. */
function limitsWhere(callers: boolean): fc.Arbitrary<LimitsInput> {
    const rates = fc.record(
        { perSecond: fc.integer({ min: 1, max: 1_000_000 }), burst: fc.integer({ min: 1, max: 1_000_000 }) },
        { requiredKeys: ["perSecond"] },
    );
    return fc.record(
        {
            bodyKiB: fc.integer({ min: 1, max: 262_144 }),
            headerKiB: fc.integer({ min: 1, max: 96 }),
            deadlineSeconds: fc.oneof(milliseconds(1, 3_600_000), fc.double({ min: 0.001, max: 3600, noNaN: true })),
            concurrency: fc.integer({ min: 1, max: 10_000 }),
            queue: fc.nat(100_000),
            batchPercent: fc.integer({ min: 1, max: 100 }),
            retries: fc.nat(10_000),
            // Enough for the largest bodies, whatever they are.
            memoryMiB: fc.integer({ min: 1024, max: 65_536 }),
            rate: fc.record({ cell: rates, ...(callers ? { perCaller: rates } : {}) }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
    );
}

function modelsIn(regions: readonly RegionRef[], tokens: boolean): fc.Arbitrary<ModelInput[]> {
    return fc.uniqueArray(modelIn(regions, tokens), { minLength: 1, maxLength: 3, selector: ({ name }) => name });
}

/** Claims, where every cell asks for a token. */
function modelIn(regions: readonly RegionRef[], tokens: boolean): fc.Arbitrary<ModelInput> {
    return fc
        .uniqueArray(versions, { minLength: 1, maxLength: 4 })
        .chain(released => modelOf(released, regions, tokens))
        .chain(withShadow);
}

function modelOf(
    released: readonly string[],
    regions: readonly RegionRef[],
    tokens: boolean,
): fc.Arbitrary<ModelInput> {
    return fc.record(
        {
            name: labels,
            releases: fc.constant(Object.fromEntries(released.map((version, i) => [version, releaseAt(i)]))),
            traffic: trafficOver(released),
            stickyBy: fc.constantFrom(
                "header:x-subject",
                "header:x-tenant",
                "cookie:arm",
                ...(tokens ? ["claim:sub", "claim:patient.id"] : []),
            ),
            ...(tokens ? { requires: fc.record({ claims }), testers: fc.record({ claims }) } : {}),
            regions: fc.shuffledSubarray([...regions]).chain(waves => wavesIn(waves, released)),
        },
        { requiredKeys: ["name", "releases", "traffic"] },
    );
}

/** Mostly with a shadow, where a release has no share. */
function withShadow(model: ModelInput): fc.Arbitrary<ModelInput> {
    const shares = model.traffic.map(({ version }) => version);
    const idle = Object.keys(model.releases).filter(version => !shares.includes(version));
    if (idle.length === 0) {
        return fc.constant(model);
    }
    const shadow = fc.record({
        version: fc.constantFrom(...idle),
        percent: fc.integer({ min: 1, max: 10_000 }).map(hundredths => hundredths / 100),
    });
    return fc.option(shadow, { freq: 3 }).map(shadow => ({ ...model, ...(shadow && { shadow }) }));
}

/** `constructor` is a claim like another. */
const claims = fc
    .uniqueArray(fc.constantFrom("role", "scope", "patient.id", "https://claims.example/site", "constructor"), {
        minLength: 1,
    })
    .chain(names => fc.tuple(...names.map(name => fc.tuple(fc.constant(name), claimValues))))
    .map(entries => Object.fromEntries(entries));

const claimValues = fc.array(fc.string({ minLength: 1, unit: "grapheme" }), { minLength: 1, maxLength: 3 });

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
