import assert from "node:assert/strict";

import { Rehearsal } from "../rehearsal";

/** What the engine says, in whole, of a program that clouds refuse. */
export async function refused(program: string): Promise<string> {
    const rehearsal = await Rehearsal.prepare("foreign", {}, { program });
    try {
        const { exitCode, errors, output } = await rehearsal.run(
            "up",
            "--yes",
            "--skip-preview",
            "--continue-on-error",
        );
        assert.notEqual(exitCode, 0);
        return output + errors;
    } finally {
        await rehearsal.dispose();
    }
}
