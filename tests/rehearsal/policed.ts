import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { Rehearsal } from "./rehearsal";

/** The pack's directory, as users name it. */
export const pack = path.join(packageRoot(), "policy");

/** The output of the policy pack in the engine's preview of a stack, or of any program. */
export async function previewed(
    stack: string,
    config: string | Readonly<Record<string, unknown>>,
    program?: string,
    more: (rehearsal: Rehearsal) => readonly string[] = () => [],
): Promise<{ readonly exitCode: number; readonly said: string }> {
    const rehearsal = await Rehearsal.prepare(stack, config, program === undefined ? {} : { program });
    try {
        const args = ["preview", "--policy-pack", pack, ...more(rehearsal)];
        const { errors, exitCode, output } = await rehearsal.run(...args);
        return { exitCode, said: output + errors };
    } finally {
        await rehearsal.dispose();
    }
}

/** What an engine says of the policies that a stack breaks: whether that stops the update, the rule, and what breaks it. */
export function brokenIn(output: string): string[] {
    const found = output.matchAll(/\[(mandatory|advisory)\].*?(\w+\/[\w-]+) {2}\((\S+): (\S+)\)/g);
    return [...found].map(([, level, rule, , name]) => `${level} ${rule} ${name}`).sort();
}
