import assert from "node:assert/strict";

import { existingFaults, imageFaults, regionFaults } from "../../../../components/adapters/aws/lacking";
import type { RegionRef } from "../../../../components/plan/places/catalogue";

const image = `registry.example.com/image@sha256:${"0".repeat(64)}`;

describe("the adapter for AWS", () => {
    it("refuses what exists already and it would not use", () => {
        const paths = (existing: object) => existingFaults(existing, "aws:eu-west-1").map(({ path }) => path);
        const network = { network: "vpc-1", subnets: ["subnet-1"], publicSubnets: ["subnet-2"] };
        assert.deepEqual(paths(network), []);
        assert.deepEqual(paths({ cluster: "main" }), ["existing.cluster"]);
        for (const key of Object.keys(network)) {
            const { [key as "network"]: _, ...rest } = network;
            assert.deepEqual(paths(rest), ["existing.network"], key);
        }
    });

    it("refuses a key, a certificate or an authority that is not of the region", () => {
        const brought = {
            key: "arn:aws:kms:eu-west-1:111122223333:key/0a7cd38e-d5d4-3445-2533-fae56fe7c366",
            certificate: "arn:aws:acm:eu-west-1:111122223333:certificate/0a7cd38e-d5d4-3445-2533-fae56fe7c366",
            authority:
                "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/0a7cd38e-d5d4-3445-2533-fae56fe7c366",
        };
        const faults = (existing: object) => existingFaults(existing, "aws:eu-west-1").map(({ path }) => path);
        assert.deepEqual(faults(brought), []);
        for (const [thing, arn] of Object.entries(brought)) {
            for (const wrong of [
                arn.replace("eu-west-1", "us-east-1"),
                arn.split("/")[1]!,
                brought.key.replace("kms", "ec2"),
                arn.replace(/:[a-z-]+\//, ":alias/"),
            ]) {
                assert.deepEqual(faults({ [thing]: wrong }), [`existing.${thing}`], wrong);
            }
        }
        // Its copies in other regions open the same.
        assert.deepEqual(faults({ key: brought.key.replace("key/", "key/mrk-") }), ["existing.key"]);
    });

    it("refuses a region that nobody knows, and one whose services have other names", () => {
        const codes = (region: RegionRef) => regionFaults(region).map(({ code }) => code);
        assert.deepEqual(codes("aws:eu-west-1"), []);
        assert.deepEqual(codes("aws:us-gov-west-1"), []);
        assert.deepEqual(codes("aws:cn-north-1"), ["capability/adapter"]);
        assert.deepEqual(codes("aws:nowhere-1"), ["catalogue/unknown-region"]);
    });

    it("refuses an image that is missing, or named by a tag", () => {
        assert.deepEqual(imageFaults({ gate: image, server: image, fetch: image }), []);
        assert.deepEqual(
            imageFaults({ gate: "registry.example.com/envoy:latest", server: image }).map(({ path }) => path),
            ["aws.images.gate", "aws.images.fetch"],
        );
    });
});
