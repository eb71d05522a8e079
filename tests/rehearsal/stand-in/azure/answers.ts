import type { Behaviour } from "../behaviour";
import type { Kind } from "../kind";
import { asSecret } from "../values";
import { digits, guidOf, sameId, tenant } from "./forms";

type Answer = Behaviour["answers"][string];

/** What is asked of Azure without anything being made: who one is, what keys an account has, and how something is that is there. */
export const answersFor = (kinds: Readonly<Record<string, Kind>>): Behaviour["answers"] => ({
    "azure-native:authorization:getClientConfig": ({ account }) => ({
        clientId: guidOf("client"),
        objectId: guidOf("object"),
        subscriptionId: account,
        tenantId: tenant,
    }),
    "azure-native:storage:listStorageAccountKeys": (where, asked) => {
        const { id } = found(kinds, "azure-native:storage:StorageAccount")(where, asked);
        const keys = ["key1", "key2"].map(keyName => ({
            keyName,
            permissions: "FULL",
            value: asSecret(Buffer.from(digits(`${String(id)} ${keyName}`, 64), "hex").toString("base64")),
        }));
        return { keys };
    },
    ...Object.fromEntries(
        Object.keys(kinds).map(type => [type.replace(/:(\w+)$/, ":get$1"), found(kinds, type)] as const),
    ),
});

/** `azure-native:network:getSubnet`: by the same names as it was made. */
function found(kinds: Readonly<Record<string, Kind>>, type: string): Answer {
    return ({ account }, { args, things }) => {
        const id = kinds[type]!.id({ account, inputs: args, hex: () => "", find: () => undefined });
        const thing = things.find(each => each.type === type && sameId(each.id, id));
        if (thing === undefined) throw new Error(`ResourceNotFound: there is no ${type} ${id}`);
        return { ...thing.outputs, id: thing.id };
    };
}
