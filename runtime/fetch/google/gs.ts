import { Passing, Refused } from "../failure";
import { bearerFrom } from "../http/bearer";
import { type HttpObject, statusText } from "../http/object";
import type { Answer, Ask } from "../http/request";
import type { GoogleSettings } from "./environment";

export interface GsLocation {
    readonly kind: "gs";
    readonly bucket: string;
    readonly object: string;
}

/** The service account of the machine, or of the pod (workload identity), has a token there. */
const tokenPath = "/computeMetadata/v1/instance/service-accounts/default/token";

/** An object of Cloud Storage, by its JSON API. */
export function gsObject({ bucket, object }: GsLocation, google: GoogleSettings): HttpObject {
    const shown = `gs://${bucket}/${object}`;
    const path = `/storage/v1/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(object)}?alt=media`;
    return {
        shown,
        ask: async patience => {
            const token = google.isEmulated
                ? undefined
                : await bearerFrom(
                      { origin: google.metadata, path: tokenPath, headers: { "metadata-flavor": "Google" } },
                      patience,
                      "run with a service account (of the instance, or of the pod by workload identity)",
                  );
            return {
                origin: google.storage,
                path,
                headers: {
                    // As it is stored: without this, what is stored compressed is unpacked on the way, and its length is unknown.
                    "accept-encoding": "gzip",
                    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
                },
            };
        },
        versionOf: headers => headers["x-goog-generation"]?.toString(),
        ofVersion: ofGeneration,
        refusal: answer => refusal(answer, shown),
    };
}

function ofGeneration(ask: Ask, generation: string): Ask {
    return { ...ask, path: `${ask.path}&ifGenerationMatch=${encodeURIComponent(generation)}` };
}

function refusal({ status }: Answer, shown: string): Refused | Passing {
    const remedies: Readonly<Record<number, string>> = {
        401: "give the instance, or the pod, a service account whose scope includes devstorage.read_only",
        403: `allow its service account storage.objects.get on ${shown} (roles/storage.objectViewer on the bucket), and the storage agent its KMS key`,
        404: `put the object there, or correct the name: ${shown}`,
    };
    return new Refused(
        `${shown} can't be read: Cloud Storage answers ${statusText(status)}`,
        remedies[status] ?? "correct the bucket and the object",
    );
}
