import * as pulumi from "@pulumi/pulumi";

import { ConfigFaults, type Fault } from "../../plan/faults";

/**
 * A secret value that is made once and stays as it is until its resource is replaced (`pulumi up --replace <urn>`): each run of the program makes
 * another one, of which the engine's state takes the first.
 */
export function stashed<T extends object>(
    name: string,
    value: pulumi.Input<T>,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<T> {
    const { Stash } = pulumi as Partial<Pick<typeof pulumi, "Stash">>;
    if (Stash === undefined) throw new ConfigFaults([tooOld]);
    const stash = new Stash(
        name,
        { input: pulumi.secret(value) },
        { ...opts, ignoreChanges: ["input"], additionalSecretOutputs: ["input", "output"] },
    );
    return pulumi.secret(stash.output) as pulumi.Output<T>;
}

const tooOld: Fault = {
    code: "kubernetes/sdk-too-old",
    path: "@pulumi/pulumi",
    problem:
        "@pulumi/pulumi has no resource Stash, which regions on kubernetes need, expected version 3.208.0 or later",
    remedy: "update @pulumi/pulumi and the Pulumi CLI",
};
