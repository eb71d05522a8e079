import { z } from "zod";

import { sha256 } from "./form";

/** Images of the runtime (docs/operations/images.md), by the names of their repositories. */
export const imageNames = ["runtime", "runtime-native", "fetch", "gate", "store"] as const;
export type ImageName = (typeof imageNames)[number];

/** The digest of each image as a registry has it: that of its index, which names every architecture. */
export const lockedImages = z.partialRecord(z.enum(imageNames), sha256);
export type LockedImages = z.output<typeof lockedImages>;
