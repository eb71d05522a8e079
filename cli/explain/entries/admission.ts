import type { Entries } from "../entry";

/** Of the admission policies of cells in clusters: the API server refuses a change with one of these. */
export const admission: Entries = {
    "integrity/image-digest": {
        cause: "A pod in the namespace of a cell has an image by its tag. A tag can be moved to another image, so admission and the policy pack require a digest.",
        example: `# in the namespace of the cell
containers:
  - { name: tool, image: "registry.example.com/meridian/tool:1.0" }`,
        remedy: "Name the image as `<repository>@sha256:<digest>`.",
    },
    "integrity/image-registry": {
        cause: "A pod in the namespace of a cell has an image from a registry, or a path there, that the cell does not permit. The registries of the stack's own images are permitted, and those of `kubernetes.registries`.",
        example: `# in the namespace of the cell
containers:
  - { name: tool, image: "docker.io/library/tool@sha256:…" }`,
        remedy: "Add the registry to `kubernetes.registries` and run an update. Then deploy the image.",
    },
    "residency/node-chosen": {
        cause: "A pod in the namespace of a cell sets `spec.nodeName`. That bypasses the scheduler, and with it the rule that pods run in the regions of the cell.",
        example: `# in the namespace of the cell
spec:
  nodeName: node-7`,
        remedy: "Remove `nodeName`. To select nodes of a region, use `nodeSelector` with `topology.kubernetes.io/region`.",
    },
    "residency/external-name": {
        cause: "A Service in the namespace of a cell has the type `ExternalName`, or `externalIPs`. Pods trust the names of Services, and this one would send their connections out of the cluster.",
        example: `# in the namespace of the cell
spec:
  type: ExternalName
  externalName: db.example.com`,
        remedy: "Remove the type `ExternalName` and `externalIPs`.",
    },
    "exposure/node-access": {
        cause: "A pod in the namespace of a cell has access to its node: by a `hostPath` volume, the network, processes or IPC of the node, a `hostPort`, or a privileged container. From the node it could read the data of other pods.",
        example: `# in the namespace of the cell
spec:
  hostNetwork: true`,
        remedy: "Remove `hostPath`, `hostNetwork`, `hostPID`, `hostIPC`, `hostPort` and `privileged`.",
    },
    "access/deployers": {
        cause: "A user creates a pod that gates take for a model server without the verb `serve` on the Deployments of the namespace. Or a deployer changes more of a server's Deployment than images, commands, plain variables, resources and replicas.",
        example: `# in the namespace of the cell, by a user without the verb serve
metadata:
  labels: { role: server }`,
        remedy: "Add the user to `serving.access.<region>.deployers`. Change volumes, labels, service accounts and secrets of servers in the stack's config.",
    },
    "access/certifier": {
        cause: "The service account of a region's certifier writes a Secret of another type than `kubernetes.io/tls`. The certifier itself never does, so something else uses its account.",
        example: `# in the namespace of the cell, by the service account certifier
kind: Secret
type: kubernetes.io/service-account-token`,
        remedy: "Find out what uses the token of the certifier, and restart the certifier.",
    },
};
