import { operatorInbox, withPatience, withStore } from "../../../../../runtime/operator/connection";
import { makeTable, refusedChange, removeTable, stateOfTable } from "../../../../../runtime/operator/table";
import type { TableSpec, TableState } from "../../../../../runtime/operator/table-spec";
import type { Kind } from "../kind";
import { accessOf, type StoreIdentity } from "./access";

export interface TableInputs extends StoreIdentity, TableSpec {
    /** Whether its items go with it. */
    readonly ephemeral: boolean;
}

export type TableOutputs = TableState;

/** A table's shards: a bucket each, with a copy at every place of the cell. */
export const table: Kind<TableInputs, TableOutputs> = {
    identify: ({ cell, name }) => `${cell}/${name}`,
    refuses: refusedChange,
    apply: inputs =>
        withPatience(accessOf(inputs), `table ${inputs.name} of cell ${inputs.cell}`, nats => makeTable(nats, inputs)),
    async inspect(inputs) {
        const { changesId } = inputs;
        try {
            return await withStore(accessOf(inputs), operatorInbox, nats => stateOfTable(nats, inputs, changesId));
        } catch {
            return { state: "not reached", changesId };
        }
    },
    isRight: (_inputs, { state }) => state === "whole",
    async remove(inputs) {
        const subject = `table ${inputs.name} of cell ${inputs.cell}`;
        if (!inputs.ephemeral) {
            console.log(`${subject} is kept in the cell's store; set store.ephemeral to have it deleted`);
            return;
        }
        await withStore(accessOf(inputs), operatorInbox, nats => removeTable(nats, inputs)).catch((error: unknown) => {
            // A store that is down must not keep a stack from being destroyed.
            console.log(`${subject} goes with the store's data only: ${(error as Error).message}`);
        });
    },
};
