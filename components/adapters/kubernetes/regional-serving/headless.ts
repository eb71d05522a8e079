import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { podPorts } from "../../../gate/pod";
import type { LandingScope } from "../landing-zone/scope";
import { metadataOf, selectorOf } from "../objects";

/** A name in the cluster's DNS for the ready pods of an application, each by its own address: those that call it choose among them themselves. */
export function makeHeadless(
    name: string,
    app: string,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
    objectName: string = app,
): void {
    new k8s.core.v1.Service(
        name,
        {
            metadata: metadataOf(objectName, scope),
            spec: {
                clusterIP: "None",
                selector: selectorOf(app),
                ports: [{ name: "https", port: podPorts.server, protocol: "TCP" }],
            },
        },
        opts,
    );
}
