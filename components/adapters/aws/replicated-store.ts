import * as pulumi from "@pulumi/pulumi";

import type { RegionRef } from "../../plan/places/catalogue";
import type { StorePlan } from "../../plan/store/store-plan";
import type { Store, TableAddress } from "../../replicated-store/contract";
import type { Scope } from "../../scope";
import type { AwsLandingZone } from "./landing-zone";
import type { AwsStoreNodes } from "./nodes";
import { makeBackup } from "./replicated-store/backup";
import { makeTable } from "./replicated-store/table";

/**
 * A cell's tables as DynamoDB global tables: written in any region, and there in the others about a second later; of two writes to an item
 * at once the later one stays (`consistency: strong` has neither, and is three regions of one set). Each copy lies under the key of its
 * region. Taking a region out of a cell is an update of the primary's table, which deletes the copy there.
 *
 * Differs from other clouds: programs ask DynamoDB itself, by the table's name in their region; expired items go within a few days.
 */
export function storeOnAws(
    name: string,
    plan: StorePlan,
    primary: AwsLandingZone,
    others: readonly AwsLandingZone[],
    { parent }: Scope,
): Store {
    const own = { parent, provider: primary.account.provider };
    const tables = plan.tables.map(table => makeTable(`${name}-${table.name}`, table, plan, primary, others, own));
    const backup = plan.backup && makeBackup(name, plan.backup, tables, primary, own);
    return {
        plan,
        tables: Object.fromEntries(
            plan.tables.map(({ name, existing }, i) => [
                name,
                Object.fromEntries(
                    [primary, ...others].map(({ target: { region } }): [RegionRef, TableAddress] => [
                        region,
                        { name: tables[i]?.name ?? pulumi.output(existing[region]!) },
                    ]),
                ),
            ]),
        ),
        nodes: {
            ...Object.fromEntries(
                plan.tables.flatMap(({ name }, i) => (tables[i] ? [[`table-${name}`, tables[i]]] : [])),
            ),
            ...(backup && { vault: backup.vault, distantVault: backup.distant }),
        } satisfies AwsStoreNodes,
    };
}
