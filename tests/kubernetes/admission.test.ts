import assert from "node:assert/strict";

import { podRules, policySpecOf, regionLabel } from "../../components/adapters/kubernetes/landing-zone/admission-rules";
import { ApiError, type Manifest } from "../support/clusters/api";
import { until } from "../support/until";
import { pod, restricted } from "./pods";
import { lacksClusters, type Shared, sharedCluster } from "./shared";

const namespace = "admission";

/** What tests change of a pod's specification. */
interface Spec {
    securityContext: { runAsUser: number };
    volumes?: readonly object[];
    hostNetwork?: boolean;
    nodeSelector?: Readonly<Record<string, string>>;
    containers: { securityContext: { capabilities: object } }[];
}

describe("a cluster of tests", function () {
    this.timeout(300_000);
    let shared: Shared;

    before(async function () {
        if (lacksClusters()) this.skip();
        shared = await sharedCluster();
        await shared.cluster.api.apply(restricted(namespace));
    });

    const waiting = (name: string): Manifest =>
        pod({
            name,
            namespace,
            containers: [{ name, image: shared.image("runtime"), args: ["-e", "setInterval(() => {}, 1000)"] }],
        });

    /** A pod that meets the standard except for a change. */
    const broken = (change: (spec: Spec) => void): Manifest => {
        const manifest = structuredClone(waiting("broken"));
        change((manifest as unknown as { spec: Spec }).spec);
        return manifest;
    };

    async function refusal(...manifests: readonly Manifest[]): Promise<ApiError> {
        const error: unknown = await shared.cluster.api.apply(...manifests).then(
            () => assert.fail("the API server has accepted it"),
            (error: unknown) => error,
        );
        assert.ok(error instanceof ApiError, String(error));
        return error;
    }

    const refused: readonly (readonly [what: string, because: RegExp, change: (spec: Spec) => void])[] = [
        ["root", /runAsUser=0/, spec => (spec.securityContext.runAsUser = 0)],
        ["a directory of the node", /hostPath/, spec => (spec.volumes = [{ name: "node", hostPath: { path: "/" } }])],
        ["the network of the node", /host namespaces/, spec => (spec.hostNetwork = true)],
        [
            "a capability",
            /unrestricted capabilities/,
            spec => (spec.containers[0]!.securityContext.capabilities = { add: ["NET_ADMIN"] }),
        ],
    ];
    for (const [what, because, change] of refused) {
        it(`refuses a pod with ${what} where Pod Security restricts the namespace`, async () => {
            const { status, message } = await refusal(broken(change));
            assert.equal(status, 403);
            assert.match(message, because);
        });
    }

    it("evaluates admission policies with their parameters", async () => {
        const name = "only-known-registries";
        const policy: Manifest = {
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicy",
            metadata: { name },
            spec: {
                failurePolicy: "Fail",
                paramKind: { apiVersion: "v1", kind: "ConfigMap" },
                matchConstraints: {
                    resourceRules: [
                        { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
                    ],
                },
                validations: [
                    {
                        expression: "object.spec.containers.all(c, c.image.startsWith(params.data.registry))",
                        messageExpression: "'images must come from ' + params.data.registry",
                    },
                ],
            },
        };
        const binding: Manifest = {
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicyBinding",
            metadata: { name },
            spec: {
                policyName: name,
                paramRef: { name, namespace, parameterNotFoundAction: "Deny" },
                matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } },
                validationActions: ["Deny"],
            },
        };
        const { api } = shared.cluster;
        await api.apply(
            {
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name, namespace },
                data: { registry: "elsewhere.test/" },
            },
            policy,
            binding,
        );
        const probe = async () => {
            try {
                await api.dryRun(waiting("probe"));
            } catch (error) {
                if (error instanceof ApiError) return error;
                throw error;
            }
            return undefined;
        };
        // The API server reads policies from a watch.
        const { message } = await until("the policy is in effect", probe);
        assert.match(message, /images must come from elsewhere\.test\//);
        for (const each of [binding, policy]) await api.delete(each);
        await until("the policy is in effect no longer", async () => (await probe()) === undefined);
    });

    it("refuses pods of a cell that name no region, where its cluster has nodes in several", async () => {
        const name = "several-regions";
        const group = { apiVersion: "admissionregistration.k8s.io/v1" } as const;
        const registries = [shared.image("runtime").replace(/[^/]*$/, "")];
        const rules = podRules({ cell: "eu", registries, nodeRegions: ["eu-central-1"], mustNameRegion: true });
        const policy = { ...group, kind: "ValidatingAdmissionPolicy", metadata: { name }, spec: policySpecOf(rules) };
        const binding = {
            ...{ ...group, kind: "ValidatingAdmissionPolicyBinding", metadata: { name } },
            spec: {
                policyName: name,
                matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } },
                validationActions: ["Deny"],
            },
        };
        const { api } = shared.cluster;
        await api.apply(policy, binding);
        const { message } = await until("the policy is in effect", () =>
            api.dryRun(waiting("nowhere")).then(
                () => undefined,
                (error: unknown) => error as Error,
            ),
        );
        assert.match(message, /residency\/region-outside-cell: a pod of cell eu may run in eu-central-1 only/);
        const named = structuredClone(waiting("named"));
        (named as unknown as { spec: Spec }).spec.nodeSelector = { [regionLabel]: "eu-central-1" };
        await api.dryRun(named);
        for (const each of [binding, policy]) await api.delete(each);
    });

    it("gives a service account no rights, and a node no list of Secrets", async () => {
        const allowed = async (as: { user: string; groups?: readonly string[] }, verb: string, resource: string) => {
            const { user, groups } = as;
            const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview" };
            const resourceAttributes = { namespace: "kube-system", verb, resource, version: "v1" };
            const { status } = await shared.cluster.api.create<{ status: { allowed: boolean } }>({
                ...review,
                spec: { user, ...(groups !== undefined && { groups }), resourceAttributes },
            });
            return status.allowed;
        };
        const node = { user: "system:node:eu-0", groups: ["system:nodes", "system:authenticated"] };
        const account = { user: `system:serviceaccount:${namespace}:default`, groups: ["system:authenticated"] };
        assert.deepEqual(
            [
                await allowed({ user: "admin", groups: ["system:masters"] }, "list", "secrets"),
                await allowed(account, "list", "secrets"),
                await allowed(account, "create", "pods"),
                await allowed(node, "list", "secrets"),
                await allowed(node, "list", "services"),
            ],
            [true, false, false, false, true],
        );
    });
});
