import type { Row } from "../fact";
import { identity } from "./work/identity";
import { machines } from "./work/machines";
import { services } from "./work/services";

/** Who works, and by which rights. */
export const work: Readonly<Record<string, Row>> = { ...identity, ...machines, ...services };
