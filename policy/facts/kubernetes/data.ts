import type { Resource } from "../../resource";
import type { Claim, Encryption, End, Row } from "../fact";
import { flag, matching, named, toNamed, unsaid } from "../forms";
import { isNotInClear } from "./in-clear";
import { asItsCluster, core, hereNamed, inNamespace, kind, plain } from "./words";

const storage = ["storage.k8s.io/v1", "storage.k8s.io/v1beta1"];
export const storageClasses = storage.map(version => `kubernetes:${version}:StorageClass`);

/** As the storage class of a volume encrypts, where that is of this stack. */
export const underClass = (source: End, path: string): Extract<Encryption, { by: "source" }> => ({
    by: "source",
    source,
    otherwise: {
        by: "undetermined",
        path,
        reason: "its storage class is not of this stack, and how that encrypts is not visible here",
    },
});

/** Drivers that encrypt each volume, under their vendor's key unless a parameter names one (cloud.google.com/kubernetes-engine/docs/how-to/using-cmek). */
const ofGoogle = /^(pd\.csi\.storage\.gke\.io|kubernetes\.io\/gce-pd)$/;
/** Drivers that encrypt where a parameter says so (github.com/kubernetes-sigs/aws-ebs-csi-driver, docs/parameters.md). */
const ofAws = /^(ebs\.csi\.aws\.com|kubernetes\.io\/aws-ebs)$/;

const under = (resource: Resource, path: string): Encryption =>
    resource.properties.has(path) ? { by: "customer", key: named(resource, path) } : { by: "provider" };

/** As the driver of a class encrypts its volumes. */
function asItsDriver(resource: Resource): Encryption {
    const { properties } = resource;
    const driver = properties.text("provisioner");
    if (driver.is === "unknown") return { by: "undetermined", path: "provisioner" };
    const name = driver.is === "known" ? driver.value : "";
    if (ofGoogle.test(name)) return under(resource, "parameters.disk-encryption-kms-key");
    const path = "parameters.encrypted";
    const { holds } = flag(path)(resource);
    if (holds === "undetermined") return { by: "undetermined", path };
    if (ofAws.test(name)) return holds ? under(resource, "parameters.kmsKeyId") : { by: "nobody" };
    // Longhorn and Ceph take the key from the cluster's own operators (longhorn.io/docs, "Volume Encryption"; docs.ceph.com/en/latest/rbd/rbd-kubernetes).
    return holds
        ? { by: "customer", key: { self: true } }
        : {
              by: "undetermined",
              path: "provisioner",
              reason: "how this driver encrypts is not known; parameters.encrypted is not true",
          };
}

/** Keys of ConfigMaps are secret by their name or by what they hold. */
function hidesSecrets({ properties }: Resource): Claim {
    const path = "data";
    const all = properties.read(path);
    if (all.is === "unknown") return { holds: "undetermined", path };
    const made = properties.keys(path).map(key => isNotInClear(key, properties.text(`data["${key}"]`)));
    if (made.includes(false)) return { holds: false, path };
    return { holds: made.includes("undetermined") ? "undetermined" : true, path };
}

/** Where data lies: in the store of the cluster, and on volumes. */
export const data: Readonly<Record<string, Row>> = {
    ...kind("ConfigMap", core, {
        ...inNamespace,
        holds: "data",
        encryption: asItsCluster,
        claims: { "exposure/secret-in-clear": hidesSecrets },
    }),
    ...kind(
        "PersistentVolume",
        core,
        {
            holds: "data",
            names: ["metadata.name"],
            // Other networks have servers of files, too.
            flows: toNamed("replication", "spec.nfs.server"),
            encryption: () => ({
                by: "undetermined",
                path: "spec",
                reason: "it was made by other means, and how it is encrypted is not visible here",
            }),
            claims: {
                "durability/deletion-protection": matching("spec.persistentVolumeReclaimPolicy", /^Retain$/, true),
                "exposure/node-access": unsaid("spec.hostPath"),
            },
        },
        {},
    ),
    ...kind(
        "PersistentVolumeClaim",
        core,
        {
            ...inNamespace,
            holds: "data",
            names: ["metadata.name"],
            encryption: resource =>
                underClass(hereNamed(resource, "spec.storageClassName", storageClasses), "spec.storageClassName"),
        },
        {},
    ),
    // Its volumes are where it states: that is evaluated once, here.
    ...kind(
        "StorageClass",
        storage,
        {
            holds: "data",
            names: ["metadata.name"],
            encryption: asItsDriver,
            claims: { "durability/deletion-protection": matching("reclaimPolicy", /^Retain$/) },
        },
        {},
    ),
    ...plain(storage, "CSIDriver", "CSINode"),
    ...plain(
        [...storage, "storage.k8s.io/v1alpha1"],
        "CSIStorageCapacity",
        "VolumeAttachment",
        "VolumeAttributesClass",
    ),
};
