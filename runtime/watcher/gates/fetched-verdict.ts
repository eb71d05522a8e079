import { z } from "zod";
import type { Traffic } from "../../../components/plan/watch/watch-plan";

/** Where gates on other machines than their watcher's fetch the verdict on their region (`runtime/keeper/verdict.ts`). */
export const verdictPath = "/v1/verdict";

/** What they fetch. */
export const fetchedVerdict = z.object({
    traffic: z.enum(["serving", "fallback", "out"] satisfies readonly Traffic[]),
    /** Whether each answer of a gate ends the connection that it comes on. */
    ending: z.boolean(),
});

export type FetchedVerdict = z.output<typeof fetchedVerdict>;
