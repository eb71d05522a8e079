import type * as pulumi from "@pulumi/pulumi";

/** Options of what holds data, or opens it: it stays when the stack goes, unless the stack is one to try things with. */
export function retained(
    opts: pulumi.CustomResourceOptions,
    { ephemeral }: { readonly ephemeral: boolean },
): pulumi.CustomResourceOptions {
    return ephemeral ? opts : { ...opts, retainOnDelete: true };
}
