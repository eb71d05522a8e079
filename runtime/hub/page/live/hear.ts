import type { ServiceState } from "../../../../components/watch/state";

export interface Heard {
    readonly state: ServiceState | undefined;
    /** Whether the page shows the current state. */
    readonly isLive: boolean;
    /** Whether the hub requires a login first. */
    readonly isRefused: boolean;
}

export const nothingHeard: Heard = { state: undefined, isLive: false, isRefused: false };

/** A hub sends its state every few seconds. If none arrives for this long, the connection or the hub has failed. */
const staleAfterMs = 15_000;
const [firstRetryMs, longestRetryMs] = [1_000, 30_000];

/**
 * Listens to the hub until it is stopped. A browser's own retries end for good at an answer other than 200, which they don't report, and
 * never begin on a connection that stays open in silence. So the state is requested first, and this code does both. An event counts as
 * news if its time differs: a hub that repeats itself has stopped measuring.
 */
export function hear(tell: (heard: Heard) => void): () => void {
    let heard = nothingHeard;
    let source: EventSource | undefined;
    let retry: number | undefined;
    let retryMs = firstRetryMs;
    let newsAt = Date.now();
    let isOver = false;

    const set = (change: Partial<Heard>) => {
        heard = { ...heard, ...change };
        tell(heard);
    };
    const take = (text: string) => {
        const state = parsed(text);
        if (state === undefined || state.time === heard.state?.time) {
            return;
        }
        newsAt = Date.now();
        retryMs = firstRetryMs;
        set({ state, isLive: true, isRefused: false });
    };
    const listen = () => {
        source = new EventSource("/api/events");
        source.addEventListener("state", ({ data }: MessageEvent<string>) => {
            take(data);
        });
        source.addEventListener("error", () => {
            lose(false);
        });
    };
    const lose = (isRefused: boolean) => {
        source?.close();
        source = undefined;
        if (heard.isLive || heard.isRefused !== isRefused) {
            set({ isLive: false, isRefused });
        }
        window.clearTimeout(retry);
        // Not all pages at the same moment.
        retry = window.setTimeout(() => void ask(), retryMs * (0.75 + Math.random() / 2));
        retryMs = Math.min(retryMs * 2, longestRetryMs);
    };
    const ask = async () => {
        try {
            const answer = await fetch("/api/state", { signal: AbortSignal.timeout(staleAfterMs) });
            const text = answer.ok ? await answer.text() : undefined;
            if (isOver) {
                return;
            }
            if (text === undefined) {
                lose(answer.status === 401);
                return;
            }
            newsAt = Date.now();
            take(text);
            listen();
        } catch {
            if (!isOver) {
                lose(false);
            }
        }
    };
    const watch = window.setInterval(() => {
        if (source !== undefined && Date.now() - newsAt > staleAfterMs) {
            lose(false);
        }
    }, 1_000);
    void ask();
    return () => {
        isOver = true;
        window.clearInterval(watch);
        window.clearTimeout(retry);
        source?.close();
    };
}

/** Undefined for other data than a state, as from another program at the hub's port. */
function parsed(text: string): ServiceState | undefined {
    try {
        const state = JSON.parse(text) as Partial<ServiceState> | null;
        const lists = [state?.cells, state?.regions, state?.alarms, state?.drills];
        return lists.every(Array.isArray) ? (state as ServiceState) : undefined;
    } catch {
        return undefined;
    }
}
