import type { Manifest } from "../support/clusters/api";

const text = { type: "string" };
const object = (properties: object, required: readonly string[] = []) => ({ type: "object", properties, required });
const list = (items: object) => ({ type: "array", items });
const texts = { type: "object", additionalProperties: text };
const duration = {
    ...text,
    pattern: "^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$",
};
const secretKey = object({ name: text, key: text, optional: { type: "boolean" } }, ["key"]);

const monitor = object(
    {
        selector: object({ matchLabels: texts }),
        endpoints: list(
            object({
                port: text,
                path: text,
                scheme: { ...text, enum: ["http", "https", "HTTP", "HTTPS"] },
                honorLabels: { type: "boolean" },
                tlsConfig: object({
                    serverName: text,
                    ca: object({ secret: secretKey }),
                    cert: object({ secret: secretKey }),
                    keySecret: secretKey,
                }),
            }),
        ),
    },
    ["endpoints", "selector"],
);

const rules = object({
    groups: list(
        object(
            {
                name: { ...text, minLength: 1 },
                rules: list(
                    object(
                        {
                            alert: text,
                            expr: { anyOf: [{ type: "integer" }, text], "x-kubernetes-int-or-string": true },
                            for: duration,
                            keep_firing_for: duration,
                            labels: texts,
                            annotations: texts,
                        },
                        ["expr"],
                    ),
                ),
            },
            ["name"],
        ),
    ),
});

/**
 * The kinds of objects by which the Prometheus Operator configures Prometheus, with the fields that the product writes and their rules
 * (github.com/prometheus-operator/prometheus-operator: example/prometheus-operator-crd). Other fields are refused as unknown. No operator runs.
 */
export const monitoringKinds: readonly Manifest[] = [kind("ServiceMonitor", monitor), kind("PrometheusRule", rules)];

function kind(name: string, spec: object): Manifest {
    const singular = name.toLowerCase();
    const group = "monitoring.coreos.com";
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${singular}s.${group}` },
        spec: {
            group,
            scope: "Namespaced",
            names: { kind: name, listKind: `${name}List`, plural: `${singular}s`, singular },
            versions: [
                { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: object({ spec }, ["spec"]) } },
            ],
        },
    };
}
