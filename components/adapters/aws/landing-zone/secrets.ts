import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./scope";

/** A secret of the cell, kept in the region under the region's key: no task of it needs another region to start. */
export function makeSecret(
    { name, region, settings, opts }: LandingScope,
    what: string,
    value: pulumi.Output<string>,
    kmsKeyId: pulumi.Input<string>,
): pulumi.Output<string> {
    const secret = new aws.secretsmanager.Secret(
        `${name}-${what}`,
        { region, kmsKeyId, recoveryWindowInDays: settings.ephemeral ? 0 : 7 },
        opts,
    );
    const version = new aws.secretsmanager.SecretVersion(
        `${name}-${what}`,
        { region, secretId: secret.id, secretString: value },
        { ...opts, additionalSecretOutputs: ["secretString"] },
    );
    // Known when there is something in it.
    return version.secretArn;
}
