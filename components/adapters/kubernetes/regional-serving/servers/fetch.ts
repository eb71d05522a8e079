import { podDirectories } from "../../../../gate/pod";
import { fetchEnvironment } from "../../../../plan/serving/fetch-environment";
import { digestHex } from "../../../../plan/serving/release-file";
import type { ReleasePlan } from "../../../../plan/serving/serving";
import type { DeploymentArgs } from "../../deployment";
import type { KubernetesLandingZone } from "../../landing-zone";
import { authoritiesFile } from "../../landing-zone/authorities";
import { variables } from "../../pods";

const authorities = "/authorities";
const { release: directory } = podDirectories;

/** The release's file in a pod, or of an archive the directory. */
export const fileOf = (release: ReleasePlan) => `${directory}/${digestHex(release)}`;

/** What downloads a release, ends before the server starts, and checks the digest; with the volume that it fills. */
export function fetched(
    release: ReleasePlan,
    { authorities: brought, settings }: Pick<KubernetesLandingZone, "authorities" | "settings">,
): Pick<DeploymentArgs, "volumes"> & Required<Pick<DeploymentArgs, "before">> {
    return {
        before: {
            fetch: {
                image: settings.images.fetch,
                env: variables({
                    ...fetchEnvironment(release, { source: release.artifact, file: fileOf(release) }),
                    ...(brought && { NODE_EXTRA_CA_CERTS: `${authorities}/${authoritiesFile}` }),
                }),
                resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
                volumeMounts: [
                    { name: "release", mountPath: directory },
                    ...(brought ? [{ name: "authorities", mountPath: authorities, readOnly: true }] : []),
                ],
            },
        },
        volumes: [
            { name: "release", emptyDir: {} },
            ...(brought ? [{ name: "authorities", configMap: { name: brought } }] : []),
        ],
    };
}

/** Where a server reads it: it changes nothing of it. */
export const releaseMount = { name: "release", mountPath: directory, readOnly: true } as const;
