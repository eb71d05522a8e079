import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./scope";

type SecretScope = Pick<LandingScope, "name" | "region" | "settings" | "opts">;

/** A secret of the cell, kept in the region under the region's key: no task of it needs another region to start. */
export function makeSecret(
    scope: SecretScope,
    what: string,
    value: pulumi.Output<string>,
    kmsKeyId: pulumi.Input<string>,
): pulumi.Output<string> {
    // Known when there is something in it.
    return makeSecretVersion(scope, what, value, kmsKeyId).secretArn;
}

/** The same, with the version that the value has. */
export function makeSecretVersion(
    { name, region, settings, opts }: SecretScope,
    what: string,
    value: pulumi.Output<string>,
    kmsKeyId: pulumi.Input<string>,
): aws.secretsmanager.SecretVersion {
    const secret = new aws.secretsmanager.Secret(
        `${name}-${what}`,
        { region, kmsKeyId, recoveryWindowInDays: settings.ephemeral ? 0 : 7 },
        opts,
    );
    return new aws.secretsmanager.SecretVersion(
        `${name}-${what}`,
        { region, secretId: secret.id, secretString: value },
        { ...opts, additionalSecretOutputs: ["secretString"] },
    );
}
