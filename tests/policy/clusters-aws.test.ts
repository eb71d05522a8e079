import assert from "node:assert/strict";

import { judgeState } from "../../policy/state";
import { made } from "./stack";

/** What the engine has for a value that an update finds out. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const narrow = "192.0.2.0/24";
const cells = [
    {
        name: "eu",
        jurisdictions: ["EU"],
        dataClasses: ["health"],
        regions: ["aws:eu-west-1"],
        primary: "aws:eu-west-1",
    },
];

/** What a rule says of a cluster of EKS: nothing where it complies. */
function verdictOf(rule: string, properties: object): string | undefined {
    const cluster = made("aws:eks/cluster:Cluster", "cluster", { region: "eu-west-1", ...properties });
    const { violations } = judgeState({ deployment: { resources: [cluster] } }, { cells });
    return violations.find(one => one.rule === rule)?.verdict;
}

describe("a cluster of EKS", () => {
    for (const [what, vpcConfig, expected] of [
        ["inside its network alone", { endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }, undefined],
        ["at any address, as by default", {}, "violated"],
        ["where an update decides whether it is public", { endpointPublicAccess: unknown }, "undetermined"],
        ["at some addresses", { endpointPublicAccess: true, publicAccessCidrs: [narrow] }, undefined],
        ["at some addresses and any", { publicAccessCidrs: [narrow, "0.0.0.0/0"] }, "violated"],
        [
            "at some addresses, and others that an update finds out",
            { publicAccessCidrs: [narrow, unknown] },
            "undetermined",
        ],
    ] as const) {
        it(`has an API ${what}: ${expected ?? "proven"}`, () => {
            assert.equal(verdictOf("exposure/public-addresses", { vpcConfig }), expected);
        });
    }

    for (const [types, expected] of [
        [["api", "audit"], undefined],
        [["api"], "violated"],
        [["api", unknown], "undetermined"],
    ] as const) {
        it(`has logs of ${types.join(" and ").replace(unknown, "what an update finds out")}: ${expected ?? "proven"}`, () => {
            assert.equal(verdictOf("audit/access-logs", { enabledClusterLogTypes: types }), expected);
        });
    }
});
