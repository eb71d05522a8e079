import type { NameRule } from "../cloud";

/** RFC 1035: what the name of a Service must be. */
const serviceName = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

export const kubernetesNames: readonly NameRule[] = [
    {
        kind: "namespace",
        form: "{service}-{cell}",
        max: 63,
        pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
        source: "kubernetes.io/docs/concepts/overview/working-with-objects/names",
    },
    {
        kind: "Deployment and Service",
        form: "{model}-{release}",
        max: 63,
        pattern: serviceName,
        source: "kubernetes.io/docs/concepts/overview/working-with-objects/names",
    },
    {
        // One label of the host names that KServe makes, also where it leads none of them anywhere: what is longer it never gets ready.
        kind: "KServe host",
        only: ["managed"],
        form: "{model}-{release}-predictor-{service}-{cell}",
        max: 63,
        pattern: serviceName,
        source: "github.com/kserve/kserve: issues/4807; pkg/controller/v1beta1/inferenceservice/reconcilers/ingress/domain.go",
    },
    {
        // The value of the label by which its Deployments and Services select pods. With the shortest of namespaces it is longer than the host.
        kind: "KServe label",
        only: ["managed"],
        form: "isvc.{model}-{release}-predictor",
        max: 63,
        pattern: /^isvc\.[a-z]([a-z0-9-]*[a-z0-9])?$/,
        source: "github.com/kserve/kserve: pkg/constants/constants.go (GetRawServiceLabel)",
    },
];
