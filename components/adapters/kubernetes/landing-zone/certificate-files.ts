import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { podCertificateFiles, podDirectories } from "../../../gate/pod";
import { unnamedOf } from "../objects";
import type { LandingScope } from "./scope";

/**
 * Files by which the Envoys of gates and sidecars read certificates again that were renewed in their Secrets. They name the certificates' own files
 * and never change: others are another object, and roll the pods.
 */
export function makeCertificateFiles(scope: LandingScope): pulumi.Output<string> {
    return new k8s.core.v1.ConfigMap(
        `${scope.name}-certificate-files`,
        { metadata: unnamedOf("certificate-files", scope), immutable: true, data: podCertificateFiles() },
        scope.opts,
    ).metadata.name;
}

/** Where an Envoy has them. */
export const certificateFilesMount = {
    name: "certificate-files",
    mountPath: podDirectories.certificates,
    readOnly: true,
} as const;

export const certificateFilesVolume = (name: pulumi.Input<string>) => ({
    name: certificateFilesMount.name,
    configMap: { name },
});
