import type { Entries } from "../entry";

/** Resources that exist already and are used in a region. */
export const existing: Entries = {
    "existing/required": {
        cause: "A region has no entry for a resource that every region of its cloud needs and that meridian does not create. A region of Kubernetes runs in an existing cluster.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem"]
    existing: {} # without cluster`,
        remedy: "Name the resource under `existing.<region>`: for a cluster, a context of the kubeconfig. A backup with a server of the store needs one, too.",
    },
    "existing/shared": {
        cause: "Two regions name the same resource, though each needs one of its own. With two regions in one cluster, the loss of the cluster would be the loss of both.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem", "kubernetes:lis-onprem"]
    existing:
      "kubernetes:fra-onprem": { cluster: fra }
      "kubernetes:lis-onprem": { cluster: fra }`,
        remedy: "Name another cluster for one of the regions.",
    },
    "existing/together": {
        cause: "A region names some of the resources that its cloud needs together, and not all of them. On AWS an existing network needs its subnets and its public subnets.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    existing:
      "aws:eu-west-1": { network: vpc-0a1b2c3d }`,
        remedy: "Add the missing resources, or remove all of them. They are created then.",
    },
    "existing/form": {
        cause: "The identifier of an existing resource does not have the form of its cloud, or belongs to another region; or a list has fewer entries than the cloud needs.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    existing:
      "aws:eu-west-1": { key: "arn:aws:kms:us-east-1:111122223333:key/1" }`,
        remedy: "Name a resource of the region, in the form and number that the message shows, or remove the key.",
    },
    "existing/backup-place": {
        cause: "`existing` has an entry for the backup of a cell that nothing there uses. Copies need no existing resources; a server of the store in the backup uses only some.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    backup: aws:eu-north-1
    existing:
      "aws:eu-north-1": { key: "arn:aws:kms:eu-north-1:111122223333:key/1" }`,
        remedy: "Remove the entry, or the key that the message names.",
    },
};
