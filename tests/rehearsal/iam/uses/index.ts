import { certificates } from "./certificates";
import { data } from "./data";
import { deployers } from "./deployers";
import { events } from "./events";
import { images } from "./images";
import { logs, notifications } from "./logs";
import { machines } from "./machines";
import { tasks } from "./tasks";
import type { Use } from "./use";

/** What the features of the stacks call, by AWS's documentation: written without a look at the policies that they have. */
export const uses: readonly Use[] = [
    ...tasks,
    ...certificates,
    ...machines,
    ...data,
    ...logs,
    ...notifications,
    ...events,
    ...images,
    ...deployers,
];
