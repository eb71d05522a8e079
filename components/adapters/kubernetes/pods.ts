import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { imageUser } from "../../../tools/image-contract";
import { podCertificate, podDirectories, podPorts } from "../../gate/pod";
import { regionLabel } from "./landing-zone/admission-rules";
import type { LandingScope } from "./landing-zone/scope";

type Container = k8s.types.input.core.v1.Container;

/** What the restricted Pod Security Standard requires of a pod. */
const securePod = {
    runAsNonRoot: true,
    runAsUser: imageUser,
    runAsGroup: imageUser,
    fsGroup: imageUser,
    // By default each mount changes what is on a volume, by which an archive that was unpacked there counts as changed.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
} as const;

/** What all pods have: no rights, names that are whole (others would be searched for first), and the credentials by which images are pulled. */
export function plainPod(scope: Pick<LandingScope, "pullSecret" | "region" | "settings">, endSeconds: number) {
    const { pullSecret } = scope;
    return {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: securePod,
        terminationGracePeriodSeconds: endSeconds,
        nodeSelector: nodesOf(scope),
        dnsConfig: { options: [{ name: "ndots", value: "1" }] },
        ...(pullSecret && { imagePullSecrets: [{ name: pullSecret }] }),
    } satisfies Partial<k8s.types.input.core.v1.PodSpec>;
}

/** Nodes that run the images, in the region where the cluster has others, too. */
export function nodesOf({ region, settings }: Pick<LandingScope, "region" | "settings">): Record<string, string> {
    const value = settings.nodeRegions[region];
    return { "kubernetes.io/os": "linux", ...(value !== undefined && { [regionLabel]: value }) };
}

/** What it requires of a container, and a root file system that nothing writes to. */
export function secured(container: Omit<Container, "name">, name: string): Container {
    return {
        name,
        imagePullPolicy: "IfNotPresent",
        ...container,
        securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        },
    };
}

/** Variables of a container. */
export function variables(
    environment: Readonly<Record<string, pulumi.Input<string>>>,
): { name: string; value: pulumi.Input<string> }[] {
    return Object.entries(environment).map(([name, value]) => ({ name, value }));
}

/** A text of a command or a variable as it is, without references to variables, which Kubernetes would expand. */
export const literally = (text: string) => text.replaceAll("$", "$$$$");

const { authority, certificate, key } = podCertificate(podDirectories.tls);

/** The certificate of a program of the runtime, as its Secret is mounted. */
export const podTls = { TLS_CERT: certificate, TLS_KEY: key, TLS_CA: authority } as const;

/** Where such a program listens by mutual TLS, and for kubelets without. */
export const podListening = {
    HOST: "0.0.0.0",
    PORT: String(podPorts.server),
    HEALTH_PORT: String(podPorts.health),
    ...podTls,
} as const;
