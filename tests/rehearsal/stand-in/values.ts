import { createHash } from "node:crypto";

/** Properties, as the engine writes them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What is not known before an update (`@pulumi/pulumi/runtime/rpc`). */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";

interface Secret {
    readonly value: unknown;
}

export function asSecret(value: unknown): Properties {
    return { [signature]: secretSignature, value };
}

export function isSecret(value: unknown): value is Secret {
    return typeof value === "object" && value !== null && (value as Properties)[signature] === secretSignature;
}

/** A file, or a text. */
export function isAsset(value: unknown): value is { readonly hash: string } {
    return typeof value === "object" && value !== null && (value as Properties)[signature] === assetSignature;
}

/** The same with secrets marked as a provider gets them, where it is from an exported state (`--show-secrets`). */
export function withMarks(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withMarks);
    if (typeof value !== "object" || value === null) return value;
    const { plaintext, ...rest } = value as Properties;
    if (isSecret(value) && typeof plaintext === "string") return { ...rest, value: JSON.parse(plaintext) as unknown };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withMarks(inner)]));
}

/** The same without marks of secrets. */
export function plain(value: unknown): unknown {
    if (isSecret(value)) return plain(value.value);
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** The same with each secret as its digest: what is kept on disk tells none. */
export function withoutSecrets(value: unknown): unknown {
    if (isSecret(value)) return { secret: digestOf(value.value) };
    if (Array.isArray(value)) return value.map(withoutSecrets);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

/** The stored state, with secrets as their holders state them. If none does, it was changed. */
export function withSecrets(kept: unknown, known: unknown): unknown {
    if (isDigest(kept)) return isSecret(known) && digestOf(known.value) === kept.secret ? known : asSecret("changed");
    if (Array.isArray(kept)) return kept.map((each, i) => withSecrets(each, (known as unknown[] | undefined)?.[i]));
    if (typeof kept !== "object" || kept === null) return kept;
    return Object.fromEntries(
        Object.entries(kept).map(([key, inner]) => [key, withSecrets(inner, (known as Properties | undefined)?.[key])]),
    );
}

function isDigest(value: unknown): value is { readonly secret: string } {
    const { secret, ...rest } = (typeof value === "object" && value !== null ? value : {}) as Properties;
    return typeof secret === "string" && secret.startsWith("sha256:") && Object.keys(rest).length === 0;
}

/** In whatever order an object's names come: the engine has its own. */
function digestOf(value: unknown): string {
    return `sha256:${createHash("sha256").update(textOf(value)).digest("hex")}`;
}

const textOf = (value: unknown) =>
    JSON.stringify(value, (_, inner: unknown) => (isObject(inner) ? inOrder(inner) : inner));

/** In an order of its own, which no program has. */
export function sorted(values: readonly unknown[]): unknown[] {
    const texts = new Map(values.map(value => [value, textOf(value)]));
    return [...values].sort((one, other) => (texts.get(one)! < texts.get(other)! ? -1 : 1));
}

function inOrder(value: Properties): Properties {
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What is at a path of names: `resource.partitionKey`. */
export function at(value: unknown, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>(
            (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Properties)[key] : undefined),
            plain(value),
        );
}

/** An object with what is added to it, however deep; what is a secret stays one. */
export function merged(value: unknown, added: unknown): unknown {
    if (value === unknown) return value;
    if (isSecret(value)) return asSecret(merged(value.value, added));
    if (!isObject(value) || !isObject(added)) return added;
    const each = Object.entries(added).map(([key, inner]) => [key, merged(value[key], inner)]);
    return { ...value, ...(Object.fromEntries(each) as Properties) };
}

/** The same, of which nothing is known but its shape. */
export function unknownIn(value: unknown): unknown {
    if (!isObject(value)) return unknown;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unknownIn(inner)]));
}

function isObject(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** All texts in a value, with the path of each. Secrets are none of them. */
export function textsIn(
    value: unknown,
    path: readonly string[] = [],
): { readonly text: string; readonly path: string }[] {
    if (typeof value === "string") return [{ text: value, path: path.join(".") }];
    if (typeof value !== "object" || value === null || isSecret(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}
