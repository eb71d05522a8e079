import type * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";

/** What tasks of a service run on. */
export interface Capacity {
    readonly cluster: { readonly arn: pulumi.Input<string>; readonly name: pulumi.Input<string> };
    readonly provider: pulumi.Input<string>;
    readonly compatibility: "FARGATE" | "EC2";
    /** What must be there before a service is, and go after it. */
    readonly ready: readonly pulumi.Resource[];
}

/** Machines that AWS manages. */
export function fargate({ cluster }: AwsLandingZone): Capacity {
    return { cluster, provider: "FARGATE", compatibility: "FARGATE", ready: cluster.ready };
}
