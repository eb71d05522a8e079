import type * as pulumi from "@pulumi/pulumi";

import { nearestRemedy } from "./plan/config/remedies";
import { type Fault, quoted, refuse } from "./plan/faults";

/**
 * Changes a resource of one kind before it is created: receives its arguments, its options and its name in the engine. Returns those that
 * change, or nothing to leave the resource as it is.
 */
export type Override<Args> = (
    args: Args,
    opts: pulumi.CustomResourceOptions,
    name: string,
) => Overridden<Args> | undefined;

/** What is different: whole arguments, whole options. */
export interface Overridden<Args> {
    /** @default - the arguments as they are */
    readonly args?: Args;
    /** @default - the options as they are */
    readonly opts?: pulumi.CustomResourceOptions;
}

/** An override of some kind, which is given that kind's arguments only. */
type AnyOverride = (...given: Parameters<Override<never>>) => Overridden<unknown> | undefined;

/**
 * Overrides by kind, as a transformation: an option (`transformations`) of a component, for all that the component makes.
 *
 * Throws `ConfigFaults` for a kind that the adapter doesn't make.
 */
export function overriding<Kind extends string>(
    kinds: readonly Kind[],
    kindOf: (type: string) => string | undefined,
    overrides: Readonly<Partial<Record<Kind, AnyOverride>>>,
): pulumi.ResourceTransformation {
    refuse(Object.keys(overrides).flatMap(kind => (isOneOf(kinds, kind) ? [] : [unknownKind(kind, kinds)])));
    return ({ name, opts, props, type }) => {
        const kind = kindOf(type);
        const override = kind !== undefined && isOneOf(kinds, kind) ? overrides[kind] : undefined;
        const changed = (override as Override<pulumi.Inputs> | undefined)?.(props, opts, name);
        return (
            changed && {
                props: changed.args ? { ...ofTheSdk(props), ...changed.args } : props,
                opts: changed.opts ?? opts,
            }
        );
    };
}

/** What the SDK adds to the arguments: the outputs, as `undefined`, and the location of a dynamic provider. */
function ofTheSdk(props: pulumi.Inputs): pulumi.Inputs {
    return Object.fromEntries(
        Object.entries(props).filter(([key, value]) => value === undefined || key.startsWith("__")),
    );
}

function isOneOf<Kind extends string>(kinds: readonly Kind[], kind: string): kind is Kind {
    return (kinds as readonly string[]).includes(kind);
}

function unknownKind(kind: string, kinds: readonly string[]): Fault {
    return {
        code: "override/unknown-kind",
        path: "overrides",
        value: kind,
        problem: `the adapter creates no resource of kind ${quoted(kind)}`,
        allowed: kinds,
        remedy: nearestRemedy(kind, kinds) ?? "name a kind of resource that the adapter creates",
    };
}
