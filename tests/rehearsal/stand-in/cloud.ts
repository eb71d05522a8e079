import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Thing } from "./kind";

/** What tells a thing from all others: another region or account may have one of the same id. */
type Named = Pick<Thing, "type" | "id" | "account" | "region">;

/** What clouds have, as files below a directory: each process of the fake provider sees what the others have made. */
export class Cloud {
    private readonly things: string;
    private readonly seen = new Map<string, { readonly writtenMs: number; readonly thing: Thing }>();

    constructor(directory: string) {
        this.things = path.join(directory, "things");
        mkdirSync(this.things, { recursive: true });
    }

    all(): Thing[] {
        return this.allEver().filter(({ gone }) => gone !== true);
    }

    /** With what has left only its name. */
    allEver(): Thing[] {
        return readdirSync(this.things)
            .filter(name => name.endsWith(".json"))
            .flatMap(name => this.read(path.join(this.things, name)) ?? []);
    }

    get(named: Named): Thing | undefined {
        const thing = this.read(this.fileOf(named));
        return thing?.gone === true ? undefined : thing;
    }

    put(thing: Thing): void {
        const file = this.fileOf(thing);
        const whole = `${file}.${randomUUID()}`;
        writeFileSync(whole, `${JSON.stringify(thing, undefined, 1)}\n`, { mode: 0o600 });
        renameSync(whole, file);
    }

    remove(named: Named): void {
        rmSync(this.fileOf(named), { force: true });
    }

    private read(file: string): Thing | undefined {
        try {
            const { mtimeMs: writtenMs } = statSync(file);
            const seen = this.seen.get(file);
            if (seen?.writtenMs === writtenMs) return seen.thing;
            const thing = JSON.parse(readFileSync(file, "utf8")) as Thing;
            this.seen.set(file, { writtenMs, thing });
            return thing;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
            throw error;
        }
    }

    private fileOf({ account, id, region = "", type }: Named): string {
        const key = createHash("sha256").update([type, account, region, id].join(" ")).digest("hex").slice(0, 32);
        return path.join(this.things, `${key}.json`);
    }
}
