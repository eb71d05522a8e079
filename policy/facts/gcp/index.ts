import type { Row } from "../fact";
import { data } from "./data";
import { front } from "./front";
import { keys } from "./keys";
import { network } from "./network";
import { watching } from "./watching";
import { work } from "./work";

export { accountOf, kindOf, placeNamed, spellings, tags } from "./names";
export { placeOf } from "./place";

/** What the pack knows of Google Cloud, by type. */
export const rows: Readonly<Record<string, Row>> = { ...data, ...front, ...keys, ...network, ...watching, ...work };
