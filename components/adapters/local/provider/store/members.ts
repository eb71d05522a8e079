import { inboxOf } from "../../../../../runtime/store/subjects";
import type { Kind } from "../kind";
import { accessOf, type StoreIdentity } from "./access";
import { withPatience } from "../../../../../runtime/operator/connection";
import { removeOthers } from "../../../../../runtime/operator/members";

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
        if (leaving.length > 0) {
            await withPatience(
                accessOf(inputs),
                `${leaving.join(" and ")} of cell ${inputs.cell} leaves`,
                async nats => {
                    const { unheard } = await removeOthers(nats, inputs.members);
                    if (unheard > 0) throw new Error(stillUnheard(unheard));
                },
                inboxOf("administrator", "any"),
            );
        }
        return { members: inputs.members };
    },
    inspect: ({ members }) => Promise.resolve({ members }),
    remove: () => Promise.resolve(),
};

function stillUnheard(servers: number): string {
    return `${servers} of the servers that count for its majority have not come since its leader started, and may be the one that leaves; start every server of the cell, and update again`;
}
