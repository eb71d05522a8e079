import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "@pulumi/kubernetes/apps/v1/deployment";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { Provider } from "@pulumi/kubernetes/provider";

import * as pods from "./pods";
import { refusedAs } from "./refusing-policy";

/** A program: pods that answer with the text of a ConfigMap, behind a load balancer. */
const config = new pulumi.Config("web");
const name = "web";
const port = 8080;

const provider = new Provider("cluster", {
    kubeconfig: config.requireSecret("kubeconfig"),
    clusterIdentifier: "eu",
});
const namespace = new Namespace(
    name,
    { metadata: pods.restricted(config.require("namespace")).metadata },
    { provider },
);
const place = { namespace: namespace.metadata.name };
const options = { provider };

const settings = new ConfigMap("settings", { metadata: place, data: { text: config.require("text") } }, options);

const server = `
    const { createServer } = require("node:http");
    const { readFileSync } = require("node:fs");
    createServer((_, response) => response.end(readFileSync("/settings/text"))).listen(${port});
    process.on("SIGTERM", () => process.exit());
`;
const manifest = pods.deployment(2, {
    name,
    namespace: config.require("namespace"),
    containers: [
        {
            name,
            image: config.require("image"),
            args: ["-e", server],
            readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
            volumeMounts: [{ name: "settings", mountPath: "/settings", readOnly: true }],
        },
    ],
    volumes: [{ name: "settings", configMap: { name: settings.metadata.name } }],
});
const web = new Deployment(
    name,
    {
        metadata: { ...place, name, annotations: config.getObject("annotations") },
        spec: manifest.spec as DeploymentArgs["spec"],
    },
    options,
);

/** A second Deployment, which an admission policy refuses for this reason. */
const refused = config.get("refused-as");
if (refused !== undefined) {
    const labels = { "app.kubernetes.io/name": "refused" };
    new Deployment(
        "refused",
        {
            metadata: { ...place, name: "refused", annotations: { [refusedAs]: refused } },
            spec: {
                replicas: 0,
                selector: { matchLabels: labels },
                template: { metadata: { labels }, spec: { containers: [{ name: "none", image: "none" }] } },
            },
        },
        options,
    );
}

const front = new Service(
    "front",
    {
        metadata: { ...place, name: "front" },
        spec: {
            type: "LoadBalancer",
            selector: { "app.kubernetes.io/name": name },
            ports: [{ name: "http", port: 443, targetPort: port }],
        },
    },
    options,
);

export const deployment = web.id;
export const address = front.status.loadBalancer.ingress[0]!.ip;
