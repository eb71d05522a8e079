import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../refusal";
import type { Condition } from "../store/table";

/** A revision as a strong entity tag (RFC 9110 §8.8.3). */
export function tagOf(revision: number): string {
    return `"${revision}"`;
}

const tag = /^"([1-9]\d{0,15})"$/;

/** The condition of a request (RFC 9110 §13.1). Throws a `Refusal` for one that can't be met. */
export function conditionOf(headers: IncomingHttpHeaders): Condition {
    const [match, noneMatch] = [headers["if-match"], headers["if-none-match"]];
    if (match !== undefined && noneMatch !== undefined) {
        throw new Refusal(400, "if-match and if-none-match contradict each other; send one of them");
    }
    if (noneMatch !== undefined) {
        if (noneMatch.trim() !== "*") throw new Refusal(400, "if-none-match is wrong; allowed: *");
        return { kind: "absent" };
    }
    if (match === undefined) {
        return { kind: "always" };
    }
    if (match.trim() === "*") {
        return { kind: "present" };
    }
    const revision = tag.exec(match.trim())?.[1];
    if (revision === undefined) {
        throw new Refusal(400, 'if-match is wrong; allowed: *, or one revision in quotes, as in "17"');
    }
    return { kind: "revision", revision: Number(revision) };
}
