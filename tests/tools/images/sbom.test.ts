import assert from "node:assert/strict";

import type { Package } from "../../../tools/images/content/content";
import { debianContent } from "../../../tools/images/content/debian";
import { installedPackage } from "../../../tools/images/content/npm";
import { spdxOf } from "../../../tools/images/layout/sbom";
import { debianNames } from "../../../tools/images/pins/debian-packages";
import { readPins } from "../../../tools/images/pins/pins";
import { silent } from "../../../tools";

interface Spdx {
    readonly packages: readonly {
        readonly SPDXID: string;
        readonly name: string;
        readonly versionInfo: string;
        readonly licenseDeclared?: string;
        readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[];
        readonly externalRefs?: readonly { readonly referenceType: string; readonly referenceLocator: string }[];
    }[];
    readonly relationships: readonly { readonly relationshipType: string; readonly relatedSpdxElement: string }[];
}

describe("the list of an image's software", () => {
    const debian = debianContent(debianNames, { architecture: "arm64", pins: readPins(), progress: silent });
    const packages: Package[] = [
        ...debian.packages,
        installedPackage("@nats-io/nkeys"),
        installedPackage("onnxruntime-web"),
    ];
    const digest = `sha256:${"a".repeat(64)}`;
    const spdx = spdxOf("runtime-arm64", "1.2.3", packages, digest) as Spdx;

    it("has each package with its version, licence, digest and address in its registry", () => {
        assert.equal(spdx.packages.length, packages.length + 1);
        for (const { name, versionInfo, licenseDeclared, checksums = [], externalRefs = [] } of spdx.packages.slice(
            1,
        )) {
            assert.ok(versionInfo && licenseDeclared, name);
            const [{ algorithm, checksumValue } = { algorithm: "", checksumValue: "" }] = checksums;
            assert.match(checksumValue, algorithm === "SHA256" ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{128}$/, name);
            const [purl] = externalRefs.filter(({ referenceType }) => referenceType === "purl");
            assert.match(purl?.referenceLocator ?? "", /^pkg:(deb\/debian|npm)\/[^@]+@[^@]+$/, name);
        }
    });

    it("describes the image by its digest, which contains each package", () => {
        const [image, ...others] = spdx.packages;
        assert.deepEqual(image?.checksums, [{ algorithm: "SHA256", checksumValue: "a".repeat(64) }]);
        const contained = spdx.relationships.filter(({ relationshipType }) => relationshipType === "CONTAINS");
        assert.deepEqual(
            contained.map(({ relatedSpdxElement }) => relatedSpdxElement),
            others.map(({ SPDXID }) => SPDXID),
        );
        assert.equal(new Set(spdx.packages.map(({ SPDXID }) => SPDXID)).size, spdx.packages.length);
    });

    it("comes with the text of each licence in the image", () => {
        for (const { name, text } of packages) assert.ok(text.length > 500, name);
    });
});
