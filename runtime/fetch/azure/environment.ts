import { resolve } from "node:path";

import type { VariableOf } from "../../../components/plan/serving/programs";
import { matching, type Variable, type VariableReader } from "../../variables";
import { endpoint, hidden, ofPlatform } from "../endpoints";

export interface AzureSettings {
    /** In place of the account's own host; its path begins with the account. */
    readonly blobs?: URL;
    /** A user-assigned identity, or the one that a service account stands for. */
    readonly clientId?: string;
    /** Workload identity of Kubernetes. */
    readonly federated?: { readonly tenantId: string; readonly tokenFile: string; readonly authority: URL };
    /** Where App Service and Container Apps give out tokens. */
    readonly identity?: { readonly endpoint: URL; readonly header: string };
    readonly metadata: URL;
}

const id = <Name extends string>(name: Name, remedy: string): Variable<string, Name> => ({
    name,
    parse: matching(/^[0-9A-Za-z.-]{1,255}$/),
    allowed: "letters, digits, '.' and '-'",
    remedy,
});
const CLIENT_ID = id("AZURE_CLIENT_ID", "unset it for the system-assigned identity, or set it to a client ID");
const TENANT_ID = id("AZURE_TENANT_ID", "set it together with AZURE_FEDERATED_TOKEN_FILE, or neither");
const TOKEN_FILE: Variable<string, "AZURE_FEDERATED_TOKEN_FILE"> = {
    name: "AZURE_FEDERATED_TOKEN_FILE",
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "set it together with AZURE_TENANT_ID, or neither",
};
const HEADER: Variable<string, "IDENTITY_HEADER"> = {
    name: "IDENTITY_HEADER",
    parse: matching(/^[\x21-\x7e]+$/),
    allowed: "printable ASCII without spaces",
    remedy: "leave it and IDENTITY_ENDPOINT to the platform",
    shown: hidden,
};
const ENDPOINT = {
    ...ofPlatform("IDENTITY_ENDPOINT"),
    remedy: "leave it and IDENTITY_HEADER to the platform",
};

export function readAzure(read: VariableReader<VariableOf<"fetch">>): AzureSettings {
    const federated = read.both(TENANT_ID, TOKEN_FILE);
    const identity = read.both(ENDPOINT, HEADER);
    const authority = read.optional(endpoint("AZURE_AUTHORITY_HOST")) ?? new URL("https://login.microsoftonline.com/");
    return {
        blobs: read.optional(endpoint("AZURE_STORAGE_SERVICE_ENDPOINT")),
        clientId: read.optional(CLIENT_ID),
        federated: federated && { tenantId: federated[0], tokenFile: federated[1], authority },
        identity: identity && { endpoint: identity[0], header: identity[1] },
        metadata: read.optional(ofPlatform("AZURE_POD_IDENTITY_AUTHORITY_HOST")) ?? new URL("http://169.254.169.254"),
    };
}
