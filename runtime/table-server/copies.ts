import type { Connected } from "../store/connection";
import { copiesStream } from "../store/copies";

const ATTEMPT_MS = 1_000;
/** A copy takes longer, and alarms are for hours. */
const FRESH_MS = 15_000;

/** A copy may be missed once: the next one is due by then. */
const MISSED = 2;

interface Stream {
    readonly created?: string;
    readonly state?: { readonly messages: number; readonly last_ts: string };
}

/** When the newest copy of the tables was whole, as the store has it. */
export class Copies {
    private known: { readonly whole: number; readonly at: number } | undefined;

    constructor(
        private readonly connected: () => Connected | undefined,
        private readonly now: () => number = () => performance.now(),
    ) {}

    /** In seconds since 1970; before the first copy, when copies began to be made. Undefined while the store has not said so. */
    async newest(): Promise<number | undefined> {
        const { known } = this;
        if (known !== undefined && this.now() - known.at < FRESH_MS) return known.whole;
        const whole = await this.lookUp();
        if (whole === undefined) return known?.whole;
        this.known = { whole, at: this.now() };
        return whole;
    }

    private async lookUp(): Promise<number | undefined> {
        const nats = this.connected()?.nats;
        const answer = await nats
            ?.request(`$JS.API.STREAM.INFO.${copiesStream}`, "", { timeout: ATTEMPT_MS })
            .catch(() => undefined);
        const { created, state } = answer?.json<Stream>() ?? {};
        const moment = Date.parse((state?.messages ?? 0) > 0 ? state!.last_ts : (created ?? "")) / 1000;
        return Number.isNaN(moment) ? undefined : moment;
    }
}

/** Whether the newest copy is older than two of the times between copies. */
export function isOverdue(newestSeconds: number, everyHours: number, nowMs: number): boolean {
    return nowMs / 1000 - newestSeconds > MISSED * everyHours * 3600;
}
