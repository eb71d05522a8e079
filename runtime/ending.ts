import { ConfigFaults, describe, reasonOf } from "../components/plan/faults";
import type { Log } from "./log";

/** How a process ends: by SIGTERM or SIGINT, or because it can't go on. */
export class Ending {
    private begun = false;

    /** `close` finishes requests in progress. A second signal ends the process without waiting. */
    constructor(
        private readonly log: Log,
        private readonly close: () => Promise<void>,
    ) {
        for (const signal of ["SIGTERM", "SIGINT"] as const) {
            process.on(signal, () => {
                if (this.begun) {
                    process.exit(1);
                }
                this.begin(signal, 0);
            });
        }
    }

    /** Once; ends the process with the code. */
    begin(why: string, code: number): void {
        if (this.begun) {
            return;
        }
        this.begun = true;
        this.log.info("shutdown", { why });
        void this.close().then(() => {
            this.log.info("stopped");
            process.exit(code);
        });
    }
}

/** Says in the log why the process can't go on, and ends it. */
export type GiveUp = (code: 1 | 2, event: string, error: unknown) => never;

/** For errors before there is anything to finish, and for uncaught ones. */
export function givingUp(log: Log): GiveUp {
    const giveUp: GiveUp = (code, event, error) => {
        log.error(event, { reason: reasonOf(error) });
        process.exit(code);
    };
    process.on("uncaughtException", error => {
        giveUp(1, "failed", error);
    });
    return giveUp;
}

/** What is read of the environment. Ends the process with 2, and every fault in the log, where that can't be right. */
export function environmentFrom<T>(log: Log, read: () => T): T {
    try {
        return read();
    } catch (error) {
        if (!(error instanceof ConfigFaults)) {
            throw error;
        }
        log.error("environment refused", { faults: error.faults.map(describe) });
        process.exit(2);
    }
}
