import * as pulumi from "@pulumi/pulumi";

/** What an export shows to the system outside. */
export const token = "canary-token-of-an-export";

/** Sets it in the config of a mocked engine. */
export function setExportToken(): void {
    pulumi.runtime.setConfig("secrets:siem", token);
}
