import type { JsonObject } from "../envoy";
import { header } from "../headers";
import type { Reply } from "./replies";

/** An answer of the gate itself. */
export function direct(match: JsonObject, { status, body, contentType = "application/json" }: Reply): JsonObject {
    if (body === undefined) {
        return { match, direct_response: { status } };
    }
    return {
        match,
        direct_response: { status, body: { inline_string: body } },
        response_headers_to_add: [header("content-type", contentType)],
    };
}
