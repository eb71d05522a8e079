import * as pulumi from "@pulumi/pulumi";

import type { ServerConfig } from "../../plan/config/server";

/** The values of a server's secret variables as one JSON object: each a key of `secrets` in the stack's config. */
export function serverSecrets(secrets: ServerConfig["secrets"]): pulumi.Output<string> {
    const config = new pulumi.Config("secrets");
    const values = Object.entries(secrets).map(([variable, { secret }]) =>
        config.requireSecret(secret).apply(value => [variable, value] as const),
    );
    return pulumi.all(values).apply(entries => JSON.stringify(Object.fromEntries(entries)));
}
