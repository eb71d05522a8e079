import type { Entries } from "../entry";

export const kubernetesAdapter: Entries = {
    "kubernetes/sdk-too-old": {
        cause: "Regions on Kubernetes store generated secrets in the resource `Stash`, which `@pulumi/pulumi` has since version 3.208.0. The program loads an earlier version.",
        example: `npm install @pulumi/pulumi@3.207.0 # with a cell on kubernetes`,
        remedy: "Update `@pulumi/pulumi` and the Pulumi CLI to version 3.208.0 or later.",
    },
    "kubernetes/package-missing": {
        cause: "A cell has a region on Kubernetes without an issuer (`existing.<region>.authority`), so the program creates the certificate authority of the cell. That needs the optional packages `@peculiar/x509` and `reflect-metadata`, and one of them is not installed.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem"]
    existing:
      "kubernetes:fra-onprem": { cluster: fra } # no authority, and @peculiar/x509 is not installed`,
        remedy: "Run the `npm install` that the message shows, or name an issuer of cert-manager in `existing.<region>.authority`.",
    },
    "kubernetes/store-key": {
        cause: "The secret of `kubernetes.store.key` has fewer than 32 characters. The servers of the store encrypt their volumes with it, and a shorter key could be guessed.",
        example: `kubernetes:
  store:
    peers: ["203.0.113.0/24"]
    key: { secret: store-key } # secrets:store-key has 8 characters`,
        remedy: "Set a longer secret, as in `openssl rand -hex 32 | pulumi config set --secret secrets:store-key`. Volumes that exist can't be read with another key.",
    },
    "kubernetes/store-credentials": {
        cause: "The secret of `credentials` for a backup bucket is not an access key in the form `<id>:<secret>`, so no backup could be written.",
        example: `kubernetes:
  store:
    backups:
      "kubernetes:ams-onprem":
        bucket: https://s3.ams.example/screening
        credentials: { secret: bucket-ams } # secrets:bucket-ams has no colon`,
        remedy: "Set the secret to the id of the access key, a colon and its secret: `pulumi config set --secret secrets:bucket-ams`.",
    },
    "kubernetes/names-of-balancers": {
        cause: "A cell has several regions in clusters and `kubernetes.names: external-dns`, and the load balancer of a region has a host name but no IPv4 address. A DNS record contains either addresses or one name, so the record of the cell can't point to all of its regions.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem", "kubernetes:ams-onprem"]
kubernetes:
  names: external-dns # the load balancer of fra-onprem is "lb.fra.example"`,
        remedy: "Use a load balancer class that assigns IPv4 addresses (`kubernetes.front.class`). Or use `kubernetes.names: k8gb`, or `routing.names: aws`.",
    },
    "kubernetes/registry-not-permitted": {
        cause: "A program without a `Service` serves a release whose server image is from another registry than those that its region permits. The landing zone permits the registries of `kubernetes({ images, registries })` before it knows the models, and its cluster refuses images of others.",
        example: `const landing = kubernetes({ images }).region("fra-onprem").landingZone({ cell: eu, names });
const server = { protocol: "oip-http", image: \`registry.example.com/servers/triton@\${digest}\` };
new RegionalServing("screening", {
    landing,
    models: [{ name: "screening", releases: { "1.0.0": { artifact, server } }, traffic }],
});`,
        remedy: "Add the registry of the image to `kubernetes({ registries })`, with its path: `registry.example.com/servers`.",
    },
};
