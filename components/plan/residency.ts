import type { Place } from "./places/catalogue";
import type { Expansion } from "./places/multi-regions";
import { covers } from "./places/jurisdictions";

/** What a cell's data can be. The last three are protected. */
export const dataClasses = ["public", "internal", "personal", "health", "financial"] as const;
/** A class of data: one of `dataClasses`. */
export type DataClass = (typeof dataClasses)[number];

const protectedClasses: readonly DataClass[] = ["personal", "health", "financial"];

/** Whether law says where data of this class may be. */
export function isProtected(dataClass: DataClass): boolean {
    return protectedClasses.includes(dataClass);
}

interface FlowRule {
    /** The classes that this way may carry at all. */
    readonly carries: readonly DataClass[];
    /** The classes that may leave their cell on it. */
    readonly crosses: readonly DataClass[];
}

const unprotected = dataClasses.filter(dataClass => !isProtected(dataClass));
const within: FlowRule = { carries: dataClasses, crosses: [] };

/** How data goes from one place to another. */
const flowRules = {
    replication: within,
    backup: within,
    log: within,
    /** Figures over many requests, which tell of no subject. */
    metric: { carries: unprotected, crosses: unprotected },
    failover: within,
    /** What no law keeps in a place may be cached at any point of presence. */
    cache: { carries: dataClasses, crosses: unprotected },
    artifact: within,
    key: within,
    event: within,
    /** To systems that are not the cell's own. */
    export: { carries: unprotected, crosses: [] },
} as const satisfies Record<string, FlowRule>;
/** A kind of flow: one of `flowKinds`. */
export type FlowKind = keyof typeof flowRules;

/** The kinds of flows, for messages and tables. */
export const flowKinds = Object.keys(flowRules) as readonly FlowKind[];

/** Data of one class going somewhere. */
export interface Flow {
    readonly kind: FlowKind;
    readonly cell: string;
    readonly dataClass: DataClass;
    /** The origin of a flow, if known. It is not evaluated: data that enters a cell leaves none. */
    readonly from?: string;
    /** Every place it touches: regions, and what stands for several, as `gcp:eur4` or `aws:global`. */
    readonly to: readonly string[];
}

/** The part of a cell that residency is evaluated by. */
export interface Boundary {
    readonly name: string;
    readonly jurisdictions: readonly string[];
}

/** What the residency rule says of a flow, and why. */
export interface Verdict {
    readonly verdict: "proven" | "violated" | "undetermined";
    readonly reason: string;
}

/** What is known of places: the catalogue, or a fuller one that also knows places from config. */
export interface Atlas {
    /** Where a region is. */
    readonly placeOf: (ref: string) => Place | undefined;
    /** What a ref stands for: itself, the members of a multi-region, or everywhere. */
    readonly expandPlace: (ref: string) => Expansion | undefined;
}

/** Whether a way may carry a class of data at all, wherever it leads. */
export function mayCarry(kind: FlowKind, dataClass: DataClass): boolean {
    const { carries }: FlowRule = flowRules[kind];
    return carries.includes(dataClass);
}

/**
 * The one residency rule: a flow is admitted when its kind may carry the class and every place it touches lies in a
 * jurisdiction that its cell admits. Undetermined is never proven; whether it fails or warns is the caller's to say
 * (it fails for protected data).
 */
export function judge(flow: Flow, cells: readonly Boundary[], atlas: Atlas): Verdict {
    const { kind, dataClass, to } = flow;
    if (!mayCarry(kind, dataClass)) {
        return violated(`${kind} flows may not carry ${dataClass} data`);
    }
    const cell = cells.find(({ name }) => name === flow.cell);
    if (cell === undefined) {
        return undetermined(`there is no cell ${flow.cell}`);
    }
    if (to.length === 0) {
        return undetermined("it is not known where the flow goes");
    }
    const { crosses }: FlowRule = flowRules[kind];
    return crosses.includes(dataClass)
        ? proven(`${kind} flows of ${dataClass} data may leave the cell`)
        : (worst(to.flatMap(ref => objectionsTo(ref, cell, atlas))) ??
              proven(`every place lies in ${cell.jurisdictions.join(", ")}`));
}

/** The first that is violated, else the first that can't be determined, else none: a violation is never hidden by a doubt. */
function worst(objections: readonly Verdict[]): Verdict | undefined {
    return objections.find(({ verdict }) => verdict === "violated") ?? objections[0];
}

/** What speaks against a place, or against what it stands for. */
function objectionsTo(ref: string, cell: Boundary, atlas: Atlas): Verdict[] {
    const expanded = atlas.expandPlace(ref);
    if (expanded === undefined) {
        return [undetermined(`it is not known where ${ref} is`)];
    }
    return "everywhere" in expanded
        ? [violated(`${ref} may be anywhere, which is outside ${cell.jurisdictions.join(", ")}`)]
        : expanded.members.flatMap(member => {
              const name = ref === member ? ref : `${member} of ${ref}`;
              return objectionTo(name, atlas.placeOf(member), cell) ?? [];
          });
}

function objectionTo(name: string, place: Place | undefined, { jurisdictions }: Boundary): Verdict | undefined {
    if (place === undefined) {
        return undetermined(`it is not known where ${name} is`);
    }
    return jurisdictions.some(jurisdiction => covers(jurisdiction, place.country))
        ? undefined
        : violated(`${name} is in ${place.city}, ${place.country}, outside ${jurisdictions.join(", ")}`);
}

function proven(reason: string): Verdict {
    return { verdict: "proven", reason };
}

function violated(reason: string): Verdict {
    return { verdict: "violated", reason };
}

function undetermined(reason: string): Verdict {
    return { verdict: "undetermined", reason };
}
