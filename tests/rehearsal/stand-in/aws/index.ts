import type { Behaviour } from "../behaviour";
import { awsAnswers } from "./answers";
import { data } from "./data";
import { front } from "./front";
import { keys } from "./keys";
import { network } from "./network";
import { objects } from "./objects";
import { roles } from "./roles";
import { stored } from "./stored";
import { tasks } from "./tasks";
import { vendors } from "./vendors";
import { watching } from "./watching";
import { where } from "./where";

/**
 * What AWS does with the types that the stacks use, by the API references of its services: how ids and ARNs are formed, what can't be
 * changed, what names may be.
 */
export const aws: Behaviour = {
    ...where,
    answers: awsAnswers,
    stored,
    kinds: { ...data, ...front, ...keys, ...network, ...objects, ...roles, ...tasks, ...vendors, ...watching },
};
