import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import { configSchema } from "./config-schema";
import { Properties } from "./properties";
import { raw } from "./raw";
import { patched, type Remediation, remediations } from "./remedies";

/** Facts, rules and what reads the config: loaded when they are first asked for, as a pack is to be there at once. */
export const loadValidation = () => require("./validate") as typeof import("./validate");

const judged: StackValidationPolicy = {
    name: "residency-and-encryption",
    displayName: "Residency and encryption",
    description: "Data stays in its cell, and is encrypted there and on the way.",
    enforcementLevel: "mandatory",
    configSchema: configSchema as unknown as NonNullable<StackValidationPolicy["configSchema"]>,
    validateStack: (args, report) => {
        loadValidation().validate(args, report);
    },
};

/** Off by default (`remediate` turns it on): a pack changes a program's inputs only on request. */
function remediating({ byType, description, name }: Remediation): ResourceValidationPolicy {
    return {
        name,
        description,
        enforcementLevel: "disabled",
        remediateResource: ({ props, type }) => {
            const remedy = Object.hasOwn(byType, type) ? byType[type] : undefined;
            const patch = remedy?.(new Properties(raw(props)));
            return patch === undefined ? undefined : patched(raw(props), patch);
        },
    };
}

/** The policies of the pack, for one of your own: `new PolicyPack("mine", { policies: [...policies, …] })`. */
export const policies: readonly (StackValidationPolicy | ResourceValidationPolicy)[] = [
    judged,
    ...remediations.map(remediating),
];
