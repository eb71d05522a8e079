import { Passing, Refused } from "../failure";
import { statusText } from "./object";
import type { Answer } from "./request";

/** What gives out credentials and did not. Its text is never shown. */
export function refusedBy({ status }: Answer, from: URL, remedy: string): Passing | Refused {
    const problem = `${from.host} gives no credentials (${statusText(status)})`;
    return status === 408 || status === 429 || status >= 500
        ? new Passing(problem, remedy)
        : new Refused(problem, remedy);
}
