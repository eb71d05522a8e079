import type { Entries } from "../entry";

/** `meridian:kubernetes`, and what regions of Kubernetes need of a config. */
export const kubernetesConfig: Entries = {
    "kubernetes/store-missing": {
        cause: "A cell with regions of Kubernetes has tables, and `kubernetes.store` is missing. The servers of the store need the addresses from which clusters connect to each other, and a key that encrypts their volumes.",
        example: `store:
  tables: [{ name: features, partitionKey: subject }]
kubernetes:
  registry: registry.example.com/meridian # without store`,
        remedy: "Set `kubernetes.store.peers` and `kubernetes.store.key`.",
    },
    "kubernetes/backup-bucket-missing": {
        cause: "`store.backup` is set, and the backup of a cell on Kubernetes has no bucket for copies of its tables.",
        example: `cells:
  - name: eu
    backup: kubernetes:hel-onprem
store:
  tables: [{ name: features, partitionKey: subject }]
  backup: {}
kubernetes:
  store:
    peers: ["203.0.113.0/24"]
    key: { secret: volumes }
    backups: {} # without kubernetes:hel-onprem`,
        remedy: "Set `bucket` and `credentials` under `kubernetes.store.backups.<backup>`, or remove `store.backup`.",
    },
    "kubernetes/unknown-backup-place": {
        cause: "`kubernetes.store.backups` names a location that is not the backup of a cell with tables on Kubernetes, or `store.backup` is missing. No copy would be stored in the bucket.",
        example: `store:
  tables: [{ name: features, partitionKey: subject }] # without backup
kubernetes:
  store:
    peers: ["203.0.113.0/24"]
    key: { secret: volumes }
    backups:
      "kubernetes:hel-onprem": { bucket: https://s3.hel.example/screening, credentials: { secret: hel } }`,
        remedy: "Name the backup of such a cell and set `store.backup`, or remove the bucket.",
    },
    "kubernetes/front-certificate": {
        cause: "A region of Kubernetes has no certificate for the host name of its cell. A cluster can't create one that clients trust.",
        example: `cells:
  - name: eu
    existing:
      "kubernetes:fra-onprem": { cluster: fra } # without certificate`,
        remedy: "Set `existing.<region>.certificate` to the name of a TLS Secret. If clients can trust the cell's own authority, set `kubernetes.front.certificate` to `cell` instead.",
    },
    "kubernetes/gateway-front": {
        cause: "`kubernetes.gatewayClass` puts a Gateway in the place of the Service of type LoadBalancer, and `kubernetes.front` has a setting that only such a Service has.",
        example: `kubernetes:
  gatewayClass: passthrough
  front:
    sources: ["203.0.113.0/24"]`,
        remedy: "Remove the setting, or remove `gatewayClass`. Configure a Gateway by the parameters of its class.",
    },
    "kubernetes/gateway-annotations": {
        cause: "`kubernetes.front.annotations` has more annotations than a Gateway supports (8).",
        example: `kubernetes:
  gatewayClass: passthrough
  front:
    annotations: { a: "", b: "", c: "", d: "", e: "", f: "", g: "", h: "", i: "" }`,
        remedy: "Remove annotations, and configure the GatewayClass by its parameters instead.",
    },
    "kubernetes/names-unused": {
        cause: "`kubernetes.names` chooses how names of Kubernetes are answered, and names of another cloud lead to all cells.",
        example: `routing:
  names: aws
kubernetes:
  names: external-dns`,
        remedy: "Remove `kubernetes.names`, or remove `routing.names`.",
    },
    "kubernetes/names-unchecked": {
        cause: "`observability.withdraw` takes regions out of traffic while the stack runs. With `external-dns`, only an update changes records, so names would still lead to such a region.",
        example: `observability:
  withdraw: { lagSeconds: 60 }
kubernetes:
  names: external-dns`,
        remedy: "Remove `observability.withdraw`, or remove `kubernetes.names` to use k8gb.",
    },
    "kubernetes/issuer-later": {
        cause: "A program passes an issuer (`authority`) that is known after an update only, as an Output. Its kind decides whether the namespace of the cell must exist already, so it is needed before.",
        example: `const issuer = new k8s.apiextensions.CustomResource("issuer", { apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", spec });
cloud.region("fra-onprem").landingZone({
    cell: eu,
    names,
    existing: { cluster: "fra", authority: pulumi.interpolate\`clusterissuer/\${issuer.metadata.name}\` },
});`,
        remedy: "Pass a plain string: `issuer/<name>` or `clusterissuer/<name>`.",
    },
    "kubernetes/issuer-missing": {
        cause: "One region of a cell has an issuer for the certificates of its pods (`authority`), and another has none. Pods of a cell must trust one root.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem", "kubernetes:lis-onprem"]
    existing:
      "kubernetes:fra-onprem": { cluster: fra, authority: clusterissuer/screening }
      "kubernetes:lis-onprem": { cluster: lis }`,
        remedy: "Set `authority` of all clusters of the cell, its backup with a server of the store included, or of none.",
    },
    "kubernetes/unknown-region": {
        cause: "`kubernetes.nodeRegions` has an entry for a location that is neither a region nor the backup of a cell.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem"]
kubernetes:
  nodeRegions:
    "kubernetes:osl-onprem": oslo`,
        remedy: "Name a region or the backup of a cell, or remove the entry.",
    },
    "kubernetes/no-kserve": {
        cause: "`kubernetes.kserve` describes the installation of KServe, which runs servers only with `serving.hosting: managed`.",
        example: `serving:
  hosting: container
kubernetes:
  kserve: { controller: "system:serviceaccount:kserve:kserve-controller-manager" }`,
        remedy: "Remove `kubernetes.kserve`, or set `serving.hosting` to `managed`.",
    },
    "kubernetes/no-site": {
        cause: "`kubernetes.edge` configures the volumes of sites, which exist only with `serving.hosting: edge`.",
        example: `serving:
  hosting: container
kubernetes:
  edge: { volumeGiB: 20 }`,
        remedy: "Remove `kubernetes.edge`, or set `serving.hosting` to `edge`.",
    },
};
