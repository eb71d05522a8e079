import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { predictorName, releaseKey } from "../../../plan/clouds/physical-names";
import { releasesOf, type ServingPlan } from "../../../plan/serving/serving";
import type { KubernetesLandingZone } from "../landing-zone";
import { judged } from "../landing-zone/admission";
import { serveVerb } from "../landing-zone/admission-rules";
import { metadataOf } from "../objects";
import { deployerRules, inferenceServiceRules } from "./deployer-rules";
import { isByKserve } from "./inference-service";

const app = "deployers";
const group = "rbac.authorization.k8s.io";

/**
 * What groups and service accounts that are named may do: change the servers' Deployments or InferenceServices, and watch them roll. None where the config names
 * none.
 */
export function makeDeployers(
    name: string,
    { hosting, models }: ServingPlan,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): k8s.rbac.v1.Role | undefined {
    if (hosting.deployers.length === 0) return undefined;
    const child = `${name}-${app}`;
    // Before their rights: a Deployment can be given any Secret of its namespace.
    const bounds = judged(app, isByKserve(hosting) ? inferenceServiceRules : deployerRules, landing);
    const keys = releasesOf(models).map(({ model, release }) => releaseKey(model.name, release.version));
    const role = new k8s.rbac.v1.Role(
        child,
        {
            metadata: metadataOf(app, landing),
            rules: [
                ...(isByKserve(hosting) ? ofInferenceServices(keys) : ofDeployments(keys)),
                { apiGroups: ["apps"], resources: ["deployments"], verbs: [serveVerb] },
            ],
        },
        { ...opts, dependsOn: [bounds] },
    );
    new k8s.rbac.v1.RoleBinding(
        child,
        {
            metadata: metadataOf(app, landing),
            roleRef: { apiGroup: group, kind: "Role", name: role.metadata.name },
            subjects: hosting.deployers.map(subjectOf),
        },
        opts,
    );
    return role;
}

const watching = ["get", "list", "watch"];
const changing = [...watching, "patch", "update"];

const ofDeployments = (keys: readonly string[], verbs: readonly string[] = changing) => [
    { apiGroups: ["apps"], resources: ["deployments"], resourceNames: [...keys], verbs: [...verbs] },
];

/** What is changed of KServe's Deployments, its controller puts back. */
const ofInferenceServices = (keys: readonly string[]) => [
    { apiGroups: ["serving.kserve.io"], resources: ["inferenceservices"], resourceNames: [...keys], verbs: changing },
    ...ofDeployments(keys.map(predictorName), watching),
];

/** As the plan has checked: `system:serviceaccount:<namespace>:<name>`, or `group:<name>`. */
export function subjectOf(deployer: string): k8s.types.input.rbac.v1.Subject {
    const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(deployer) ?? [];
    return name === undefined
        ? { apiGroup: group, kind: "Group", name: deployer.slice("group:".length) }
        : { kind: "ServiceAccount", name, namespace: namespace! };
}
