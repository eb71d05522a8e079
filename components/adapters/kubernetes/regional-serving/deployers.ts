import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { releaseKey } from "../../../plan/clouds/physical-names";
import { releasesOf, type ServingPlan } from "../../../plan/serving/serving";
import type { KubernetesLandingZone } from "../landing-zone";
import { judged } from "../landing-zone/admission";
import { serveVerb } from "../landing-zone/admission-rules";
import { metadataOf } from "../objects";
import { deployerRules } from "./deployer-rules";

const app = "deployers";
const group = "rbac.authorization.k8s.io";

/**
 * What groups and service accounts that are named may do: change the servers' Deployments, and watch them roll. None where the config names
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
    const bounds = judged(app, deployerRules, landing);
    const role = new k8s.rbac.v1.Role(
        child,
        {
            metadata: metadataOf(app, landing),
            rules: [
                {
                    apiGroups: ["apps"],
                    resources: ["deployments"],
                    resourceNames: releasesOf(models).map(({ model, release }) =>
                        releaseKey(model.name, release.version),
                    ),
                    verbs: ["get", "list", "watch", "patch", "update"],
                },
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

/** As the plan has checked: `system:serviceaccount:<namespace>:<name>`, or `group:<name>`. */
function subjectOf(deployer: string): k8s.types.input.rbac.v1.Subject {
    const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(deployer) ?? [];
    return name === undefined
        ? { apiGroup: group, kind: "Group", name: deployer.slice("group:".length) }
        : { kind: "ServiceAccount", name, namespace: namespace! };
}
