import type { Graph } from "../graph";
import type { Setting } from "../setting";

/** The result of a rule for a resource. */
export interface Finding {
    readonly rule: string;
    readonly urn: string;
    readonly verdict: "violated" | "undetermined";
    /** Whether law restricts the location of the resource's data. */
    readonly isProtected: boolean;
    /** Names paths, places and types; never a property's value, which could be a secret. */
    readonly message: string;
}

/** A requirement of a law, by its own numbering. */
export type Control = `GDPR Art. ${string}` | `HIPAA § ${string}`;

/** A rule of the pack: how severe its violations are, the remedy, the laws that require it, and its check of all resources of a stack. */
export interface Rule {
    /** Its group and name, as in `residency/place`. */
    readonly id: string;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** The risk that it prevents. */
    readonly protects: string;
    readonly remedy: string;
    readonly controls: readonly Control[];
    readonly check: (graph: Graph, setting: Setting) => readonly Omit<Finding, "rule">[];
}
