import type { Manifest } from "../support/clusters/api";

const host = String.raw`^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`;
const text = (more: object = {}) => ({ type: "string", minLength: 1, maxLength: 253, ...more });
const object = (properties: object, required: readonly string[] = []) => ({ type: "object", properties, required });
const list = (items: object, more: object = {}) => ({ type: "array", items, minItems: 1, ...more });
const portNumber = { type: "integer", format: "int32", minimum: 1, maximum: 65_535 };
const group = {
    ...text(),
    minLength: 0,
    pattern: String.raw`^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`,
};
const kindName = text({ maxLength: 63, pattern: "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$" });
const rules = (...all: readonly { readonly message: string; readonly rule: string }[]) => ({
    "x-kubernetes-validations": all,
});

function kind(name: string, spec: object): Manifest {
    const plural = `${name.toLowerCase()}s`;
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: {
            name: `${plural}.gateway.networking.k8s.io`,
            // Without it the API server takes no definition of this group.
            annotations: { "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api/pull/2997" },
        },
        spec: {
            group: "gateway.networking.k8s.io",
            scope: "Namespaced",
            names: { kind: name, listKind: `${name}List`, plural, singular: name.toLowerCase() },
            versions: [
                {
                    name: "v1",
                    served: true,
                    storage: true,
                    schema: {
                        openAPIV3Schema: object(
                            { spec, status: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
                            ["spec"],
                        ),
                    },
                    subresources: { status: {} },
                },
            ],
        },
    };
}

const listener = object(
    {
        name: text(),
        hostname: text({ pattern: host }),
        port: portNumber,
        protocol: text({ maxLength: 255 }),
        tls: object({ mode: { type: "string", default: "Terminate", enum: ["Terminate", "Passthrough"] } }),
        allowedRoutes: object({
            namespaces: object({ from: { type: "string", enum: ["All", "Selector", "Same", "None"] } }),
            kinds: list(
                object({ group: { ...group, default: "gateway.networking.k8s.io" }, kind: kindName }, ["kind"]),
                {
                    maxItems: 8,
                },
            ),
        }),
    },
    ["name", "port", "protocol"],
);

const gateway = object(
    {
        gatewayClassName: text(),
        listeners: list(listener, {
            maxItems: 64,
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            ...rules(
                {
                    message: "tls mode must be set for protocol TLS",
                    rule: "self.all(l, l.protocol == 'TLS' ? has(l.tls) && has(l.tls.mode) && l.tls.mode != '' : true)",
                },
                {
                    message: "Combination of port, protocol and hostname must be unique for each listener",
                    rule: "self.all(l1, self.exists_one(l2, l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))",
                },
            ),
        }),
        infrastructure: object({
            annotations: {
                type: "object",
                maxProperties: 8,
                additionalProperties: { type: "string", maxLength: 4096 },
            },
        }),
    },
    ["gatewayClassName", "listeners"],
);

const backend = object(
    {
        group: { ...group, default: "" },
        kind: { ...kindName, default: "Service" },
        name: text(),
        port: portNumber,
        weight: { type: "integer", format: "int32", default: 1, minimum: 0, maximum: 1_000_000 },
    },
    ["name"],
);

const tlsRoute = object(
    {
        parentRefs: {
            type: "array",
            maxItems: 32,
            items: object(
                {
                    group: { ...group, default: "gateway.networking.k8s.io" },
                    kind: { ...kindName, default: "Gateway" },
                    name: text(),
                    sectionName: text(),
                },
                ["name"],
            ),
        },
        hostnames: list(text({ pattern: host }), {
            maxItems: 1024,
            ...rules({ message: "Hostnames cannot contain an IP", rule: "self.all(h, !isIP(h))" }),
        }),
        rules: list(
            object(
                {
                    backendRefs: list(
                        {
                            ...backend,
                            ...rules({
                                message: "Must have port for Service reference",
                                rule: "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true",
                            }),
                        },
                        { maxItems: 16 },
                    ),
                },
                ["backendRefs"],
            ),
            { maxItems: 1 },
        ),
    },
    ["hostnames", "rules"],
);

/**
 * The kinds of Gateway API by which TLS is passed on, with the fields that the product writes and their rules (github.com/kubernetes-sigs/gateway-api
 * 1.6: config/crd/standard). Fields that the kinds do not have are refused as unknown.
 */
export const gatewayKinds: readonly Manifest[] = [kind("Gateway", gateway), kind("TLSRoute", tlsRoute)];
