import type { Behaviour } from "../behaviour";
import { answersFor } from "./answers";
import { data } from "./data";
import { front } from "./front";
import { keys } from "./keys";
import { machines } from "./machines";
import { network } from "./network";
import { objects } from "./objects";
import { roles } from "./roles";
import { serving } from "./serving";
import { watching } from "./watching";
import { where } from "./where";

const kinds = { ...data, ...front, ...keys, ...machines, ...network, ...objects, ...roles, ...serving, ...watching };

/**
 * What Azure Resource Manager and the provider before it do with types that stacks use, by the REST references of its services and their
 * naming rules: how ids are formed, what can't be changed, what names may be.
 */
export const azure: Behaviour = { ...where, kinds, answers: answersFor(kinds) };
