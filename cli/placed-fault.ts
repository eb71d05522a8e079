import type { Fault } from "../components/plan/faults";
import type { Place } from "./config-key";

/** A fault with its place; this is also how `--json` shows one. */
export interface PlacedFault extends Place, Fault {}
