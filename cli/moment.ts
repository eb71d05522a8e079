import { UsageError } from "./exit";

/** ISO 8601, or the part of it that people write: a date, or a date and a time without seconds or a zone. */
const written = /^\d{4}-\d{2}-\d{2}(?<time>T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?)?(?<zone>Z|[+-]\d{2}:\d{2})?$/;

/** Milliseconds since 1970 of a date or a time, in UTC where it names no zone. Throws `UsageError`. */
export function momentOf(option: string, text: string): number {
    const { time, zone } = written.exec(text)?.groups ?? {};
    const isZoned = time === undefined || zone !== undefined;
    const moment = written.test(text) ? Date.parse(isZoned ? text : `${text}Z`) : NaN;
    if (Number.isNaN(moment)) {
        throw new UsageError(
            `--${option} is a date or a time in UTC, as in 2026-01-31 or 2026-01-31T12:00, not ${text}`,
        );
    }
    return moment;
}
