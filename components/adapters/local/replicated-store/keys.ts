import * as pulumi from "@pulumi/pulumi";

import type { StorePlan } from "../../../plan/store/store-plan";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import { Key } from "../resources";
import { secrets } from "../../../../runtime/operator/server-configuration";

/** Secrets that only a cell's servers share. */
export interface StoreKeys {
    /** Files by the names that a configuration has for what is in them. */
    readonly files: Readonly<Record<string, string>>;
    readonly keys: readonly Key[];
}

/** What is stored is encrypted with one key, and the servers know each other by another. */
export function makeKeys(
    name: string,
    { cell, places, ephemeral }: StorePlan,
    { root }: LocalNames,
    opts: pulumi.CustomResourceOptions,
): StoreKeys {
    const [storage, routes] = [directories.storeKey(cell, "storage"), directories.storeKey(cell, "routes")];
    return {
        files: { [secrets.storage]: storage, [secrets.routes]: routes },
        keys: [
            // Without it what is kept could not be read any more.
            new Key(
                `${name}-key`,
                { root, file: storage, guards: places.map(place => directories.storeData(cell, place)) },
                pulumi.mergeOptions(opts, { retainOnDelete: !ephemeral }),
            ),
            new Key(`${name}-routes-key`, { root, file: routes }, opts),
        ],
    };
}
