import type { Session } from "./runtime";
import type { Tensors } from "./rows";

/** A run that has not begun. */
interface Waiting {
    readonly feeds: Tensors;
    readonly outputs: readonly string[];
    readonly resolve: (results: Promise<Tensors>) => void;
}

/**
 * The same session, whose runs begin, in the order of the calls, once the loop has read what all connections have: it reads request after
 * request, and then computes one after the other. A processor's caches hold the code of one of these steps, not of all, and a request that
 * goes through all of them alone takes longer.
 */
export function gathered(session: Session): Session {
    let waiting: Waiting[] = [];
    const begin = () => {
        const all = waiting;
        waiting = [];
        for (const { feeds, outputs, resolve } of all) resolve(session.run(feeds, outputs));
    };
    return {
        ...session,
        run: (feeds, outputs) =>
            new Promise(resolve => {
                if (waiting.push({ feeds, outputs, resolve }) === 1) setImmediate(begin);
            }),
    };
}
