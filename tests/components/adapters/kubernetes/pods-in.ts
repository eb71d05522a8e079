export interface Container {
    readonly name: string;
    readonly securityContext?: Readonly<Record<string, unknown>>;
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface Pod {
    readonly of: string;
    readonly securityContext?: Readonly<Record<string, unknown>>;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly { readonly name: string }[];
}

interface Claiming {
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

/** Wherever an object has containers, it has a pod: kinds that the adapter doesn't make yet are found, too. The claims of a StatefulSet are volumes. */
export function podsIn(of: string, value: unknown, claimed: readonly { readonly name: string }[] = []): Pod[] {
    if (typeof value !== "object" || value === null) return [];
    if (Array.isArray((value as Partial<Pod>).containers)) {
        const pod = value as Pod;
        return [{ ...pod, of, volumes: [...(pod.volumes ?? []), ...claimed] }];
    }
    const { volumeClaimTemplates = [] } = value as Claiming;
    const claims = [...claimed, ...volumeClaimTemplates.map(({ metadata }) => metadata)];
    return Object.values(value).flatMap(inner => podsIn(of, inner, claims));
}

/**
 * Why an API server would refuse a pod: two volumes or containers of one name, a mount of no volume, two mounts at one path
 * (github.com/kubernetes/kubernetes, pkg/apis/core/validation/validation.go: ValidateVolumes, validateContainers, ValidateVolumeMounts).
 */
export function refusalsOf({ containers, initContainers = [], of, volumes = [] }: Pod): string[] {
    const all = [...initContainers, ...containers];
    const known = new Set(volumes.map(({ name }) => name));
    return [
        ...twice(volumes.map(({ name }) => name)).map(name => `two volumes ${name}`),
        ...twice(all.map(({ name }) => name)).map(name => `two containers ${name}`),
        ...all.flatMap(({ name, volumeMounts = [] }) => [
            ...volumeMounts
                .filter(mount => !known.has(mount.name))
                .map(mount => `${name} mounts ${mount.name}, which is no volume`),
            ...twice(volumeMounts.map(({ mountPath }) => mountPath)).map(path => `${name} mounts two at ${path}`),
        ]),
    ].map(why => `${of}: ${why}`);
}

const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);
