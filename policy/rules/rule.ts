import type { Graph } from "../graph";
import type { Setting } from "../setting";

/** What a rule says of a resource. */
export interface Finding {
    readonly rule: string;
    readonly urn: string;
    readonly verdict: "violated" | "undetermined";
    /** Whether law says where the data is that this is about. */
    readonly isProtected: boolean;
    /** Names paths, places and types; never a property's value, which could be a secret. */
    readonly message: string;
}

/** What law or a standard asks, by its own numbering. */
export type Control = `GDPR Art. ${string}` | `HIPAA § ${string}`;

export interface Rule {
    readonly id: string;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** What it stands against. */
    readonly protects: string;
    readonly remedy: string;
    readonly controls: readonly Control[];
    readonly check: (graph: Graph, setting: Setting) => readonly Omit<Finding, "rule">[];
}
