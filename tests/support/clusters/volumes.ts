import { type Api, ApiError, type Manifest } from "./api";
import type { Cluster } from "./cluster";
import { Controller } from "./controller";

const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim" } as const;
const volume = { apiVersion: "v1", kind: "PersistentVolume" } as const;

/** Of the machine, which has it in memory. */
const directory = "/var/lib/volumes";

/** The class that claims have which name none. */
const storageClass: Manifest = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "volumes", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "tests.meridian/volumes",
    reclaimPolicy: "Delete",
    volumeBindingMode: "Immediate",
    allowVolumeExpansion: true,
};

/**
 * The dynamic provisioner of a cluster, whose class is the default: gives each claim a volume of its own, a directory of the first node's
 * machine, that grows with the claim and is deleted with it.
 *
 * It proves nothing about the storage of clouds: volumes are as large as the machine's memory whatever a claim requests, are not encrypted, do not
 * move to another node, and are gone with the machine. Pods of the first node only can use them.
 */
export class Volumes {
    private readonly controller: Controller;

    private constructor(private readonly cluster: Pick<Cluster, "api" | "name" | "onFirstNode">) {
        this.controller = new Controller(() => this.reconcile(), [{ api: cluster.api, kinds: [claim, volume] }]);
    }

    static async provide(cluster: Pick<Cluster, "api" | "name" | "onFirstNode">): Promise<Volumes> {
        await cluster.api.apply(storageClass);
        return new Volumes(cluster);
    }

    /** Throws the error by which it ended before. Its volumes remain. */
    close(): Promise<void> {
        return this.controller.close();
    }

    private async reconcile(): Promise<void> {
        const { api } = this.cluster;
        const name = storageClass.metadata.name;
        for (const one of await api.listAll<Claim>(claim)) {
            if (one.spec.storageClassName !== name) continue;
            if (one.spec.volumeName === undefined) await this.create(one);
            else if (isToGrow(one)) await this.grow(one);
        }
        for (const { metadata, spec, status } of await api.listAll<Volume>(volume)) {
            if (spec.storageClassName !== name || status.phase !== "Released") continue;
            await this.cluster.onFirstNode("rm", "-rf", spec.local.path);
            await deleted(api, metadata.name);
        }
    }

    private async create({ metadata: { name, namespace, uid }, spec }: Claim): Promise<void> {
        const path = `${directory}/${uid}`;
        await this.cluster.onFirstNode("mkdir", "-p", path);
        const node = `${this.cluster.name}-0`;
        const onNode = { key: "kubernetes.io/hostname", operator: "In", values: [node] };
        await this.cluster.api.apply({
            ...volume,
            metadata: { name: `volume-${uid}` },
            spec: {
                capacity: { storage: spec.resources.requests.storage },
                accessModes: spec.accessModes,
                persistentVolumeReclaimPolicy: "Delete",
                storageClassName: spec.storageClassName,
                claimRef: { ...claim, name, namespace, uid },
                local: { path },
                nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [onNode] }] } },
            },
        });
    }

    private async grow(one: Claim): Promise<void> {
        await this.create(one);
        const { name, namespace } = one.metadata;
        await this.cluster.api.patchStatus({ ...claim, metadata: { name, namespace } }, { capacity: sizeOf(one) });
    }
}

const sizeOf = ({ spec }: Claim) => ({ storage: spec.resources.requests.storage });

/** Requests become only greater. */
function isToGrow({ spec, status: { capacity, phase } }: Claim): boolean {
    return phase === "Bound" && capacity !== undefined && capacity.storage !== spec.resources.requests.storage;
}

async function deleted(api: Api, name: string): Promise<void> {
    try {
        await api.delete({ ...volume, metadata: { name } });
    } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
}

interface Claim {
    readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
    readonly spec: {
        readonly storageClassName?: string;
        readonly volumeName?: string;
        readonly accessModes: readonly string[];
        readonly resources: { readonly requests: { readonly storage: string } };
    };
    readonly status: { readonly phase?: string; readonly capacity?: { readonly storage: string } };
}

interface Volume {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly storageClassName?: string; readonly local: { readonly path: string } };
    readonly status: { readonly phase?: string };
}
