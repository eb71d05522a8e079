import type { Raised } from "../../components/watch/alarms/book";
import type { Moment } from "../clocks";
import type { HubFile } from "./hub-file";
import type { WatchedRegion } from "./region";

/** Evaluates what regions have reported. */
export type Judge = (regions: readonly WatchedRegion[], plan: HubFile, now: Moment) => readonly Raised[];
