import type * as pulumi from "@pulumi/pulumi";

/** What an adapter makes its resources under. */
export interface Scope {
    readonly parent: pulumi.Resource;
    /** What names outside of the engine begin with, where that is not the resource's own name. */
    readonly physicalName?: string;
}

/** What resources are called in the engine, and what they are called outside of it. */
export interface Called {
    readonly name: string;
    readonly physical: string;
}

/** What a component passes on to its adapter. */
export function scopeOf(parent: pulumi.Resource, { physicalName }: { readonly physicalName?: string }): Scope {
    return { parent, ...(physicalName === undefined ? {} : { physicalName }) };
}
