import { listed, Refusal } from "../refusal";

/** A request's body as an object with known keys only: a misspelt key would be ignored unnoticed. Throws a `Refusal`. */
export function onlyWith<Key extends string>(known: readonly Key[], body: unknown): Partial<Record<Key, unknown>> {
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
        throw new Refusal(400, "the body must be a JSON object");
    }
    const unknown = Object.keys(body).filter(key => !(known as readonly string[]).includes(key));
    if (unknown.length > 0) {
        throw new Refusal(400, `${listed(unknown)} in the body is unknown; allowed: ${known.join(", ")}`);
    }
    return body;
}
