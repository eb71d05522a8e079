import { NotKnown } from "./amount";

// In the viewer's zone, because the hub's has no meaning for the viewer.
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

const styles = { clock, dayAndClock, day };

/** A time in the viewer's zone, with the exact time as a tooltip. */
export function Moment({ at, as = "dayAndClock" }: { readonly at: string; readonly as?: keyof typeof styles }) {
    const time = Date.parse(at);
    return Number.isNaN(time) ? (
        <NotKnown />
    ) : (
        <time dateTime={new Date(time).toISOString()} title={new Date(time).toISOString()}>
            {styles[as].format(time)}
        </time>
    );
}
