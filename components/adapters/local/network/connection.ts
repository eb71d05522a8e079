import { connect, type Socket } from "node:net";
import { DelayLine } from "./delay-line";
import type { Link } from "./links";

/**
 * One connection over a link. Its two sides are connected at once, which is how the system does it; so that no one gains
 * by that, nothing arrives before the round trip that a TCP handshake over such a way takes.
 */
export class Connection {
    private readonly reached: Socket;
    private readonly lines: readonly DelayLine[];

    constructor(
        private readonly client: Socket,
        /** As it is now: a changed delay is for the connections that are there, too. */
        link: () => Link,
    ) {
        this.reached = connect({ ...link().reach, allowHalfOpen: true, noDelay: true });
        // What broke them is for the other side to see, by a reset.
        for (const socket of this.sockets) socket.on("error", () => undefined);
        const opened = performance.now();
        const arrival = () => Math.max(performance.now(), opened + link().ms) + link().ms / 2;
        this.lines = [new DelayLine(client, this.reached, arrival), new DelayLine(this.reached, client, arrival)];
    }

    /** Milliseconds for which nothing has gone over it. */
    get quietMs(): number {
        return performance.now() - Math.max(...this.lines.map(({ movedAt }) => movedAt));
    }

    /** Ends it for both sides. */
    end(): void {
        for (const socket of this.sockets) socket.end();
    }

    private get sockets(): readonly Socket[] {
        return [this.client, this.reached];
    }
}
