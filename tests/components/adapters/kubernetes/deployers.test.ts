import assert from "node:assert/strict";

import { type Made, madeOf } from "./made";

describe("deployers of a region in a cluster", () => {
    const account = "system:serviceaccount:ci:release-train";
    const named = { access: { "kubernetes:fra-onprem": { deployers: [account, "group:oidc:releases"] } } };

    it("may change and watch the Deployments of servers, and no other object", async () => {
        const made = (await madeOf({ serving: named })).filter(({ region }) => region === "fra");
        const [role] = made.filter(
            ({ inputs, kind }) => kind === "Role" && (inputs.metadata as { name: string }).name === "deployers",
        );
        assert.deepEqual(role!.inputs.rules, [
            {
                apiGroups: ["apps"],
                resources: ["deployments"],
                resourceNames: ["screening-1-0-0"],
                verbs: ["get", "list", "watch", "patch", "update"],
            },
            { apiGroups: ["apps"], resources: ["deployments"], verbs: ["serve"] },
        ]);
        const [binding] = made.filter(
            ({ inputs, kind }) => kind === "RoleBinding" && (inputs.metadata as { name: string }).name === "deployers",
        );
        assert.deepEqual(binding!.inputs.subjects, [
            { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "oidc:releases" },
            { kind: "ServiceAccount", name: "release-train", namespace: "ci" },
        ]);
    });

    it("are bounded by an admission policy in the region's namespace, where there are some", async () => {
        const isOfDeployers = ({ inputs }: Made) =>
            (inputs.metadata as { name?: string } | undefined)?.name === "screening-eu-deployers";
        assert.deepEqual((await madeOf({})).filter(isOfDeployers), []);
        const [policy, binding, ...others] = (await madeOf({ serving: named })).filter(isOfDeployers);
        assert.deepEqual(others, []);
        assert.deepEqual(
            [policy, binding].map(made => [made!.kind, made!.region]),
            [
                ["ValidatingAdmissionPolicy", "fra"],
                ["ValidatingAdmissionPolicyBinding", "fra"],
            ],
        );
        const { matchResources } = binding!.inputs.spec as {
            matchResources: { namespaceSelector: { matchLabels: object } };
        };
        assert.deepEqual(matchResources.namespaceSelector.matchLabels, {
            "kubernetes.io/metadata.name": "screening-eu",
        });
    });
});
