import { regionRef } from "../../components/plan/config/form";
import { nearestSpelling } from "../../components/plan/config/spelling";
import { type Entry, subjects } from "../../components/watch/audit/entry";
import { UsageError } from "../exit";
import { momentOf } from "../moment";

/** Which entries are asked for, in the words of the command line. */
interface Asked {
    readonly region?: string | undefined;
    readonly subject?: string | undefined;
    readonly since?: string | undefined;
    readonly last?: string | undefined;
}

/** What picks the entries that are asked for. Throws `UsageError`. */
export function selectionOf({ region, subject, since, last }: Asked): (entries: readonly Entry[]) => readonly Entry[] {
    if (region !== undefined && !regionRef.safeParse(region).success) {
        throw new UsageError(`--region is <cloud>:<region>, as in local:eu-west, not ${region}`);
    }
    if (subject !== undefined && !subjects.some(known => known === subject)) {
        const nearest = nearestSpelling(subject, subjects);
        throw new UsageError(
            `there is no subject ${subject}; ${nearest === undefined ? `there are ${subjects.join(", ")}` : `did you mean ${nearest}?`}`,
        );
    }
    if (last !== undefined && !/^[1-9]\d{0,8}$/.test(last)) {
        throw new UsageError(`--last is a number of entries, 1 or more, not ${last}`);
    }
    const from = since === undefined ? -Infinity : momentOf("since", since);
    return entries =>
        entries
            .filter(
                entry =>
                    (region === undefined || entry.region === region) &&
                    (subject === undefined || entry.subject === subject) &&
                    Date.parse(entry.time) >= from,
            )
            .slice(last === undefined ? 0 : -Number(last));
}
