import type { OciArtifact } from "../../../components/plan/serving/oci-artifact";
import { type HttpObject, statusText } from "../http/object";
import { redirected } from "../https";
import { layerIn, manifestTypes } from "./manifest";
import { registryRefusal, Repository } from "./registry";

export interface OciLocation extends OciArtifact {
    readonly kind: "oci";
}

/** A layer of an artefact in a registry (https://github.com/opencontainers/distribution-spec), whose digest is the release's. */
export function ociObject(location: OciLocation, digest: string, logins: string | undefined): HttpObject {
    const { reference, registry, repository: name } = location;
    const shown = `oci://${registry}/${name}${reference.includes(":") ? "@" : ":"}${reference}`;
    const refused = (what: string, status: number) =>
        registryRefusal(status, `${what} of ${shown} can't be read: the registry answers ${statusText(status)}`, shown);
    return {
        shown,
        ask: async patience => {
            const repository = new Repository(registry, name, logins);
            const manifest = await repository.get(
                `manifests/${reference}`,
                { accept: manifestTypes.join(", ") },
                patience,
            );
            if (manifest.status !== 200) throw refused("the manifest", manifest.status);
            layerIn(manifest.bytes, reference, digest, shown);
            return repository.request(`blobs/${digest}`);
        },
        redirect: redirected,
        // Named by what it is: the same at any time, and from any mirror.
        versionOf: () => digest,
        ofVersion: ask => ask,
        refusal: ({ status }) => refused("the layer", status),
    };
}
