import type * as k8s from "@pulumi/kubernetes";

import { podDirectories } from "../../../../gate/pod";
import { fetchEnvironment } from "../../../../plan/serving/fetch-environment";
import { digestHex } from "../../../../plan/serving/release-file";
import type { ReleasePlan } from "../../../../plan/serving/serving";
import type { DeploymentArgs } from "../../deployment";
import type { KubernetesLandingZone } from "../../landing-zone";
import { authoritiesFile } from "../../landing-zone/authorities";
import { variables } from "../../pods";

type Container = Omit<k8s.types.input.core.v1.Container, "name">;
/** What is behind the volume that downloads fill. */
export type Filled = Pick<k8s.types.input.core.v1.Volume, "emptyDir" | "persistentVolumeClaim">;
type Landing = Pick<KubernetesLandingZone, "authorities" | "pullSecret" | "settings">;

const authorities = "/authorities";
const logins = "/logins";
const { release: directory } = podDirectories;

/** The volume that downloads fill. */
const volume = "release";

/** The file of a release or of a baseline in a pod, or of an archive the directory. */
export const fileOf = (fetched: { readonly digest: string }) => `${directory}/${digestHex(fetched)}`;

/**
 * What downloads a release, and its baseline, ends before the server starts, and checks the digests; with the volume that it fills. Of what
 * the volume has already nothing is downloaded.
 */
export function fetched(
    release: ReleasePlan,
    landing: Landing,
    filled: Filled,
): Pick<DeploymentArgs, "volumes"> & Required<Pick<DeploymentArgs, "before">> {
    const { baseline } = release;
    return {
        before: {
            fetch: fetching(release, landing),
            ...(baseline && { "fetch-baseline": fetching(baseline, landing) }),
        },
        volumes: fetchVolumes([release, ...(baseline ? [baseline] : [])], landing, filled),
    };
}

/** The container that downloads a file. */
export function fetching(
    file: Pick<ReleasePlan, "artifact" | "digest" | "server">,
    { authorities: brought, pullSecret, settings }: Landing,
): Container {
    const isPulled = pullSecret !== undefined && isInRegistry(file);
    return {
        image: settings.images.fetch,
        env: variables({
            ...fetchEnvironment(file, { source: file.artifact, file: fileOf(file) }),
            ...(brought && { NODE_EXTRA_CA_CERTS: `${authorities}/${authoritiesFile}` }),
            ...(isPulled && { DOCKER_CONFIG: logins }),
        }),
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        volumeMounts: [
            { name: volume, mountPath: directory },
            ...(brought ? [{ name: "authorities", mountPath: authorities, readOnly: true }] : []),
            ...(isPulled ? [{ name: "logins", mountPath: logins, readOnly: true }] : []),
        ],
    };
}

/** The volumes of a pod that downloads these. The login by which nodes pull images is the one for releases in a registry. */
export function fetchVolumes(
    files: readonly Pick<ReleasePlan, "artifact">[],
    { authorities: brought, pullSecret }: Landing,
    filled: Filled,
): k8s.types.input.core.v1.Volume[] {
    return [
        { name: volume, ...filled },
        ...(brought ? [{ name: "authorities", configMap: { name: brought } }] : []),
        ...(pullSecret !== undefined && files.some(isInRegistry)
            ? [
                  {
                      name: "logins",
                      secret: {
                          secretName: pullSecret,
                          items: [{ key: ".dockerconfigjson", path: "config.json" }],
                          defaultMode: 0o440,
                      },
                  },
              ]
            : []),
    ];
}

const isInRegistry = ({ artifact }: Pick<ReleasePlan, "artifact">) => artifact.startsWith("oci:");

/** Where a server reads it: it changes nothing of it. */
export const releaseMount = { name: volume, mountPath: directory, readOnly: true } as const;
