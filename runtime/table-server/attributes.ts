import { Refusal } from "../refusal";
import type { Attributes } from "../store/item";
import type { Key, TableSpec } from "../store/table";
import { MOST_SECONDS } from "./limits";

export type { Attributes };

/** An item's attributes from a request's body. Throws a `Refusal`. */
export function attributesOf(body: unknown, { partitionKey, sortKey, ttl }: TableSpec, { key, sort }: Key): Attributes {
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
        throw new Refusal(400, "the body must be a JSON object of attributes");
    }
    const attributes = body as Record<string, unknown>;
    same(attributes, partitionKey, key);
    if (sortKey !== undefined) same(attributes, sortKey, sort);
    const expires = ttl === undefined ? undefined : own(attributes, ttl);
    if (expires !== undefined && !isTime(expires)) {
        throw new Refusal(
            400,
            `attribute ${ttl} must be a whole number from 1 to ${MOST_SECONDS}: ` +
                "seconds since 1970, not milliseconds, after which the item is gone",
        );
    }
    return attributes;
}

function isTime(value: unknown): boolean {
    return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= MOST_SECONDS;
}

/** A key may be left out of the body, and not be another than in the path. */
function same(attributes: Record<string, unknown>, name: string, value: string | undefined): void {
    const said = own(attributes, name);
    if (said !== undefined && said !== value) {
        throw new Refusal(400, `attribute ${name} must be the text that the path has, or left out`);
    }
}

function own(attributes: Record<string, unknown>, name: string): unknown {
    return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
