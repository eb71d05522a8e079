import type { Row } from "../fact";
import { admission } from "./admission";
import { charts } from "./charts";
import { data } from "./data";
import { front } from "./front";
import { keys } from "./keys";
import { network } from "./network";
import { rights } from "./rights";
import { watching } from "./watching";
import { work } from "./work";

export { kindOf, placeNamed, spellings, tags } from "./names";
export { placeOf } from "./place";

/** What the pack knows of Kubernetes, by type. */
export const rows: Readonly<Record<string, Row>> = {
    ...admission,
    ...charts,
    ...data,
    ...front,
    ...keys,
    ...network,
    ...rights,
    ...watching,
    ...work,
};
