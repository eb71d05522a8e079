import type * as pulumi from "@pulumi/pulumi";

/** Options of resources with data, and of their keys: they outlive the stack, unless the stack is ephemeral. */
export function retained(
    opts: pulumi.CustomResourceOptions,
    { ephemeral }: { readonly ephemeral: boolean },
): pulumi.CustomResourceOptions {
    return ephemeral ? opts : { ...opts, retainOnDelete: true };
}
