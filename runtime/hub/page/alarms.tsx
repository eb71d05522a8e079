import type { Alarm } from "../../../components/watch/state";
import { counted, seconds } from "./amounts";
import { Moment } from "./moment";
import { hrefOf } from "./selection";

const severities: Readonly<Record<Alarm["severity"], string>> = { page: "act now", ticket: "within days" };

/** More are folded away: what else there is on the page stays within reach. */
const most = 12;

/** Those that are on, the most urgent first; those that have ended are folded away. */
export function Alarms({ alarms }: { readonly alarms: readonly Alarm[] }) {
    const on = alarms.filter(({ until }) => until === undefined);
    const ended = alarms.filter(({ until }) => until !== undefined);
    const urgent = [...on.filter(isPage), ...on.filter(alarm => !isPage(alarm))];
    return (
        <section aria-labelledby="alarms" class="panel">
            <h2 id="alarms">
                Alarms <span class="count">{on.length === 0 ? "none on" : `${on.length} on`}</span>
            </h2>
            {on.length > 0 && (
                <ul class="alarms" aria-label="Active alarms">
                    {urgent.slice(0, most).map(alarm => (
                        <AlarmItem key={alarm.id} alarm={alarm} />
                    ))}
                </ul>
            )}
            {urgent.length > most && (
                <details>
                    <summary>{counted(urgent.length - most, "more alarm")} on</summary>
                    <ul class="alarms" aria-label="More alarms that are on">
                        {urgent.slice(most).map(alarm => (
                            <AlarmItem key={alarm.id} alarm={alarm} />
                        ))}
                    </ul>
                </details>
            )}
            {ended.length > 0 && (
                <details>
                    <summary>{counted(ended.length, "alarm")} ended in the last day</summary>
                    <ul class="alarms ended">
                        {ended.map(alarm => (
                            <AlarmItem key={`${alarm.id} ${alarm.since}`} alarm={alarm} />
                        ))}
                    </ul>
                </details>
            )}
        </section>
    );
}

function isPage({ severity }: Alarm): boolean {
    return severity === "page";
}

function AlarmItem({ alarm }: { readonly alarm: Alarm }) {
    const { severity, kind, cell, region, message, parts = [], since, until } = alarm;
    return (
        <li class={severity}>
            <span class={`severity ${until === undefined ? severity : ""}`}>
                {until === undefined ? severities[severity] : "ended"}
            </span>
            <span class="kind">{kind}</span>
            <span class="message">
                {region === undefined ? `cell ${cell}` : <a href={hrefOf({ cell, region })}>{region}</a>}: {message}
                {parts.length > 0 && (
                    <details>
                        <summary>all {parts.length}</summary>
                        <ol class="parts">
                            {parts.map(part => (
                                <li key={part}>{part}</li>
                            ))}
                        </ol>
                    </details>
                )}
            </span>
            <span class="when">
                {until === undefined ? "since" : "from"} <Moment at={since} />
                {until !== undefined && ` for ${seconds((Date.parse(until) - Date.parse(since)) / 1000)}`}
            </span>
        </li>
    );
}
