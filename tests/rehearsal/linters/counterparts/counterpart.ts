/**
 * How CloudFormation calls what the provider of a type requests. The rule is `kmsKeyArn` → `KmsKeyArn`, at each depth; here is what
 * differs. Paths are those of inputs: `rules[].ruleName`.
 */
export interface Counterpart {
    readonly type: string;
    /** An input without which there is nothing to check. Default: there always is. */
    readonly only?: string;
    /** Names and places that differ. Where an index is left out, the provider has a list for what is one; `[0]` is the converse. */
    readonly names?: Readonly<Record<string, string>>;
    readonly values?: Readonly<Record<string, Conversion>>;
    /** What the provider adds. */
    readonly adds?: Readonly<Record<string, unknown>>;
    /** Inputs that CloudFormation does not have, each with the reason. */
    readonly without?: Readonly<Record<string, string>>;
}

/**
 * `json`: a text, of which CloudFormation has the content. `properties`: likewise, and its names follow the rule. `map`: its keys are no
 * names of properties. `pairs`: a map, of which CloudFormation has a list of names and values. A table: each value and its counterpart.
 */
export type Conversion =
    "json" | "properties" | "map" | "pairs" | Readonly<Record<string, unknown>> | ((value: unknown) => unknown);

/** Reasons that several types share. */
export const ofProvider = "tells the provider how to go about it; AWS does not receive it";
export const enabled = { true: "ENABLED", false: "DISABLED" };
