import type { Place } from "./catalogue";
import { covers } from "./jurisdictions";

/** What a cell's data can be. The last three are protected. */
export const dataClasses = ["public", "internal", "personal", "health", "financial"] as const;
export type DataClass = (typeof dataClasses)[number];

const protectedClasses: readonly DataClass[] = ["personal", "health", "financial"];

/** Whether law says where data of this class may be. */
export function isProtected(dataClass: DataClass): boolean {
    return protectedClasses.includes(dataClass);
}

/**
 * How data goes from one place to another, and the classes that each way may carry at all. Metrics and exports leave
 * the cell's own systems, so they carry aggregates only.
 */
const classesCarried = {
    replication: dataClasses,
    backup: dataClasses,
    log: dataClasses,
    metric: ["public", "internal"],
    failover: dataClasses,
    cache: dataClasses,
    artifact: dataClasses,
    key: dataClasses,
    event: dataClasses,
    export: ["public", "internal"],
} as const satisfies Record<string, readonly DataClass[]>;
export type FlowKind = keyof typeof classesCarried;

/** Data of one class going somewhere. `to` lists every place it touches, by region ref. */
export interface Flow {
    readonly kind: FlowKind;
    readonly cell: string;
    readonly dataClass: DataClass;
    readonly to: readonly string[];
}

/** The part of a cell that residency is judged by. */
export interface Boundary {
    readonly name: string;
    readonly jurisdictions: readonly string[];
}

export interface Verdict {
    readonly verdict: "proven" | "violated" | "undetermined";
    readonly reason: string;
}

/** Where each place is; the catalogue's `placeOf`, or a fuller one that also knows places from config. */
export type PlaceLookup = (ref: string) => Place | undefined;

/**
 * The one residency rule: a flow is admitted when its kind may carry the class and every place it touches lies in a
 * jurisdiction that its cell admits. Undetermined is never proven; whether it fails or warns is the caller's to say
 * (it fails for protected data).
 */
export function judge(flow: Flow, cells: readonly Boundary[], placeOf: PlaceLookup): Verdict {
    const cell = cells.find(({ name }) => name === flow.cell);
    if (cell === undefined) {
        return { verdict: "undetermined", reason: `there is no cell ${flow.cell}` };
    }
    if (!(classesCarried[flow.kind] as readonly DataClass[]).includes(flow.dataClass)) {
        return { verdict: "violated", reason: `${flow.kind} flows may not carry ${flow.dataClass} data` };
    }
    if (flow.to.length === 0) {
        return { verdict: "undetermined", reason: "it is not known where the flow goes" };
    }
    const verdicts = flow.to.map(ref => judgePlace(ref, cell, placeOf));
    return (
        verdicts.find(({ verdict }) => verdict === "violated") ??
        verdicts.find(({ verdict }) => verdict === "undetermined") ?? {
            verdict: "proven",
            reason: `every place lies in ${cell.jurisdictions.join(", ")}`,
        }
    );
}

function judgePlace(ref: string, cell: Boundary, placeOf: PlaceLookup): Verdict {
    const place = placeOf(ref);
    if (place === undefined) {
        return { verdict: "undetermined", reason: `it is not known where ${ref} is` };
    }
    const jurisdiction = cell.jurisdictions.find(name => covers(name, place.country));
    return jurisdiction === undefined
        ? {
              verdict: "violated",
              reason: `${ref} is in ${place.city}, ${place.country}, outside ${cell.jurisdictions.join(", ")}`,
          }
        : { verdict: "proven", reason: `${ref} is in ${place.country}, inside ${jurisdiction}` };
}
