import { useRef } from "preact/hooks";

import type { Alarm } from "../../../../components/watch/state";
import type { Heard } from "./hear";

/** Tells those who don't see the page of what begins and ends while it is open: alarms, and that it is live. Never of figures. */
export function Announcer({ heard: { state, isLive } }: { readonly heard: Heard }) {
    const before = useRef<Announced | undefined>(undefined);
    const text = useRef("");
    if (state !== undefined) {
        const on = state.alarms.filter(({ until }) => until === undefined);
        const news = before.current === undefined ? [] : newsOf(before.current, { on, isLive });
        if (news.length > 0) {
            text.current = news.join(". ");
        }
        before.current = { on, isLive };
    }
    return (
        <div class="unseen" aria-live="polite">
            {text.current}
        </div>
    );
}

interface Announced {
    readonly on: readonly Alarm[];
    readonly isLive: boolean;
}

function newsOf(before: Announced, now: Announced): string[] {
    const isNew = ({ id }: Alarm) => !before.on.some(other => other.id === id);
    const hasEnded = ({ id }: Alarm) => !now.on.some(other => other.id === id);
    const where = ({ cell, region }: Alarm) => region ?? `cell ${cell}`;
    return [
        ...now.on.filter(isNew).map(alarm => `Alarm, ${where(alarm)}: ${alarm.message}`),
        ...before.on.filter(hasEnded).map(alarm => `Ended, ${where(alarm)}: ${alarm.message}`),
        ...(before.isLive === now.isLive ? [] : [now.isLive ? "Live again" : "Not live: the hub tells nothing new"]),
    ];
}
