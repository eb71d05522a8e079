import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { KubernetesLandingZone } from "../landing-zone";
import { judged, podParameters } from "../landing-zone/admission";
import { type AdmissionRules, mayServe, podRules, serveVerb } from "../landing-zone/admission-rules";
import { metadataOf } from "../objects";
import { subjectOf } from "./deployers";

const app = "kserve";

/** The group of KServe's kinds. */
const kserveGroup = "serving.kserve.io";

/**
 * Clients need the right to make servers for objects of all of KServe's kinds: its controller has that right, and gives what it makes the labels of
 * the object. An InferenceGraph is a Deployment, too.
 */
const objectRules: AdmissionRules = {
    kinds: [{ group: kserveGroup, version: "*", resources: ["*"] }],
    variables: {},
    rules: [mayServe()],
};

const predictorOf = (object: string) => `${object}.spec.predictor`;

/** A predictor has the specification of its pods among its own fields. */
const predictorTemplate = (object: string) =>
    `{'metadata': dyn({'labels': has(${predictorOf(object)}.labels) ? ${predictorOf(object)}.labels : {}}), 'spec': dyn(${predictorOf(object)})}`;

/** Lets the API server evaluate objects of KServe in a region's namespace, and admit what its controller creates from them. */
export function admitKserve(
    name: string,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    const rules = podRules(podParameters(landing), {
        kinds: [{ group: kserveGroup, version: "v1beta1", resources: ["inferenceservices"] }],
        templateOf: predictorTemplate,
    });
    // Before its right, which others would have through it.
    const bounds = [judged(app, objectRules, landing), judged(`${app}-pods`, rules, landing)];
    const child = `${name}-${app}`;
    const role = new k8s.rbac.v1.Role(
        child,
        {
            metadata: metadataOf(app, landing),
            rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs: [serveVerb] }],
        },
        { ...opts, dependsOn: bounds },
    );
    return new k8s.rbac.v1.RoleBinding(
        child,
        {
            metadata: metadataOf(app, landing),
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
            subjects: [subjectOf(landing.settings.kserve.controller)],
        },
        opts,
    );
}
