import { inboxOf } from "../../../../../runtime/store/subjects";
import type { Kind } from "../kind";
import { accessOf, type StoreIdentity } from "./access";
import { withPatience } from "../../../../../runtime/operator/connection";
import { removeServer } from "../../../../../runtime/operator/store-api";

export interface MembersInputs extends StoreIdentity {
    readonly cell: string;
    /** The servers of the cell's store, by name. */
    readonly members: readonly string[];
}

export interface MembersOutputs {
    readonly members: readonly string[];
}

/**
 * The members of a cell's store. A server joins when it starts. One that leaves has to be removed from the list by which the others count
 * their majority. When the whole store is deleted, no server is removed: stored data recovers as it was.
 */
export const members: Kind<MembersInputs, MembersOutputs> = {
    identify: ({ cell }) => cell,
    async apply(inputs, before) {
        const leaving = (before?.members ?? []).filter(name => !inputs.members.includes(name));
        for (const peer of leaving) {
            await withPatience(
                accessOf(inputs),
                `server ${peer} of cell ${inputs.cell} leaves`,
                nats => removeServer(nats, peer),
                inboxOf("administrator", "any"),
            );
        }
        return { members: inputs.members };
    },
    inspect: ({ members }) => Promise.resolve({ members }),
    remove: () => Promise.resolve(),
};
