import { knownRegions, regionNamed, type RegionRef } from "../../../components/plan/places/catalogue";
import type { CellState, DriftState, RegionState, ReleaseState, ServiceState } from "../../../components/watch/state";
import { alarmsOf, drillsOf } from "./incidents";
import { hash, levelAt, seriesOf } from "./measures";
import type { SimulatedRegion, Trouble } from "./simulated";

export interface Simulation {
    /** 1 to 6. */
    readonly cells: number;
    /** Of each cell. */
    readonly regionsPerCell: number;
    /** Whether some of the regions are in trouble; default: none is. */
    readonly troubled?: boolean;
    /** Seconds since the simulation began; the same gives the same state. */
    readonly seconds?: number;
}

export const began = Date.parse("2026-11-26T09:30:00.000Z");

/** Points of a series, and the seconds between two: a quarter of an hour, as a hub keeps. */
const points = 90;
const stepSeconds = 10;

export const limits = { availability: 0.999, p99Ms: 250, lagSeconds: 5, psi: 0.2 };

const cellKinds = [
    {
        name: "eu",
        jurisdictions: ["EU"],
        dataClasses: ["health"],
        countries: "IE DE FR ES IT SE NL BE FI PL AT DK",
        local: ["local:eu-west", "local:eu-central"],
    },
    {
        name: "us",
        jurisdictions: ["US"],
        dataClasses: ["health"],
        countries: "US",
        local: ["local:us-east", "local:us-west"],
    },
    { name: "asia", jurisdictions: ["JP", "KR", "SG"], dataClasses: ["personal"], countries: "JP KR SG" },
    { name: "americas", jurisdictions: ["CA", "BR", "MX", "CL"], dataClasses: ["internal"], countries: "CA BR MX CL" },
    { name: "south", jurisdictions: ["AU", "IN", "ZA"], dataClasses: ["financial"], countries: "AU IN ZA" },
    { name: "alps", jurisdictions: ["CH", "GB", "NO"], dataClasses: ["public"], countries: "CH GB NO" },
];

const troubles: readonly Trouble[] = ["slow", "moved", "silent", "drained", "ill", "evacuated"];

/** A service as its hub might show it: always the same for the same simulation, and going on as seconds pass. */
export function simulatedState(simulation: Simulation): ServiceState {
    const { cells, seconds = 0 } = simulation;
    const now = began + seconds * 1000;
    const regions = simulatedRegions(simulation);
    return {
        service: "screening",
        time: new Date(now).toISOString(),
        limits,
        cells: cellKinds.slice(0, cells).map(({ name, jurisdictions, dataClasses }): CellState => ({
            name,
            jurisdictions,
            dataClasses,
            isProtected: !["public", "internal"].includes(dataClasses[0]!),
        })),
        regions: regions.map(region => regionState(region, now)),
        alarms: alarmsOf(regions, now),
        drills: drillsOf(regions, now),
        elsewhere: [],
    };
}

/** Regions of `local` for up to two each; of the public clouds beyond. */
function simulatedRegions({ cells, regionsPerCell, troubled = false }: Simulation): SimulatedRegion[] {
    const found = cellKinds.slice(0, cells).flatMap(({ name, countries, local }) => {
        const refs = local !== undefined && regionsPerCell <= local.length ? local : publicRegionsIn(countries);
        if (refs.length < regionsPerCell) {
            throw new Error(`cell ${name} has ${refs.length} regions; allowed: regionsPerCell up to that`);
        }
        return refs.slice(0, regionsPerCell).map(ref => ({ cell: name, ref: ref as RegionRef }));
    });
    // Among few, most are in trouble; among many, one in five.
    const every = found.length > 8 ? 5 : 1;
    return found.map(({ cell, ref }, i) => {
        const turn = i - 1;
        const trouble =
            troubled && turn >= 0 && turn % every === 0 ? troubles[(turn / every) % troubles.length] : undefined;
        return { cell, ref, region: regionNamed(ref)!, trouble };
    });
}

function publicRegionsIn(countries: string): readonly RegionRef[] {
    const admitted = countries.split(" ");
    return knownRegions.filter(ref => {
        const { country, reserved, sovereign } = regionNamed(ref)!;
        return !ref.startsWith("local:") && admitted.includes(country) && reserved !== true && sovereign === undefined;
    });
}

const statuses = {
    slow: ["withdrawn", ["p99 is 612 ms; at most 250 ms", "errors are 2.4 %; at most 0.1 %"]],
    silent: ["silent", ["nothing heard for 94 seconds"]],
    ill: ["ill", ["screening 2.0.0 is not loaded"]],
    drained: ["drained", ["in routing.drain"]],
    evacuated: ["evacuated", ["evacuated by an operator"]],
    moved: ["serving", []],
} as const;

function regionState(simulated: SimulatedRegion, now: number): RegionState {
    const { cell, ref, region, trouble } = simulated;
    const { city, country, latitude, longitude } = region;
    const [status, reasons] = trouble === undefined ? (["serving", []] as const) : statuses[trouble];
    const series = seriesOf(ref, trouble, now, { points, stepSeconds });
    const level = levelAt(ref, trouble, now);
    const hasRequests = level.requestsPerSecond > 0;
    return {
        cell,
        region: ref,
        place: { name: city, country, latitude, longitude },
        status,
        reasons,
        requestsPerSecond: level.requestsPerSecond,
        ...(hasRequests ? { errorRatio: level.errorRatio, p50Ms: level.p50Ms, p99Ms: level.p99Ms } : {}),
        ...(trouble === "silent" ? {} : { lagSeconds: level.lagSeconds }),
        releases: releasesOf(trouble, level),
        drift: trouble === "silent" ? [] : driftOf(ref, trouble),
        series,
    };
}

const digests = {
    "1.0.0": "sha256:3f8e2c5ad1b94706e8a2d95c0f7be134a6c81d92e53f4b07c9a1d6e2f80b4735",
    "2.0.0": "sha256:b17d04e9c6a2f835d90e41bc7a6f528e3c94d07b15ae6f82d3b90c4e7f1a2865",
    "3.0.0": "sha256:62c9f1d7e0b34a58c7d2e96f1a0b85c34d7e29f6a1c80b5e3d94f7a2c6e1b098",
};

function releasesOf(trouble: Trouble, level: ReturnType<typeof levelAt>): ReleaseState[] {
    const release = (version: keyof typeof digests, percent: number): ReleaseState => {
        const digest = digests[version];
        const isOther = trouble === "moved" && version === "2.0.0";
        const isMissing = trouble === "silent" || (trouble === "ill" && version === "2.0.0");
        return {
            model: "screening",
            version,
            percent,
            requestsPerSecond: (level.requestsPerSecond * percent) / 100,
            ...(percent > 0 && level.requestsPerSecond > 0 ? { errorRatio: level.errorRatio } : {}),
            digest,
            ...(isMissing ? {} : { loaded: isOther ? digests["1.0.0"] : digest }),
        };
    };
    return [release("1.0.0", 90), release("2.0.0", 10), release("3.0.0", 0)];
}

const features = ["age", "bmi", "systolic_pressure", "glucose", "cholesterol", "smoker", "score"];

function driftOf(ref: RegionRef, trouble: Trouble): DriftState[] {
    return ["1.0.0", "2.0.0"].flatMap((version, v) =>
        features.map((name, i) => {
            const hasMoved = trouble === "moved" && (name === "glucose" || name === "score");
            const few = version === "2.0.0" && name === "smoker";
            const noise = hash(`${ref} ${name} ${version}`);
            const psi = hasMoved ? 0.27 + i * 0.03 + v * 0.04 : 0.01 + noise * 0.09;
            return {
                model: "screening",
                version,
                of: name === "score" ? ("score" as const) : ("feature" as const),
                name,
                count: few ? 41 : 18_240 - v * 16_100 + i * 7,
                ...(few ? {} : { psi, ks: hasMoved ? 0.19 + v * 0.02 : 0.02 + noise * 0.03 }),
                hasMoved,
            };
        }),
    );
}
