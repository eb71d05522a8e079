import * as pulumi from "@pulumi/pulumi";

import type { Existing } from "../landing-zone/contract";
import type { ExistingConfig } from "../plan/config/cell";
import { knownLater } from "../plan/config/known-later";
import { laterPaths, mayBeLater } from "../plan/config/later-paths";
import { pathOf } from "../plan/config/paths";
import { isContainer } from "../plan/config/plain";
import type { Fault } from "../plan/faults";

/** A config with a mark for each value that another resource creates, and these values, by path. */
export interface Separated {
    readonly plain: unknown;
    readonly later: ReadonlyMap<string, pulumi.Output<string>>;
    /** For values that decide which resources exist, and must be known before. */
    readonly faults: readonly Fault[];
}

export function separated(config: object): Separated {
    const later = new Map<string, pulumi.Output<string>>();
    // One value in two places becomes one output: the identity of an account is its output.
    const outputs = new Map<unknown, pulumi.Output<string>>();
    const outputOf = (value: unknown) => {
        const known = outputs.get(value) ?? pulumi.output(value as pulumi.Input<string>);
        outputs.set(value, known);
        return known;
    };
    const faults: Fault[] = [];
    const plainOf = (value: unknown, segments: readonly PropertyKey[]): unknown => {
        if (pulumi.Output.isInstance(value) || value instanceof Promise) {
            const path = pathOf(segments);
            if (mayBeLater(segments)) later.set(path, outputOf(value));
            else faults.push(undecided(path));
            return knownLater;
        }
        if (Array.isArray(value)) return value.map((one, i) => plainOf(one, [...segments, i]));
        if (!isContainer(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainOf(one, [...segments, key])]));
    };
    return { plain: plainOf(config, []), later, faults };
}

function undecided(path: string): Fault {
    return {
        code: "service/known-later",
        path,
        problem: `${path} is known only after an update, but decides which resources exist, expected a plain value`,
        remedy: `use a plain value; outputs of other resources are accepted at ${laterPaths.join(", ")}`,
    };
}

/** Existing resources in a region of the `i`-th cell of the config: as planned, with later values filled in. */
export function existingWith({ later }: Separated, i: number, region: string, planned: ExistingConfig = {}): Existing {
    const at = pathOf(["cells", i, "existing", region]);
    const valueAt = (value: string, path: string) => later.get(path) ?? value;
    return Object.fromEntries(
        Object.entries(planned).map(([thing, value]) => [
            thing,
            Array.isArray(value)
                ? value.map((one, position) => valueAt(one, `${at}.${thing}[${position}]`))
                : valueAt(value, `${at}.${thing}`),
        ]),
    );
}
