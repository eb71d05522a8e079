/** An artefact in a registry, as oras and other clients push files to it. */
export interface OciArtifact {
    /** `<host>[:<port>]`. */
    readonly registry: string;
    readonly repository: string;
    /** A tag, or `sha256:…`, the digest of the manifest. */
    readonly reference: string;
}

const part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const pattern = new RegExp(
    `^([a-z0-9.-]+(?::\\d{1,5})?)/(${part}(?:/${part})*)(?:@(sha256:[0-9a-f]{64})|:([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))$`,
);

export const ociForm = "oci://<registry>/<repository>:<tag>, or @sha256:<digest>";

/** The parts of `<registry>/<repository>:<tag>` or `<registry>/<repository>@sha256:<digest>`, also after `oci://`; undefined of another text. */
export function ociIn(text: string): OciArtifact | undefined {
    const [, registry, repository, digest, tag] = pattern.exec(text.replace(/^oci:\/\//, "")) ?? [];
    const reference = digest ?? tag;
    return registry === undefined || repository === undefined || reference === undefined
        ? undefined
        : { registry, repository, reference };
}
