import { knownRegions, splitRef } from "../../../components/plan/places/catalogue";
import { knownMultiRegions } from "../../../components/plan/places/multi-regions";

/** Refs of places by what labels of monitored resources call them: regions, and words for several. */
const places: readonly (readonly [string, string])[] = [...knownRegions, ...knownMultiRegions]
    .filter(ref => ref.startsWith("gcp:"))
    .map(ref => [
        splitRef(ref as (typeof knownRegions)[number])
            .name.split("/")
            .at(-1)!
            .toLowerCase(),
        ref,
    ]);

/** Where that is from which a filter takes entries. None: anywhere. */
type Asked = ReadonlySet<string> | undefined;

/** A zone is called by its region and a letter. */
const zone = /-[a-z]$/;

/** Labels of resources say where they are; what an entry's own text says of a place, says nothing of where it comes from. */
const label = /^resource\.labels\.(?:location|region|zone)$/;

/** Comments end with their line; a text in quotes is of one piece, whatever is in it; the rest is operators and words. */
const token =
    /--[^\n]*|"(?:[^"\\]|\\.?)*(?:"|$)|'(?:[^'\\]|\\.?)*(?:'|$)|!=|!~|=~|>=|<=|[=:<>(),]|[^\s"'=:<>!~(),]+|\S/gs;
const operator = /^(?:!=|!~|=~|>=|<=|[=:<>])$/;

/** Deeper nesting does not occur in practice, and is not read. */
const deepest = 32;

/**
 * Places that a filter of logs keeps to (https://cloud.google.com/logging/docs/view/logging-query-language). What it negates, asks for by
 * something else, or says in a way that isn't read here, may come from anywhere. `OR` binds closer than `AND`, which may be left out.
 */
export function placesAskedBy(filter: string): readonly string[] | undefined {
    const tokens = (filter.match(token) ?? []).filter(text => !text.startsWith("--"));
    const reader = new Reader(tokens);
    const asked = reader.all(0);
    return asked === undefined || !reader.isAtEnd() ? undefined : [...asked];
}

class Reader {
    private next = 0;

    constructor(private readonly tokens: readonly string[]) {}

    isAtEnd(): boolean {
        return this.next >= this.tokens.length;
    }

    all(depth: number): Asked {
        let asked = this.any(depth);
        while (!this.isAtEnd() && this.peek() !== ")") {
            this.take("AND");
            asked = both(asked, this.any(depth));
        }
        return asked;
    }

    private any(depth: number): Asked {
        let asked = this.one(depth);
        while (this.take("OR")) asked = either(asked, this.one(depth));
        return asked;
    }

    private one(depth: number): Asked {
        let isNegated = false;
        while (this.take("NOT")) isNegated = true;
        const asked = this.term(depth);
        return isNegated ? undefined : asked;
    }

    private term(depth: number): Asked {
        if (this.take("(")) return this.inParentheses(depth, inner => this.all(inner));
        const word = this.tokens[this.next++] ?? "";
        if (!operator.test(this.peek() ?? "")) {
            // A text that is looked for anywhere, or what a function takes: `sample(insertId, 0.25)`.
            if (this.take("(")) this.inParentheses(depth, () => this.skip());
            return undefined;
        }
        const compared = this.tokens[this.next++]!;
        const test = testOf(label.test(word) ? compared : "");
        return this.take("(")
            ? this.inParentheses(depth, () => this.values(test))
            : test(this.tokens[this.next++] ?? "");
    }

    /** `("europe-west3" OR "europe-west4")` */
    private values(test: (value: string) => Asked): Asked {
        let asked = test(this.tokens[this.next++] ?? "");
        while (this.take("OR")) asked = either(asked, test(this.tokens[this.next++] ?? ""));
        return this.peek() === ")" ? asked : this.skip();
    }

    private inParentheses(depth: number, read: (depth: number) => Asked): Asked {
        if (depth >= deepest) {
            this.next = this.tokens.length;
            return undefined;
        }
        const asked = read(depth + 1);
        return this.take(")") ? asked : undefined;
    }

    /** What is in parentheses and isn't read, up to their end. */
    private skip(): Asked {
        for (let open = 0; !this.isAtEnd() && (open > 0 || this.peek() !== ")"); this.next++) {
            if (this.peek() === "(") open++;
            if (this.peek() === ")") open--;
        }
        return undefined;
    }

    private peek(): string | undefined {
        return this.tokens[this.next];
    }

    private take(text: string): boolean {
        if (this.peek() !== text) return false;
        this.next++;
        return true;
    }
}

const both = (one: Asked, other: Asked): Asked =>
    one === undefined || other === undefined ? (one ?? other) : new Set([...one].filter(ref => other.has(ref)));
const either = (one: Asked, other: Asked): Asked =>
    one === undefined || other === undefined ? undefined : new Set([...one, ...other]);

/** Which places have a label that an operator takes. */
function testOf(compared: string): (value: string) => Asked {
    return quoted => {
        const value = quoted.replace(/^["']|["']$/g, "").toLowerCase();
        switch (compared) {
            case "=":
                return named(name => name === value || name === value.replace(zone, ""));
            case ":":
                return value === "*" ? undefined : named(name => `${name}-`.includes(value.replace(zone, "")));
            case "=~":
                return beginning(value);
            default:
                return undefined;
        }
    };
}

/** Of patterns, those that ask for how a name begins: `^europe-west3-.*`, `^(europe-west3|europe-west4)`. */
function beginning(pattern: string): Asked {
    const [, one, several] = /^\^(?:([a-z0-9-]+)|\(([a-z0-9|-]+)\))(?:\$|[-.[(][^|]*)?$/.exec(pattern) ?? [];
    const all = (several ?? one)?.split("|");
    return all && named(name => all.some(begin => name.startsWith(begin) || begin.startsWith(`${name}-`)));
}

/** What the catalogue doesn't know may be anywhere. */
function named(test: (name: string) => boolean): Asked {
    const found = places.filter(([name]) => test(name)).map(([, ref]) => ref);
    return found.length === 0 ? undefined : new Set(found);
}
