import { Refused } from "../failure";
import { type HttpObject, statusText } from "../http/object";
import type { Answer } from "../http/request";
import type { AzureSettings } from "./environment";
import { storageToken } from "./token";

export interface AzLocation {
    readonly kind: "az";
    readonly account: string;
    readonly container: string;
    readonly blob: string;
    /** As the URL of the blob names it, in a cloud of its own (China, government). */
    readonly host?: string;
}

/** Of bearer tokens: 2017-11-09 or later. */
const version = "2021-12-02";

export function azObject({ account, container, blob, host }: AzLocation, azure: AzureSettings): HttpObject {
    const shown = `az://${account}/${container}/${blob}`;
    const origin = azure.blobs ?? new URL(`https://${host ?? `${account}.blob.core.windows.net`}`);
    const name = [container, ...blob.split("/")].map(encodeURIComponent).join("/");
    return {
        shown,
        ask: async patience => ({
            origin,
            path: `${origin.pathname.replace(/\/$/, "")}/${name}`,
            headers: { authorization: `Bearer ${await storageToken(azure, patience)}`, "x-ms-version": version },
        }),
        refusal: answer => refusal(answer, shown),
    };
}

/** By the service's own codes: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes. */
const remedies: Readonly<Record<string, (shown: string) => string>> = {
    AuthenticationFailed: () =>
        "see that the identity is of the storage account's tenant, and that this machine's clock is right",
    AuthorizationFailure: () => "allow this network in the storage account's firewall, or by a private endpoint",
    AuthorizationPermissionMismatch: shown =>
        `allow this identity to read ${shown} (role Storage Blob Data Reader on the container)`,
    BlobArchived: () => "rehydrate the blob: it is archived",
    BlobNotFound: shown => `put the blob there, or correct the name: ${shown}`,
    ContainerNotFound: shown => `correct the container: ${shown}`,
};

function refusal({ status, headers }: Answer, shown: string): Refused {
    const code = /^[A-Za-z]{1,64}$/.exec(String(headers["x-ms-error-code"]))?.[0] ?? "";
    const problem = `${shown} can't be read: the storage account answers ${statusText(status)}`;
    const byStatus: Readonly<Record<number, string>> = {
        401: "AuthenticationFailed",
        403: "AuthorizationPermissionMismatch",
        404: "BlobNotFound",
    };
    const remedy = remedies[code] ?? remedies[byStatus[status] ?? ""];
    const said = headers["x-ms-error-code"] === undefined || code === "" ? problem : `${problem} (${code})`;
    return new Refused(said, remedy?.(shown) ?? "correct the account, the container and the blob");
}
