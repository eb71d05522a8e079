import * as pulumi from "@pulumi/pulumi";

import type { Address } from "../../gate/upstream";
import type { Port } from "./resources";

/** Many outputs as one, by key. `pulumi.all` does this, with a type that nests too deeply to be used. */
export function byKey<T>(entries: readonly (readonly [string, pulumi.Output<T>])[]): pulumi.Output<Record<string, T>> {
    return pulumi.all(Object.fromEntries(entries)) as unknown as pulumi.Output<Record<string, T>>;
}

/**
 * Where many things listen, by key: of as few outputs as there can be. A region may have hundreds of servers, and each output of each takes
 * the time of several promises.
 */
export function addressesByKey(
    entries: readonly (readonly [string, Pick<Port, "host" | "port">])[],
): pulumi.Output<Record<string, Address>> {
    return pulumi
        .all(entries.map(([, { port }]) => port))
        .apply(ports => Object.fromEntries(entries.map(([key, { host }], i) => [key, { host, port: ports[i]! }])));
}
