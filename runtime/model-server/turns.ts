import type { Session } from "./session";

/** The same session, with one run after the other, in the order of the calls. */
export function inTurn(session: Session): Session {
    const waiting: (() => void)[] = [];
    let isRunning = false;
    const end = () => {
        const next = waiting.shift();
        // The turn is the next one's at once: a call that comes before it goes on is behind it.
        if (next === undefined) isRunning = false;
        else next();
    };
    return {
        ...session,
        run: async (feeds, outputs) => {
            if (isRunning) await new Promise<void>(resolve => waiting.push(resolve));
            isRunning = true;
            try {
                return await session.run(feeds, outputs);
            } finally {
                end();
            }
        },
    };
}
