import assert from "node:assert/strict";

import { rows } from "../../policy/facts/aws";
import { mayBeAnywhere } from "../../policy/rules/residency/unpinned";
import { Properties } from "../../policy/properties";

type Anywhere = Parameters<typeof mayBeAnywhere>;

/** What a rule finds of a resource with these inputs. */
function found(type: string, rule: string, inputs: Readonly<Record<string, unknown>>) {
    const resource = { urn: "", type, name: "one", comesFrom: {}, properties: new Properties(inputs) };
    return rows[type]!.claims![rule]!(resource)?.holds;
}

describe("the metadata of a machine on AWS", () => {
    const holds = (metadataOptions?: object) =>
        found("aws:ec2/instance:Instance", "exposure/instance-metadata", {
            ...(metadataOptions && { metadataOptions }),
        });

    it("need a token of a session", () => {
        assert.equal(holds({ httpTokens: "required" }), true);
        assert.equal(holds({ httpTokens: "optional" }), false);
        assert.equal(holds({ httpEndpoint: "enabled", httpTokens: "optional" }), false);
        assert.equal(holds({ httpEndpoint: "enabled", httpTokens: "required" }), true);
        assert.equal(holds(), false);
    });

    it("need none where they are not served", () => {
        for (const httpTokens of ["optional", "required", undefined]) {
            assert.equal(holds({ httpEndpoint: "disabled", ...(httpTokens && { httpTokens }) }), true, httpTokens);
        }
    });
});

describe("the API of a cluster on AWS", () => {
    const type = "aws:eks/cluster:Cluster";
    const [rule = ""] = Object.keys(rows[type]!.claims!).filter(name => name.startsWith("exposure/"));
    const holds = (vpcConfig: object) => found(type, rule, { vpcConfig });

    it("is reached from its network, or from addresses that are named", () => {
        assert.equal(holds({ endpointPublicAccess: false }), true);
        assert.equal(holds({ endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }), true);
        assert.equal(holds({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] }), true);
        assert.equal(holds({ publicAccessCidrs: ["203.0.113.0/24"] }), true);
    });

    it("is open where no address is named, or all are, which is the default", () => {
        for (const vpcConfig of [
            {},
            { endpointPublicAccess: true },
            { endpointPublicAccess: true, publicAccessCidrs: [] },
            { publicAccessCidrs: ["203.0.113.0/24", "0.0.0.0/0"] },
            { publicAccessCidrs: ["::/0", "203.0.113.0/24"] },
        ]) {
            assert.equal(holds(vpcConfig), false, JSON.stringify(vpcConfig));
        }
    });
});

describe("what may be anywhere", () => {
    const atlas = {
        expandPlace: (place: string) =>
            ({ "gcp:eu": { members: ["gcp:europe-west1"] }, "gcp:global": { everywhere: true } })[place],
    } as unknown as Anywhere[1];
    const at = (...places: readonly string[]) => ({ placed: { is: "at", places } }) as unknown as Anywhere[0];

    it("is what its vendor places anywhere, also as one of several places", () => {
        assert.equal(mayBeAnywhere(at("gcp:global"), atlas), true);
        assert.equal(mayBeAnywhere(at("gcp:eu", "gcp:global"), atlas), true);
        assert.equal(mayBeAnywhere(at("gcp:global", "gcp:unknown"), atlas), true);
    });

    it("is nothing that has a place, several, or none", () => {
        assert.equal(mayBeAnywhere(at("gcp:eu"), atlas), false);
        assert.equal(mayBeAnywhere(at("gcp:eu", "gcp:unknown"), atlas), false);
        assert.equal(mayBeAnywhere(at(), atlas), false);
        assert.equal(mayBeAnywhere({ placed: { is: "nowhere" } } as unknown as Anywhere[0], atlas), false);
    });
});
