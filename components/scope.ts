import type * as pulumi from "@pulumi/pulumi";

/** What an adapter makes its resources under. */
export interface Scope {
    readonly parent: pulumi.Resource;
    /** The caller's options; adapters merge them, and never overwrite them. */
    readonly opts?: pulumi.CustomResourceOptions;
}
