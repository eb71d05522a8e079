import { type Place, placeOf } from "../../components/plan/places/catalogue";
import { estimatedRoundTripMs } from "../../components/plan/places/round-trip";
import published from "../../tests/components/plan/places/round-trips.json";
import type { Benchmark } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { percentile } from "../measuring/loops";

/** Two places of a published table. */
export interface PublishedPair {
    readonly names: readonly [string, string];
    readonly places: readonly [Place, Place];
    /** Mean of both directions. */
    readonly ms: number;
    /** Whether it is of the half that the model's constants are fitted to. The other half tells how good they are. */
    readonly fitted: boolean;
}

/** Pairs of Azure's table that the catalogue knows both regions of: it leaves out those of a single customer. */
export const azurePairs: readonly PublishedPair[] = pairsOf(
    published.azure.regions.map(name => ({ name, place: placeOf(name) })),
    published.azure.roundTrips,
    // Like the fields of a chessboard, so that each region is in both halves.
    (row, column) => (row + column) % 2 === 0,
);

/** Pairs of another vendor's network, which nothing is fitted to. */
export const ibmPairs: readonly PublishedPair[] = pairsOf(
    published.ibm.places.map(place => ({ name: place.city, place })),
    published.ibm.roundTrips,
    () => false,
);

/** By how much the model misses each pair, as a share of what is published. */
export function errorsOf(pairs: readonly PublishedPair[]): number[] {
    return pairs.map(pair => Math.abs(modelled(pair) - pair.ms) / pair.ms);
}

export const modelled = ({ places }: PublishedPair): number => estimatedRoundTripMs(...places);
export const measured = ({ ms }: PublishedPair): number => ms;

/** Published round trips from each place to so many that are nearest to it, in the order of `by`. */
export function nearest(
    pairs: readonly PublishedPair[],
    count: number,
    by: (pair: PublishedPair) => number,
): Map<string, number[]> {
    const names = [...new Set(pairs.flatMap(pair => pair.names))];
    const from = (name: string) => pairs.filter(({ names }) => names.includes(name));
    const first = (own: PublishedPair[]) => own.sort((a, b) => by(a) - by(b)).slice(0, count);
    return new Map(names.map(name => [name, first(from(name)).map(measured)]));
}

/** Share of the places whose so many nearest ones stand in one order by the model and by the table; equal ones in any. */
export function sameNearest(pairs: readonly PublishedPair[], count: number): number {
    const actual = nearest(pairs, count, measured);
    const found = [...nearest(pairs, count, modelled)];
    return found.filter(([name, trips]) => String(trips) === String(actual.get(name))).length / found.length;
}

export const latencyModel: Benchmark = {
    description:
        "the round trips that plans estimate, against those that Azure and IBM Cloud publish between their regions",
    goal: "where nothing was fitted, half of the pairs within 13 %, and nine in ten within 32 % (IBM Cloud: 38 %)",
    run(note) {
        const heldOut = azurePairs.filter(({ fitted }) => !fitted);
        note(`fitted to ${azurePairs.length - heldOut.length} other pairs of Azure's table`);
        return Promise.resolve([
            ...figuresOf("Azure", heldOut, { median: 13, ninetieth: 32 }),
            ...figuresOf("IBM Cloud", ibmPairs, { median: 13, ninetieth: 38 }),
            { name: "Azure, nearest region as published", unit: "%", values: [100 * sameNearest(azurePairs, 1)] },
            { name: "Azure, three nearest in order", unit: "%", values: [100 * sameNearest(azurePairs, 3)] },
        ]);
    },
};

function figuresOf(
    table: string,
    pairs: readonly PublishedPair[],
    atMost: { readonly median: number; readonly ninetieth: number },
): Figure[] {
    const errors = errorsOf(pairs).map(error => 100 * error);
    // Exact: nothing here depends on the machine.
    const figure = (what: string, percent: number, limit: number): Figure => ({
        name: `${table}, ${pairs.length} pairs: ${what}`,
        unit: "%",
        values: [percentile(errors, percent)],
        goal: { atMost: limit, exact: true },
    });
    return [figure("median error", 50, atMost.median), figure("90th percentile", 90, atMost.ninetieth)];
}

function pairsOf(
    ends: readonly { readonly name: string; readonly place: Place | undefined }[],
    roundTrips: readonly (readonly number[])[],
    fitted: (row: number, column: number) => boolean,
): PublishedPair[] {
    return ends.flatMap((a, row) =>
        ends.slice(0, row).flatMap((b, column): PublishedPair[] => {
            const [there, back] = [roundTrips[row]?.[column], roundTrips[column]?.[row]];
            if (there === undefined || back === undefined) throw new Error(`no round trip of ${a.name} and ${b.name}`);
            return a.place === undefined || b.place === undefined
                ? []
                : [
                      {
                          names: [a.name, b.name],
                          places: [a.place, b.place],
                          ms: (there + back) / 2,
                          fitted: fitted(row, column),
                      },
                  ];
        }),
    );
}
