import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { imageUser } from "../../../tools/image-contract";

type Container = k8s.types.input.core.v1.Container;

/** What the restricted Pod Security Standard requires of a pod. */
export const securePod = {
    runAsNonRoot: true,
    runAsUser: imageUser,
    runAsGroup: imageUser,
    fsGroup: imageUser,
    seccompProfile: { type: "RuntimeDefault" },
} as const;

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
