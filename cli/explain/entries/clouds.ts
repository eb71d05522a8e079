import type { Entries } from "../entry";

/** What clouds and their adapters do not support, settings of clouds, and principals of their regions. */
export const clouds: Entries = {
    "access/principal": {
        cause: "A deployer of a region is not written in the form that its cloud can grant rights to. AWS takes ARNs of roles and users, Kubernetes takes service accounts and groups; whole accounts, wildcards and system groups are not accepted.",
        example: `serving:
  access:
    "aws:eu-west-1":
      deployers: ["arn:aws:iam::111122223333:root"]`,
        remedy: "List each role, user, service account or group by its own identifier.",
    },
    "access/no-token": {
        cause: "A region lists invokers, which its gates identify by the subject of their tokens, but the cell accepts no tokens. No invoker could be recognized.",
        example: `serving:
  access:
    "aws:eu-west-1":
      invokers: ["screening-frontend"]
routing:
  auth: {} # without jwt`,
        remedy: "Configure `routing.auth.jwt`, or `auth.jwt` of the cell, or remove the invokers.",
    },
    "access/no-invoker": {
        cause: "A model requires certain subjects (claim `sub`), and none of them is an invoker of a region that the model runs in. No client could call the model there.",
        example: `serving:
  access:
    "aws:eu-west-1":
      invokers: ["screening-frontend"]
models:
  - name: screening
    requires: { claims: { sub: ["ward-7"] } } # with routing.auth.jwt`,
        remedy: "Add one of the invokers to the claim, or remove the claim or the invokers.",
    },
    "capability/access": {
        cause: "The cloud of a region can't grant rights to named principals: on this machine, access to the stack's files decides who deploys, and gates authenticate clients by `auth` alone.",
        example: `serving:
  access:
    "local:eu-west":
      invokers: ["screening-frontend"]`,
        remedy: "Remove the principals. Use `auth` to authenticate clients.",
    },
    "capability/artifact-scheme": {
        cause: "A release, or its baseline, comes from a source that one of the stack's clouds can't read. Every file is copied to each region, and an update signs in to the cloud of the region alone.",
        example: `# on aws
models:
  - name: screening
    releases:
      "1.0.0": { artifact: "gs://models/screening/1.onnx" }`,
        remedy: "Copy the file to a source that all clouds of the stack can read, such as `https:`, and name it there.",
    },
    "capability/budget": {
        cause: "The config has a budget, or asks for alarms on unusual cost, and a cloud of the stack does not report cost in that way.",
        example: `# on local
budget: { monthly: 1000, currency: USD }`,
        remedy: "Remove the setting, or use clouds that support it.",
    },
    "capability/cache": {
        cause: "The config has a cache of predictions, which a cloud of the stack does not support.",
        example: `# on local
serving:
  cache: { ttlSeconds: 60 }`,
        remedy: "Remove `serving.cache`, or use clouds that support it.",
    },
    "capability/client-certificates": {
        cause: "Clients of a cell must authenticate by certificates, but on its cloud TLS ends before the gate, in a balancer or in the platform. The gate never receives the client's certificate.",
        example: `# on aws
routing:
  auth:
    certificates: { authorities: "-----BEGIN CERTIFICATE-----…" }`,
        remedy: "Use tokens (`auth.jwt`), or host the cell where TLS ends in the gate, as on Kubernetes.",
    },
    "capability/currency": {
        cause: "The budget is in a currency that the budgets of a cloud do not support.",
        example: `# on aws
budget: { monthly: 12000, currency: EUR }`,
        remedy: "Set the budget in the currency that the message names.",
    },
    "capability/existing": {
        cause: "The config names an existing resource that regions of a cloud can't use: a cluster, for example, brings its own network and keys.",
        example: `cells:
  - name: eu
    existing:
      "kubernetes:fra-onprem": { cluster: fra, key: "key-1" }`,
        remedy: "Remove the resource from `existing`, or move the region to a cloud that supports it.",
    },
    "capability/gpu-server": {
        cause: "Replicas are configured with GPUs on a cloud where only custom model servers use them, and no release there has one. The built-in server computes on processors, so the GPUs would be idle.",
        example: `# on kubernetes
serving:
  gpu: { count: 1 }
models:
  - name: screening
    releases:
      "1.0.0": { artifact: "https://models.example.com/1.onnx" }`,
        remedy: "Remove `serving.gpu`, or set `server` of a release to a model server that uses GPUs.",
    },
    "capability/gpu-type": {
        cause: "`serving.gpu.type` is not a name by which nodes of a cluster offer GPUs.",
        example: `# on kubernetes
serving:
  gpu: { type: L4 }`,
        remedy: "Use an extended resource that `kubectl describe nodes` lists under Capacity, such as `nvidia.com/gpu`, or a DeviceClass that `kubectl get deviceclasses` lists.",
    },
    "capability/hosting": {
        cause: "A cloud of the stack does not support the hosting, or does not support replicas, GPUs or scaling as configured with that hosting.",
        example: `# on local
serving:
  scaling: { min: 2, max: 4 }`,
        remedy: "Remove the setting, or use another hosting or clouds that support it.",
    },
    "capability/machine": {
        cause: "No machine type with GPUs holds a replica of the configured size, or there is no machine type of the name in `serving.gpu.type`.",
        example: `# on aws
serving:
  gpu: { type: g5.xlarge, count: 4 }`,
        remedy: "Use a larger machine type, or fewer GPUs, processors or memory for each replica.",
    },
    "capability/name": {
        cause: "The config asks for a name that all cells share, and the cloud whose names lead to the cells does not support one.",
        example: `# on local
routing:
  sharedName: true`,
        remedy: "Remove `routing.sharedName`, or use names of a cloud that supports it.",
    },
    "capability/network": {
        cause: "The config names an address range for the network of a region, and a cloud of the stack creates no networks. Regions of `kubernetes` use the network of their cluster, and regions of `local` use the loopback interface.",
        example: `cells:
  - name: main
    regions: ["kubernetes:fra-onprem"]
    networks: { "kubernetes:fra-onprem": { cidr: "10.1.0.0/16" } }`,
        remedy: "Remove the range, or use clouds that support it.",
    },
    "capability/no-adapter": {
        cause: "The stack has a region, or uses names, of a cloud that has no adapter yet. Such a stack can be planned, but not deployed.",
        example: `cells:
  - name: eu
    regions: ["azure:westeurope"]`,
        remedy: "Use a cloud that has an adapter. The message lists them.",
    },
    "capability/not-built": {
        cause: "The cloud supports what the config uses, but its adapter does not build it yet.",
        example: `# on aws
observability:
  anomalies: true`,
        remedy: "Remove the setting, or use clouds whose adapters support it. The message lists them.",
    },
    "capability/observability": {
        cause: "A cloud of the stack does not support an export, an alarm or a record that the config, or a standard of a cell, asks for.",
        example: `# on kubernetes
observability:
  audit: true`,
        remedy: "Remove the setting or the standard, or use clouds that support it.",
    },
    "capability/partition": {
        cause: "A region belongs to a separate partition of its cloud, as in China or for governments, which the adapter does not support.",
        example: `cells:
  - name: cn
    jurisdictions: [CN]
    regions: ["aws:cn-north-1"]`,
        remedy: "Use a region of the public partition.",
    },
    "capability/settings": {
        cause: "The config has settings of a cloud on which no cell has a region. They have no effect.",
        example: `# all cells are on aws
local:
  latency: {}`,
        remedy: "Remove the settings, or add a region on that cloud to a cell.",
    },
    "capability/settings-missing": {
        cause: "A cell has a region on a cloud that can't be deployed to without settings of its own, such as the registry of images, and the config has none.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
# aws is missing`,
        remedy: "Add the settings of that cloud (`meridian:aws`, `meridian:kubernetes`). The config reference lists their keys.",
    },
    "capability/shadow": {
        cause: "A model has a shadow in a cell where TLS ends before the gate. The comparer, which sends requests to the shadow, authenticates to the gate by a certificate and could not do so there.",
        example: `# on aws
models:
  - name: screening
    shadow: { version: "2.0.0", percent: 5 }`,
        remedy: "Remove `shadow`, or run the model only in cells where TLS ends in the gate, as on Kubernetes.",
    },
    "capability/size": {
        cause: "A replica is larger than the hosting allows on a cloud, or has a size on a cloud where processes use what they need.",
        example: `# on aws
serving:
  hosting: container
  cpu: 32`,
        remedy: "Reduce the size, or set `serving.hosting` to `instances`. On this machine, remove the size.",
    },
    "capability/store": {
        cause: "The store uses a feature that a cloud of the stack does not support, such as strongly consistent reads on Kubernetes.",
        example: `# on kubernetes
store:
  tables: [{ name: features, partitionKey: subject }]
  consistency: strong`,
        remedy: "Remove the setting, or use clouds that support it. The message lists them.",
    },
};
