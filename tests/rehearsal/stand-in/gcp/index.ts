import type { Behaviour } from "../behaviour";
import type { Condition, Kind } from "../kind";
import { gcpAnswers } from "./answers";
import { data } from "./data";
import { front } from "./front";
import { keys } from "./keys";
import { machines } from "./machines";
import { network } from "./network";
import { objects } from "./objects";
import { roles } from "./roles";
import { serving } from "./serving";
import { tables } from "./tables";
import { watching } from "./watching";
import { where } from "./where";

const said: Readonly<Record<string, Kind>> = {
    ...data,
    ...front,
    ...keys,
    ...machines,
    ...network,
    ...objects,
    ...roles,
    ...serving,
    ...tables,
    ...watching,
};

const kept: Condition = { property: "deletionPolicy", while: "PREVENT" };
const left: Condition = { property: "deletionPolicy", while: "ABANDON" };

/** What the provider does with every type that has a `deletionPolicy`. */
function withPolicy(kind: Kind): Kind {
    const { guard = [], stays = [] } = kind;
    return {
        ...kind,
        guard: [guard, kept].flat(),
        stays:
            stays === true || [stays].flat().some(({ property }) => property === left.property)
                ? stays
                : [stays, left].flat(),
    };
}

/**
 * What Google Cloud and its provider do with the types that a stack uses, by `@pulumi/gcp` and the references of the services: how ids
 * and self links are formed, what can't be changed, what names may be, what keeps something from being deleted.
 */
export const gcp: Behaviour = {
    ...where,
    answers: gcpAnswers,
    kinds: Object.fromEntries(Object.entries(said).map(([type, kind]) => [type, withPolicy(kind)])),
};
