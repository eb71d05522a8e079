import * as pulumi from "@pulumi/pulumi";

/** Many outputs as one, by key. `pulumi.all` does this, with a type that nests too deeply to be used. */
export function byKey<T>(entries: readonly (readonly [string, pulumi.Output<T>])[]): pulumi.Output<Record<string, T>> {
    return pulumi.all(Object.fromEntries(entries)) as unknown as pulumi.Output<Record<string, T>>;
}
