import { audit } from "./audit";
import { coverage } from "./coverage";
import { durability } from "./durability";
import { encryption } from "./encryption";
import type { Entry } from "./entry";
import { exposure } from "./exposure";
import { identity } from "./identity";
import { integrity } from "./integrity";
import { residency } from "./residency";

/** What every rule says, by its id. */
export const matrix: Readonly<Record<string, Entry>> = {
    ...audit,
    ...coverage,
    ...durability,
    ...encryption,
    ...exposure,
    ...identity,
    ...integrity,
    ...residency,
};
