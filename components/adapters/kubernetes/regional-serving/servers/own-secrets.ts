import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ServerConfig } from "../../../../plan/config/server";
import type { LandingScope } from "../../landing-zone/scope";
import { unnamedOf } from "../../objects";

/** Variables of a server whose values are secrets, by reference. A changed value is another Secret, and rolls the pods. */
export function secretVariables(
    name: string,
    secrets: ServerConfig["secrets"],
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): k8s.types.input.core.v1.EnvVar[] {
    const config = new pulumi.Config("secrets");
    const keys = Object.entries(secrets);
    if (keys.length === 0) return [];
    const secret = new k8s.core.v1.Secret(
        `${name}-secrets`,
        {
            metadata: unnamedOf("secrets", scope),
            immutable: true,
            stringData: Object.fromEntries(
                keys.map(([variable, { secret }]) => [variable, config.requireSecret(secret)]),
            ),
        },
        opts,
    );
    return keys.map(([variable]) => ({
        name: variable,
        valueFrom: { secretKeyRef: { name: secret.metadata.name, key: variable } },
    }));
}
