import type { Package } from "../content/content";
import type { Blobs, Descriptor } from "./blobs";
import { manifestType } from "./documents";
import { epoch } from "./tar";

const mediaType = "application/spdx+json";
const created = epoch.toISOString().replace(".000", "");

/** What the image of one architecture is made of (SPDX 2.3), as a document that a registry lists as a referrer of its manifest (OCI 1.1). */
export function attachSbom(
    name: string,
    version: string,
    packages: readonly Package[],
    subject: Descriptor,
    blobs: Blobs,
): Descriptor {
    const layer = blobs.addJson(mediaType, spdxOf(name, version, packages, subject.digest));
    const manifest = blobs.addJson(manifestType, {
        schemaVersion: 2,
        mediaType: manifestType,
        artifactType: mediaType,
        config: {
            ...blobs.addJson("application/vnd.oci.empty.v1+json", {}),
            data: Buffer.from("{}").toString("base64"),
        },
        layers: [{ ...layer, annotations: { "org.opencontainers.image.title": `${name}.spdx.json` } }],
        subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
        annotations: { "org.opencontainers.image.created": created },
    });
    return { ...manifest, artifactType: mediaType };
}

export function spdxOf(name: string, version: string, packages: readonly Package[], digest: string): object {
    const [, hex = ""] = digest.split(":");
    const image = "SPDXRef-image";
    const named = packages.map(each => ({ id: `SPDXRef-${each.purl.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}`, each }));
    return {
        spdxVersion: "SPDX-2.3",
        dataLicense: "CC0-1.0",
        SPDXID: "SPDXRef-DOCUMENT",
        name,
        documentNamespace: `https://spdx.org/spdxdocs/meridian-${name}-${hex}`,
        creationInfo: { created, creators: [`Tool: pulumi-meridian-${version}`] },
        documentDescribes: [image],
        packages: [
            {
                SPDXID: image,
                name,
                versionInfo: version,
                primaryPackagePurpose: "CONTAINER",
                downloadLocation: "NOASSERTION",
                filesAnalyzed: false,
                checksums: [{ algorithm: "SHA256", checksumValue: hex }],
            },
            ...named.map(({ id, each }) => spdxPackage(id, each)),
        ],
        relationships: [
            { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: image },
            ...named.map(({ id }) => ({ spdxElementId: image, relationshipType: "CONTAINS", relatedSpdxElement: id })),
        ],
    };
}

function spdxPackage(id: string, { name, version, license, purl, cpe, checksum, goSum, source }: Package): object {
    const reference = (referenceCategory: string, referenceType: string, referenceLocator: string) => ({
        referenceCategory,
        referenceType,
        referenceLocator,
    });
    return {
        SPDXID: id,
        name,
        versionInfo: version,
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        licenseConcluded: "NOASSERTION",
        licenseDeclared: license,
        copyrightText: "NOASSERTION",
        ...(checksum && { checksums: [{ algorithm: checksum.algorithm, checksumValue: checksum.value }] }),
        ...(source !== undefined && { sourceInfo: `Debian source package ${source}` }),
        ...(goSum !== undefined && { sourceInfo: `Go module with the digest ${goSum} (go.sum)` }),
        externalRefs: [
            reference("PACKAGE-MANAGER", "purl", purl),
            ...(cpe === undefined ? [] : [reference("SECURITY", "cpe23Type", cpe)]),
        ],
    };
}
