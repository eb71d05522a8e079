import type { Row } from "../fact";
import { databases } from "./databases";
import { disks } from "./disks";
import { front } from "./front";
import { images } from "./images";
import { keys } from "./keys";
import { models } from "./models";
import { network } from "./network";
import { objects } from "./objects";
import { rights } from "./rights";
import { streams } from "./streams";
import { watching } from "./watching";
import { work } from "./work";

export { isHere, kindOf, placeNamed, spellings, tags } from "./names";
export { placeOf } from "./place";

/** What the pack knows of AWS, by type. */
export const rows: Readonly<Record<string, Row>> = {
    ...databases,
    ...disks,
    ...front,
    ...images,
    ...keys,
    ...models,
    ...network,
    ...objects,
    ...rights,
    ...streams,
    ...watching,
    ...work,
};
