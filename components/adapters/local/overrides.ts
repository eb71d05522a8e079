import type * as pulumi from "@pulumi/pulumi";

import { type Override, overriding } from "../../overrides";
import { localKinds } from "../../plan/clouds/local-kinds";
import type * as resources from "./resources";

type Kind = (typeof localKinds)[number];

/** Overrides of resources on this machine, by their kind. */
export type LocalOverrides = {
    readonly [K in Kind]?: Override<ConstructorParameters<(typeof resources)[K]>[1]>;
};

/**
 * Changes what the components make on this machine, as a transformation: `transformations: [localOverrides({ Process: … })]` among the
 * options of a `Service`, of one component or of a landing zone.
 *
 * Throws `ConfigFaults` for a kind that the adapter doesn't make.
 */
export function localOverrides(overrides: LocalOverrides): pulumi.ResourceTransformation {
    return overriding<Kind>(localKinds, kindOf, overrides);
}

/** `pulumi-nodejs:dynamic/local:Process` → `Process`. */
function kindOf(type: string): string | undefined {
    return /^pulumi-nodejs:dynamic\/local:(.+)$/.exec(type)?.[1];
}
