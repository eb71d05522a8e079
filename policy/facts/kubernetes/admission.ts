import type { Row } from "../fact";
import { kind, plain, toHost } from "./words";

const group = "admissionregistration.k8s.io";
const hooks = [`${group}/v1`, `${group}/v1beta1`];

/** A webhook receives each object that it reviews, including the content of Secrets. */
const calls: Row = { flows: toHost("event", "webhooks[].clientConfig.url") };

/** Webhooks that review and convert objects of a cluster's API. */
export const admission: Readonly<Record<string, Row>> = {
    ...kind("ValidatingWebhookConfiguration", hooks, calls),
    ...kind("MutatingWebhookConfiguration", hooks, calls),
    ...plain(
        [...hooks, `${group}/v1alpha1`],
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
    ),
    ...kind("CustomResourceDefinition", ["apiextensions.k8s.io/v1"], {
        flows: toHost("event", "spec.conversion.webhook.clientConfig.url"),
    }),
    ...kind("CustomResourceDefinition", ["apiextensions.k8s.io/v1beta1"], {
        flows: toHost("event", "spec.conversion.webhookClientConfig.url"),
    }),
    ...plain(
        ["apiregistration.k8s.io", "apiregistration"].flatMap(each => [`${each}/v1`, `${each}/v1beta1`]),
        "APIService",
    ),
    ...plain(["policy/v1beta1", "extensions/v1beta1"], "PodSecurityPolicy"),
};
