import * as pulumi from "@pulumi/pulumi";

import type { StorePlan } from "../../../plan/store/store-plan";
import type { LocalNames } from "../names";
import { StoreMembers } from "../resources";
import type { Servers } from "./servers";

/** The members of the cell's store. A place that leaves is removed after its copies have moved. */
export function makeMembers(
    name: string,
    { cell, places }: StorePlan,
    { root }: LocalNames,
    servers: Servers,
    moved: readonly pulumi.Resource[],
    opts: pulumi.CustomResourceOptions,
): StoreMembers {
    return new StoreMembers(
        `${name}-members`,
        {
            root,
            identity: servers.administrator,
            servers: [...servers.addresses],
            cell: cell.name,
            members: [...places],
        },
        pulumi.mergeOptions(opts, { dependsOn: [...moved, servers.administratorCertificate] }),
    );
}
