import { readFileSync } from "node:fs";
import { z } from "zod";
import { parse } from "../../components/plan/config/parse";
import { regionRef } from "../../components/plan/config/form";
import { alarmKinds } from "../../components/watch/state";
import { replaceFile } from "../files";

const counted = z.array(z.strictObject({ time: z.number(), total: z.number(), bad: z.number() }));

const alarm = z.strictObject({
    id: z.string(),
    kind: z.enum(alarmKinds),
    severity: z.enum(["page", "ticket"]),
    cell: z.string(),
    region: regionRef.optional(),
    message: z.string(),
    parts: z.array(z.string()).readonly().optional(),
    since: z.string(),
    until: z.string().optional(),
});

const schema = z.strictObject({
    version: z.literal(1),
    /** Since when anything is known, in milliseconds since 1970. */
    since: z.number(),
    alarms: z.array(alarm),
    /** By cell and region. */
    regions: z.record(
        z.string(),
        z.strictObject({
            models: z.record(z.string(), z.strictObject({ failed: counted, slow: counted })),
            /** By signal; what each holds is its own to say. */
            usual: z.record(z.string(), z.unknown()),
        }),
    ),
});

/** The history that a hub could not collect again: compliance with objectives, usual values, and past alarms. */
export type Memory = z.output<typeof schema>;

/** What was known before; undefined where there is nothing. Throws where what there is can't be read. */
export function recall(file: string): Memory | undefined {
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
    return parse(schema, JSON.parse(text), "memory");
}

/** In place of what was known before, as a whole. */
export async function memorize(file: string, memory: Memory): Promise<void> {
    await replaceFile(file, JSON.stringify(memory));
}
