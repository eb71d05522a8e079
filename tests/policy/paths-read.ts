import type { Row } from "../../policy/facts/fact";
import { Properties, type Read, type Said } from "../../policy/properties";
import type { Resource } from "../../policy/resource";

type Answer = "absent" | "known" | "unknown";

/** Properties of which whatever is asked is the same; they keep what that was. */
class Asked extends Properties {
    constructor(
        private readonly answer: Answer,
        private readonly paths: Set<string>,
        private readonly word: string,
        private readonly prefix = "",
    ) {
        super({});
    }

    override text(path: string): Read<string> {
        return this.one(path, this.word);
    }

    override read(path: string): Read<unknown> {
        return this.one(path, this.word);
    }

    override keys(path: string): string[] {
        this.one(path, this.word);
        return [];
    }

    override flag(path: string): Read<boolean> {
        return this.one(path, true);
    }

    override number(path: string): Read<number> {
        return this.one(path, 1);
    }

    override has(path: string): boolean {
        // Lists may be there as a whole, too.
        return this.one(`${path}?`, "x").is !== "absent";
    }

    override texts(path: string): Said<string>[] {
        const read = this.one(path, this.word);
        return read.is === "absent" ? [] : [read];
    }

    override documents(path: string): Said<Properties>[] {
        const read = this.one(path, new Properties({}));
        return read.is === "absent" ? [] : [read];
    }

    override list(path: string): { readonly items: readonly Properties[]; readonly isKnown: boolean } {
        this.paths.add(`${this.prefix}${path}[]`);
        const item = new Asked(this.answer, this.paths, this.word, `${this.prefix}${path}[].`);
        return { items: this.answer === "absent" ? [] : [item], isKnown: this.answer !== "unknown" };
    }

    private one<T>(path: string, value: T): Read<T> {
        this.paths.add(`${this.prefix}${path}`);
        if (this.answer === "absent") return { is: "absent" };
        return this.answer === "known" ? { is: "known", value } : { is: "unknown", path };
    }
}

/** Every property that a row reads, whatever it finds there: `words` are texts by which it decides what to read next. */
export function pathsReadBy(type: string, row: Row, words: readonly string[] = []): readonly string[] {
    const paths = new Set(row.names);
    const answers = [
        ...(["absent", "known", "unknown"] as const).map(answer => [answer, "x"] as const),
        ...words.map(word => ["known", word] as const),
    ];
    for (const [answer, word] of answers) {
        const properties = new Asked(answer, paths, word);
        const resource: Resource = { urn: "urn", type, name: "one", properties, comesFrom: {} };
        row.about?.(resource);
        row.encryption?.(resource);
        row.flows?.(resource);
        row.place?.(resource);
        row.reaches?.(resource);
        row.sweeps?.(resource);
        row.within?.(resource);
        for (const claim of Object.values(row.claims ?? {})) claim(resource);
    }
    return [...paths];
}
