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
        const { validations } = policy!.inputs.spec as { validations: { expression: string; message?: string }[] };
        // An absent field is what the API server takes it for: of a token, that the pod gets one.
        const fields = { "spec.volumes": "[]", "spec.serviceAccountName": '""', "metadata.labels": "{}" };
        for (const [field, absent] of Object.entries({ ...fields, "spec.automountServiceAccountToken": "true" })) {
            const of = (object: string) =>
                `(has(${object}.spec.template.${field}) ? ${object}.spec.template.${field} : ${absent})`;
            const rule = `${of("object")} == ${of("oldObject")}`;
            assert.ok(
                validations.some(({ expression }) => expression === rule),
                rule,
            );
        }
        const { matchResources } = binding!.inputs.spec as {
            matchResources: { namespaceSelector: { matchLabels: object } };
        };
        assert.deepEqual(matchResources.namespaceSelector.matchLabels, {
            "kubernetes.io/metadata.name": "screening-eu",
        });
    });
});
