import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Existing } from "../../../landing-zone/contract";
import type { Cell } from "../../../plan/cells/cell";
import type { RegionRef } from "../../../plan/places/catalogue";
import type { KubernetesSettings } from "../args";
import type { KubernetesCell } from "../cell";

/** What the parts of a landing zone are made in. */
export interface LandingScope {
    /** What names in the engine begin with. */
    readonly name: string;
    readonly cell: Cell;
    readonly region: RegionRef;
    readonly existing: Existing;
    readonly settings: KubernetesSettings;
    /** `<region>.<cell>.<domain>`. */
    readonly host: string;
    readonly cellWide: KubernetesCell;
    readonly provider: k8s.Provider;
    readonly namespace: pulumi.Output<string>;
    readonly namespaceName: string;
    readonly opts: pulumi.CustomResourceOptions;
    /** The class of pods that all requests need. */
    readonly priority: pulumi.Output<string>;
    readonly pullSecret: pulumi.Output<string> | undefined;
}

/** What is known before the namespace is. */
export type BareScope = Omit<LandingScope, "namespace" | "priority" | "pullSecret">;
