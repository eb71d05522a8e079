import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { MadeThings } from "./made";
import { Rehearsal } from "./rehearsal";

/** What an update of the stack `aws` made. */
export interface MadeStack {
    readonly made: MadeThings;
    /** The whole state, as the engine keeps it. */
    readonly state: string;
    /** The secrets in it, in plain text. */
    readonly keys: readonly string[];
}

let once: Promise<MadeStack> | undefined;

/** The stack `aws`, made once for all tests that only look at it. */
export function stackAws(): Promise<MadeStack> {
    return (once ??= make());
}

async function make(): Promise<MadeStack> {
    const config = readFileSync(path.join(packageRoot(), "stacks", "Pulumi.aws.yaml"), "utf8");
    const rehearsal = await Rehearsal.prepare("aws", config);
    try {
        await rehearsal.up();
        const state = await rehearsal.state();
        const keys = new MadeThings(await rehearsal.state({ secrets: true })).all
            .filter(({ type }) => type === "random:index/randomBytes:RandomBytes")
            .map(({ outputs }) => JSON.parse((outputs.hex as { plaintext: string }).plaintext) as string);
        return { made: new MadeThings(state), state: JSON.stringify(state), keys };
    } finally {
        await rehearsal.dispose();
    }
}
