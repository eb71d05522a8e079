import type { Architecture } from "../architecture";
import { names } from "../architecture";
import { imageUser as user } from "../../image-contract";
import type { Image } from "../images";
import type { Descriptor } from "./blobs";
import type { MadeLayer } from "./layer";
import { epoch } from "./tar";

const created = epoch.toISOString().replace(".000", "");

export const manifestType = "application/vnd.oci.image.manifest.v1+json";
export const indexType = "application/vnd.oci.image.index.v1+json";
export const configType = "application/vnd.oci.image.config.v1+json";

/** What an image says of itself. No commit: the provenance of a release names it, and an image that a commit leaves alone has the digest it had. */
export function labelsOf(image: Image, version: string, licenses: readonly string[]): Readonly<Record<string, string>> {
    return {
        "org.opencontainers.image.title": image.title,
        "org.opencontainers.image.description": image.description,
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.licenses": [...new Set(licenses.map(bracketed))].sort().join(" AND "),
    };
}

const bracketed = (expression: string) => (/ (OR|AND) /.test(expression) ? `(${expression})` : expression);

/** OCI image specification, config.md. */
export function configurationOf(
    image: Image,
    architecture: Architecture,
    layers: readonly MadeLayer[],
    labels: Readonly<Record<string, string>>,
): object {
    const { variant } = names[architecture];
    return {
        created,
        architecture,
        ...(variant !== undefined && { variant }),
        os: "linux",
        config: {
            User: `${user}:${user}`,
            Env: Object.entries({ PATH: "/usr/local/bin:/usr/bin:/bin", ...image.environment }).map(
                ([name, value]) => `${name}=${value}`,
            ),
            Entrypoint: image.entrypoint,
            ...(image.command && { Cmd: image.command }),
            ...(image.volumes && { Volumes: Object.fromEntries(image.volumes.map(path => [path, {}])) }),
            WorkingDir: "/",
            Labels: labels,
        },
        rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
        history: layers.map(({ name }) => ({ created, created_by: `meridian: ${name}` })),
    };
}

export const manifestOf = (
    config: Descriptor,
    layers: readonly MadeLayer[],
    annotations: Readonly<Record<string, string>>,
): object => ({
    schemaVersion: 2,
    mediaType: manifestType,
    config,
    layers: layers.map(({ blob }) => blob),
    annotations,
});

export const indexOf = (manifests: readonly Descriptor[], annotations?: Readonly<Record<string, string>>): object => ({
    schemaVersion: 2,
    mediaType: indexType,
    manifests,
    ...(annotations && { annotations }),
});

export const platformOf = (architecture: Architecture): Descriptor["platform"] => {
    const { variant } = names[architecture];
    return { architecture, os: "linux", ...(variant !== undefined && { variant }) };
};
