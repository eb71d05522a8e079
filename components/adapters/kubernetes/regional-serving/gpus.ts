import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { clusterGpusOf, type DeviceClass, type ExtendedResource } from "../../../plan/clouds/cluster-gpus";
import type { HostingPlan } from "../../../plan/serving/serving";
import type { Nodes } from "../pod-template";
import type { LandingScope } from "../landing-zone/scope";
import { unnamedOf } from "../objects";

/** What a replica with GPUs needs. */
interface Gpus {
    /** Of the container. */
    readonly resources: {
        readonly limits?: Readonly<Record<string, string>>;
        readonly claims?: { readonly name: string }[];
    };
    readonly nodes?: Nodes;
    readonly claims?: readonly k8s.types.input.core.v1.PodResourceClaim[];
}

/** The GPUs of a replica of a custom server. None where the config names none. */
export function gpusOf(
    name: string,
    app: string,
    { gpu }: Pick<HostingPlan, "gpu">,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): Gpus | undefined {
    if (gpu === undefined) return undefined;
    const asked = clusterGpusOf(gpu.type);
    return "deviceClass" in asked
        ? claimed(makeClaims(name, app, { ...asked, count: gpu.count }, scope, opts), asked)
        : offered(asked, gpu.count);
}

/** As a device plugin offers them: a limit is the request, too, since extended resources are not overcommitted. */
function offered({ name, product }: ExtendedResource, count: number): Gpus {
    return {
        resources: { limits: { [name]: String(count) } },
        nodes: {
            labels: product === undefined ? {} : { [product.label]: product.value },
            // Nodes with a resource are tainted by its name (kubernetes.io/docs/reference/access-authn-authz/admission-controllers, ExtendedResourceToleration).
            tolerations: tolerating([name]),
        },
    };
}

const tolerating = (taints: readonly string[]) =>
    taints.map(key => ({ key, operator: "Exists", effect: "NoSchedule" }));

const gpus = "gpus";

/** Each pod has a claim of its own, which ends with it. */
function claimed(template: k8s.resource.v1.ResourceClaimTemplate, { taints }: DeviceClass): Gpus {
    return {
        resources: { claims: [{ name: gpus }] },
        nodes: { labels: {}, tolerations: tolerating(taints) },
        claims: [{ name: gpus, resourceClaimTemplateName: template.metadata.name }],
    };
}

/** The API server changes no spec of a template: another class or number is another object, and rolls the pods. */
function makeClaims(
    name: string,
    app: string,
    { count, deviceClass }: DeviceClass & { readonly count: number },
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): k8s.resource.v1.ResourceClaimTemplate {
    return new k8s.resource.v1.ResourceClaimTemplate(
        `${name}-gpus-${deviceClass}-${count}`,
        {
            metadata: unnamedOf(app, scope),
            spec: {
                spec: { devices: { requests: [{ name: gpus, exactly: { deviceClassName: deviceClass, count } }] } },
            },
        },
        opts,
    );
}
