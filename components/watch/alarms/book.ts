import type { Alarm } from "../state";

/** A condition that an operator should know of, with its current state. */
export type Raised = Omit<Alarm, "since" | "until">;

const keepMs = 24 * 3_600_000;
/** Beyond it those that ended first are forgotten. */
const most = 1_000;

/** The alarms after another look: what is raised is on, since when it first was; what isn't any more has ended. The newest first. */
export function bookAfter(book: readonly Alarm[], raised: readonly Raised[], now: number): Alarm[] {
    const time = new Date(now).toISOString();
    const on = new Map(book.filter(({ until }) => until === undefined).map(alarm => [alarm.id, alarm]));
    const ids = new Set(raised.map(({ id }) => id));
    const current = raised.map(alarm => ({ ...alarm, since: on.get(alarm.id)?.since ?? time }));
    const ended = [...on.values()].filter(({ id }) => !ids.has(id)).map(alarm => ({ ...alarm, until: time }));
    const past = book.filter(({ until }) => until !== undefined && now - Date.parse(until) < keepMs);
    const byNewest = (a: Alarm, b: Alarm) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0);
    return [...current.sort(byNewest), ...[...ended, ...past].sort(byNewest)].slice(0, most);
}
