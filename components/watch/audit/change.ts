import { canonicalJson, digestOf, type Json } from "./canonical";
import { type AuditEvent, mostEntryBytes } from "./entry";

/** What is recorded of a thing: names, versions, digests, shares and rules. Never a payload, a secret or a subject. */
export type Description = Readonly<Record<string, Json>>;

/** One thing of a description that is another now; undefined where it was not, or is no more. */
interface Difference {
    readonly at: readonly string[];
    readonly from: Json | undefined;
    readonly to: Json | undefined;
}

/** The fields of an entry that describe a change. */
export type Change = Pick<AuditEvent, "what" | "detail">;

/** Characters of `what` that are left to the changes themselves. */
const mostCharacters = 400;
/** Bytes of detail that leave room for the rest of an entry. */
const mostDetailBytes = mostEntryBytes - 4096;

/** A thing that there was not before, as in "model screening". */
export function created(thing: string, after: Description): Change {
    return { what: `${thing} created`, detail: fitting({ after }) };
}

/** How a thing differs from what it was; undefined where it doesn't. */
export function changed(thing: string, before: Description, after: Description): Change | undefined {
    const differences = differencesOf(before, after, []);
    return differences.length === 0
        ? undefined
        : {
              what: `${thing} changed: ${listed(differences.map(textOf))}`,
              detail: fitting({ changes: differences.map(asJson) }),
          };
}

/** A thing that there is no more. */
export function removed(thing: string, before: Description): Change {
    return { what: `${thing} removed`, detail: fitting({ before }) };
}

/** Objects are compared member by member; lists are one thing, since places in them mean nothing. */
function differencesOf(before: Json | undefined, after: Json | undefined, at: readonly string[]): Difference[] {
    if (isObject(before) && isObject(after)) {
        const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
        const own = (all: typeof before, name: string) => (Object.hasOwn(all, name) ? all[name] : undefined);
        return names.flatMap(name => differencesOf(own(before, name), own(after, name), [...at, name]));
    }
    const isSame = before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after);
    return isSame ? [] : [{ at, from: before, to: after }];
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json | undefined>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

const digest = /^sha256:[0-9a-f]{64}$/;

/** A digest shows only that something changed; the detail of the entry shows what. */
function textOf({ at, from, to }: Difference): string {
    const name = at.join(" ");
    if ([from, to].every(value => typeof value === "string" && digest.test(value))) {
        return name;
    }
    if (from === undefined || to === undefined) {
        return `${name} ${from === undefined ? "added" : "removed"}`;
    }
    return `${name} from ${said(from)} to ${said(to)}`;
}

function said(value: Json): string {
    if (Array.isArray(value)) {
        return value.length === 0 ? "none" : value.map(said).join(" and ");
    }
    return typeof value === "string" ? value : canonicalJson(value);
}

/** As many as there is room for, and how many there are more. */
function listed(texts: readonly string[]): string {
    let shown = texts.length;
    while (shown > 0 && texts.slice(0, shown).join(", ").length > mostCharacters) shown--;
    const rest = texts.length - shown;
    return [...texts.slice(0, shown), ...(rest === 0 ? [] : [`${rest} more`])].join(", ");
}

function asJson({ at, from, to }: Difference): Json {
    return { at, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** A value that does not fit into an entry is replaced with its digest. */
function fitting(detail: Description): Description {
    const bytes = Buffer.byteLength(canonicalJson(detail));
    return bytes <= mostDetailBytes ? detail : { digest: digestOf(detail), bytes };
}
