import { Refused } from "../failure";
import { bearerFrom } from "../http/bearer";
import type { Patience } from "../http/request";
import { tokenIn } from "../token-file";
import type { AzureSettings } from "./environment";

const resource = "https://storage.azure.com/";
const remedy = "give what runs here a managed identity; name a user-assigned one in AZURE_CLIENT_ID";

/** A token for storage, from the first of: workload identity, the platform of the container, the machine's metadata. */
export async function storageToken(azure: AzureSettings, patience: Patience): Promise<string> {
    const { clientId, federated, identity, metadata } = azure;
    const client: Record<string, string> = clientId === undefined ? {} : { client_id: clientId };
    if (federated) return ofWorkload(clientId, federated, patience);
    if (identity) {
        // https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
        const { endpoint, header } = identity;
        const query = new URLSearchParams({ "api-version": "2019-08-01", resource, ...client });
        const headers = { "x-identity-header": header };
        return bearerFrom(
            { origin: endpoint, path: `${endpoint.pathname}?${query.toString()}`, headers },
            patience,
            remedy,
        );
    }
    const query = new URLSearchParams({ "api-version": "2018-02-01", resource, ...client });
    const path = `/metadata/identity/oauth2/token?${query.toString()}`;
    return bearerFrom({ origin: metadata, path, headers: { metadata: "true" } }, patience, remedy);
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow, with a federated credential. */
async function ofWorkload(
    clientId: string | undefined,
    { authority, tenantId, tokenFile }: NonNullable<AzureSettings["federated"]>,
    patience: Patience,
): Promise<string> {
    if (clientId === undefined) {
        throw new Refused("AZURE_FEDERATED_TOKEN_FILE is set without AZURE_CLIENT_ID", "set both, or neither");
    }
    const form = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        scope: `${resource}.default`,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await tokenIn(tokenFile, "AZURE_FEDERATED_TOKEN_FILE"),
    });
    const path = `${authority.pathname.replace(/\/$/, "")}/${tenantId}/oauth2/v2.0/token`;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return bearerFrom(
        { origin: authority, path, method: "POST", headers, body: form.toString() },
        patience,
        `let the identity ${clientId} have a federated credential for this service account`,
    );
}
