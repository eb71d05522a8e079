import type { Row } from "../fact";
import { kind, plain, toHost } from "./words";

/** What is measured and reported. */
export const watching: Readonly<Record<string, Row>> = {
    ...plain(["monitoring.coreos.com/v1"], "ServiceMonitor", "PodMonitor", "PrometheusRule"),
    // Audit events have what was asked, and of Secrets whose.
    ...kind("AuditSink", ["auditregistration.k8s.io/v1alpha1"], {
        flows: toHost("log", "spec.webhook.clientConfig.url"),
    }),
    ...plain(["events.k8s.io/v1", "events.k8s.io/v1beta1", "core/v1"], "Event"),
};
