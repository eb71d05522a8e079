/** Keys with dots are written `["so"]`, lists by such keys `["so"][]`. */
const stepsOf = (path: string): readonly string[] =>
    path.includes('["')
        ? [...path.matchAll(/\["([^"]+)"\](\[\])?|([^.[\]]+(?:\[\])?)/g)].map(([, key, list = "", plain]) =>
              key === undefined ? plain! : `${key}${list}`,
          )
        : path.split(".");

/** What the engine puts in place of values that are not known before an update (`@pulumi/policy`, proxy.js). */
const unknowns: ReadonlySet<unknown> = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** What is said of a property: a value, nothing, or something that is not known before the update. */
export type Read<T> =
    | { readonly is: "known"; readonly value: T }
    | { readonly is: "absent" }
    | { readonly is: "unknown"; readonly path: string };

/** The same of what is said. */
export type Said<T> = Exclude<Read<T>, { readonly is: "absent" }>;

const absent = { is: "absent" } as const;

/** What marks a secret (`@pulumi/pulumi/runtime/rpc`): an engine sends it with its value, an export with a text of that, open or closed. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** Represents a secret that has not been opened. */
const closed = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * A resource's properties, by paths: `replicas[].regionName` is that of each replica. Nothing throws, whatever the properties are: what has
 * another form than a rule asks for is read as absent, and what is not known as unknown, which hides nothing beside it.
 */
export class Properties {
    constructor(private readonly raw: unknown) {}

    /** What is empty says nothing; a number is as good as its digits. */
    text(path: string): Read<string> {
        return as(this.at(path), asText);
    }

    /** Programs write some as texts, as Go's ParseBool reads them, which providers are written with. */
    flag(path: string): Read<boolean> {
        return as(this.at(path), asFlag);
    }

    number(path: string): Read<number> {
        return as(this.at(path), asNumber);
    }

    has(path: string): boolean {
        return this.at(path).is !== "absent";
    }

    /** Whatever it is. */
    read(path: string): Read<unknown> {
        return this.at(path);
    }

    /** Of each element that a path with `[]` leads to; a list that is not known is one element that isn't. */
    texts(path: string): Said<string>[] {
        return this.each(path).flatMap((read): Said<string>[] => {
            const text = as(read, asText);
            return text.is === "absent" ? [] : [text];
        });
    }

    /** Objects that a path leads to, each written as an object or as a JSON text; a text that is no JSON is as good as not known. */
    documents(path: string): Said<Properties>[] {
        return this.each(path).flatMap((read): Said<Properties>[] => {
            if (read.is === "unknown") return [read];
            if (isEmpty(read.value)) return [];
            const value = typeof read.value === "string" ? parsed(read.value) : read.value;
            if (value === undefined) return [{ is: "unknown", path }];
            return isObject(value) ? [{ is: "known", value: new Properties(value) }] : [];
        });
    }

    /** What an object says anything of. */
    keys(path: string): string[] {
        const read = this.at(path);
        return read.is === "known" && isObject(read.value) && !Array.isArray(read.value) ? Object.keys(read.value) : [];
    }

    /** The objects of a list. */
    list(path: string): { readonly items: readonly Properties[]; readonly isKnown: boolean } {
        const all = this.each(`${path}[]`);
        return {
            items: all.flatMap(read => (read.is === "known" ? [new Properties(read.value)] : [])),
            isKnown: all.every(({ is }) => is === "known"),
        };
    }

    /** The first value that is set: providers fill in empty texts and lists for unset ones. */
    private at(path: string): Read<unknown> {
        return this.each(path).find(read => read.is === "unknown" || !isEmpty(read.value)) ?? absent;
    }

    private each(path: string): Said<unknown>[] {
        let found: unknown[] = [opened(this.raw)];
        for (const step of stepsOf(path)) {
            const isList = step.endsWith("[]");
            const key = isList ? step.slice(0, -2) : step;
            found = found
                .flatMap(value => spread(value))
                .flatMap(value => {
                    if (unknowns.has(value)) return [value];
                    const inner = opened(own(value, key));
                    if (inner === undefined || inner === null) return [];
                    return isList ? spread(inner) : [inner];
                });
        }
        return found.map(value => (unknowns.has(value) ? { is: "unknown", path } : { is: "known", value }));
    }
}

function own(value: unknown, key: string): unknown {
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}

/** The content of a secret, in each of its forms: a policy's SDK has a class of its own. It is evaluated, and never shown. */
function opened(value: unknown): unknown {
    if (!isObject(value)) return value;
    if (own(value, signature) === secretSignature) {
        if (Object.hasOwn(value, "value")) return once(value.value);
        const { plaintext } = value;
        return typeof plaintext === "string" ? (parsed(plaintext) ?? closed) : closed;
    }
    return isOfSdk(value) ? once(value.value) : value;
}

/** Secrets contain no secrets: a nested one is data. */
const once = (value: unknown) =>
    isObject(value) && (own(value, signature) === secretSignature || isOfSdk(value)) ? closed : value;

/** By its name: loading the SDK takes longer than evaluating a stack, and several versions of it may be there. */
function isOfSdk(value: object): value is { readonly value: unknown } {
    const made = Object.getPrototypeOf(value) as { readonly constructor?: { readonly name?: unknown } } | null;
    return made?.constructor?.name === "Secret" && Object.hasOwn(value, "value");
}

/** None: it is no JSON. */
function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

/** Providers of other versions have a list where this one has one, or one where it has a list: each of it is meant, whichever is written. */
function spread(value: unknown, depth = 4): readonly unknown[] {
    if (!Array.isArray(value)) return [value];
    if (depth === 0) return [];
    return value.flatMap(item => spread(opened(item), depth - 1)).filter(item => item !== undefined && item !== null);
}

const isEmpty = (value: unknown) => value === "" || (Array.isArray(value) && value.length === 0);

/** A value of another form is none. */
function as<T>(read: Read<unknown>, form: (value: unknown) => T | undefined): Read<T> {
    if (read.is !== "known") return read;
    const value = form(read.value);
    return value === undefined ? absent : { is: "known", value };
}

function asText(value: unknown): string | undefined {
    if (typeof value === "number") return String(value);
    return typeof value === "string" && value !== "" ? value : undefined;
}

function asFlag(value: unknown): boolean | undefined {
    if (typeof value === "boolean") return value;
    const text = asText(value) ?? "";
    if (/^(1|t|true)$/i.test(text)) return true;
    return /^(0|f|false)$/i.test(text) ? false : undefined;
}

function asNumber(value: unknown): number | undefined {
    if (typeof value === "number") return value;
    return typeof value === "string" && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
}
