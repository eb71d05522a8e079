import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { hubApp, podPorts } from "../../../gate/pod";
import { ownSecrets } from "../../../plan/clouds/names/kubernetes-secrets";
import type { prometheusIn } from "../../../plan/config/kubernetes";
import { hubHost } from "../../../plan/names";
import { alertRules } from "../../../watch/metrics/alerting";
import { dashboard } from "../../../watch/metrics/dashboard";
import type { KubernetesLandingZone } from "../landing-zone";
import { metadataOf, selectorOf, unnamedOf } from "../objects";

type Prometheus = NonNullable<ReturnType<typeof prometheusIn>>;

const port = "metrics";

/**
 * What has the Prometheus of a cluster read a hub and raise its alarms (github.com/prometheus-operator/prometheus-operator:
 * pkg/apis/monitoring/v1), and the dashboard, as the sidecar of the charts of Grafana finds it.
 */
export function makeMonitoring(
    name: string,
    landing: KubernetesLandingZone,
    { labels }: Prometheus,
    opts: pulumi.CustomResourceOptions,
): void {
    const { cell, host, namespaceName } = landing;
    new k8s.core.v1.Service(
        name,
        {
            metadata: metadataOf(hubApp, landing),
            spec: {
                clusterIP: "None",
                selector: selectorOf(hubApp),
                ports: [{ name: port, port: podPorts.metrics, protocol: "TCP" }],
            },
        },
        opts,
    );
    const metadata = metadataOf(hubApp, landing);
    const selected = { ...metadata, labels: { ...metadata.labels, ...labels } };
    const secret = (key: string) => ({ name: ownSecrets.prometheus, key });
    new k8s.apiextensions.CustomResource(
        `${name}-monitor`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: selected,
            spec: {
                selector: { matchLabels: selectorOf(hubApp) },
                endpoints: [
                    {
                        port,
                        scheme: "https",
                        path: "/metrics",
                        // Samples say which process they are of, where Prometheus would write the hub.
                        honorLabels: true,
                        tlsConfig: {
                            serverName: hubHost(host),
                            ca: { secret: secret("ca.crt") },
                            cert: { secret: secret("tls.crt") },
                            keySecret: secret("tls.key"),
                        },
                    },
                ],
            },
        },
        opts,
    );
    new k8s.apiextensions.CustomResource(
        `${name}-rules`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: selected,
            spec: {
                groups: [
                    {
                        name: namespaceName,
                        rules: alertRules({ namespace: namespaceName, job: hubApp, cell: cell.name }),
                    },
                ],
            },
        },
        opts,
    );
    const shown = unnamedOf(hubApp, landing);
    new k8s.core.v1.ConfigMap(
        `${name}-dashboard`,
        {
            // By one name, so that what has changed is deleted first: a sidecar that sees another object of the same file go removes the file.
            metadata: { ...shown, name: "hub-dashboard", labels: { ...shown.labels, grafana_dashboard: "1" } },
            data: { [`meridian-${namespaceName}.json`]: JSON.stringify(dashboard(namespaceName)) },
        },
        opts,
    );
}
