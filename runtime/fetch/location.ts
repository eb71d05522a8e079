import { ociIn } from "../../components/plan/serving/oci-artifact";
import type { S3Location } from "./aws/s3";
import type { AzLocation } from "./azure/az";
import { isPlain } from "./endpoints";
import type { GsLocation } from "./google/gs";
import type { HttpsLocation } from "./https";
import type { OciLocation } from "./oci/artefact";

/** What `SOURCE_URI` names. */
export type Location =
    | HttpsLocation
    | S3Location
    | GsLocation
    | AzLocation
    | OciLocation
    /** The cell's store, which has each release under its digest. */
    | { readonly kind: "store" };

/** The names of buckets and containers are kept to what their vendors allow: the rest of a URI is part of a path that is signed. */
const bucket = "[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]";
/** In the clouds of China and of the government, too. */
const blobHost = /^([a-z0-9]{3,24})\.blob\.core\.[a-z.]+$/;

const parsers: readonly (readonly [start: RegExp, parse: (rest: string, text: string) => Location | undefined])[] = [
    [/^https:\/\//, (_rest, text) => ofUrl(text)],
    [
        /^s3:(?:\/\/)?/,
        rest => {
            const [, name, key] = new RegExp(`^(${bucket})/(.+)$`, "s").exec(rest) ?? [];
            return name === undefined ? undefined : { kind: "s3", bucket: name, key: key! };
        },
    ],
    [
        /^gs:(?:\/\/)?/,
        rest => {
            const [, name, object] = new RegExp(`^(${bucket})/(.+)$`, "s").exec(rest) ?? [];
            return name === undefined ? undefined : { kind: "gs", bucket: name, object: object! };
        },
    ],
    [
        /^az:(?:\/\/)?/,
        rest => {
            const [, account, container, blob] = /^([a-z0-9]{3,24})\/(\$?[a-z0-9-]{3,63})\/(.+)$/s.exec(rest) ?? [];
            return account === undefined ? undefined : { kind: "az", account, container: container!, blob: blob! };
        },
    ],
    [
        /^oci:(?:\/\/)?/,
        rest => {
            const found = ociIn(rest);
            return found && { kind: "oci", ...found };
        },
    ],
    [/^store:$/, () => ({ kind: "store" })],
];

export const allowedLocations =
    "https://<host>/<path>, s3://<bucket>/<key>, gs://<bucket>/<object>, az://<account>/<container>/<blob>, " +
    "oci://<registry>/<repository>:<tag> or @sha256:<digest>, store:";

export function locationIn(text: string): Location | undefined {
    for (const [start, parse] of parsers) {
        if (start.test(text)) return parse(text.replace(start, ""), text);
    }
    return undefined;
}

/** A blob's own address is read with an identity; with a signature in it (SAS), as any other. */
function ofUrl(text: string): Location | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!isPlain(url)) return undefined;
    const [, account] = blobHost.exec(url.host) ?? [];
    const [, container, blob] = /^\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    if (account === undefined || container === undefined || url.search !== "") return { kind: "https", url };
    return { kind: "az", account, container, blob: decodeURIComponent(blob!), host: url.host };
}

/** Without what may be a credential. */
export function shownLocation(text: string): string {
    return text.replace(/[?#].*$/s, "?…").replace(/\/\/[^/]*@/, "//…@");
}
