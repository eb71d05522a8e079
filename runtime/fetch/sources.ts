import { azObject } from "./azure/az";
import { s3Object } from "./aws/s3";
import type { Environment } from "./environment";
import { gsObject } from "./google/gs";
import { type HttpObject, httpSource } from "./http/object";
import { httpsObject } from "./https";
import type { Location } from "./location";
import { ociObject } from "./oci/artefact";
import type { Source } from "./source";
import { storeSource } from "./store";

/** A source that sends nothing for so long gets another request. */
const silentMs = 60_000;

type Reader<K extends Location["kind"]> = (
    location: Extract<Location, { kind: K }>,
    environment: Environment,
) => Source;

const http = (object: HttpObject) => httpSource(object, silentMs);

const readers: { readonly [K in Location["kind"]]: Reader<K> } = {
    https: (location, { token }) => http(httpsObject(location, token)),
    s3: (location, { aws }) => http(s3Object(location, aws)),
    gs: (location, { google }) => http(gsObject(location, google)),
    az: (location, { azure }) => http(azObject(location, azure)),
    oci: (location, { digest, logins }) => http(ociObject(location, digest, logins)),
    store: (_location, { digest, store }) => storeSource(store!, digest),
};

export function sourceOf(environment: Environment): Source {
    const { location } = environment;
    // Each reader takes the locations of its own kind, and by that kind it was found.
    return readers[location.kind](location as never, environment);
}
