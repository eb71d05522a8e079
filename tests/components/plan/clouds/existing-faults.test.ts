import assert from "node:assert/strict";

import { existingFaults, unbuiltFaults } from "../../../../components/plan/clouds/existing-faults";
import { knownLater } from "../../../../components/plan/config/known-later";

describe("what exists already in a region of AWS", () => {
    it("is a network with its subnets, or nothing of it", () => {
        const paths = (existing: object) =>
            existingFaults(existing, "aws:eu-west-1", "existing").map(({ path }) => path);
        const network = { network: "vpc-1", subnets: ["subnet-1"], publicSubnets: ["subnet-2", "subnet-3"] };
        assert.deepEqual(paths(network), []);
        for (const key of Object.keys(network)) {
            const { [key as "network"]: _, ...rest } = network;
            assert.deepEqual(paths(rest), ["existing.network"], key);
        }
    });

    it("has public subnets in two zones at least, which its balancer needs", () => {
        const faults = (publicSubnets: unknown) =>
            existingFaults({ network: "vpc-1", subnets: ["subnet-1"], publicSubnets }, "aws:eu-west-1", "existing");
        assert.deepEqual(
            faults(["subnet-2"]).map(({ code, path, problem }) => [code, path, problem]),
            [
                [
                    "existing/form",
                    "existing.publicSubnets",
                    'publicSubnets of region "aws:eu-west-1" lists 1, expected at least 2 subnets, each in another zone',
                ],
            ],
        );
        for (const right of [["subnet-2", knownLater], knownLater]) assert.deepEqual(faults(right), []);
    });

    it("is a key, a certificate or an authority of the region", () => {
        const brought = {
            key: "arn:aws:kms:eu-west-1:111122223333:key/0a7cd38e-d5d4-3445-2533-fae56fe7c366",
            certificate: "arn:aws:acm:eu-west-1:111122223333:certificate/0a7cd38e-d5d4-3445-2533-fae56fe7c366",
            authority:
                "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/0a7cd38e-d5d4-3445-2533-fae56fe7c366",
        };
        const faults = (existing: object) =>
            existingFaults(existing, "aws:eu-west-1", "existing").map(({ path }) => path);
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
});

describe("what a program brings to a landing zone", () => {
    const paths = (existing: object, region: "aws:eu-west-1" | "local:eu-west-1" | "nowhere:x-1") =>
        unbuiltFaults(existing, region as "aws:eu-west-1", "existing").map(({ path }) => path);

    it("is refused where the adapter does not use it", () => {
        assert.deepEqual(paths({ network: "vpc-1", cluster: "cluster-1" }, "aws:eu-west-1"), ["existing.cluster"]);
        assert.deepEqual(paths({ network: "vpc-1", key: "key-1" }, "local:eu-west-1"), [
            "existing.network",
            "existing.key",
        ]);
    });

    it("is nothing where it is left undefined", () => {
        assert.deepEqual(paths({ cluster: undefined }, "aws:eu-west-1"), []);
    });

    it("is checked only for a cloud of the catalogue", () => {
        assert.deepEqual(paths({ cluster: "cluster-1" }, "nowhere:x-1"), []);
    });
});
