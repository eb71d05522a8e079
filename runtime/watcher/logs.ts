import { listed, Refusal } from "../refusal";
import { type LogLines, type LogQuery, newestLines } from "./log-lines";
import type { Watch } from "./watch-file";

/** The log of one process. */
export interface ProcessLog {
    lines(query: LogQuery): Promise<LogLines>;
}

/** Where the logs of a region's processes are. */
export interface Logs {
    /** Throws a `Refusal` where there is no such log here. */
    of(process: string): ProcessLog;
}

/** Logs of the files that are listed, or of none where the platform keeps them. */
export function logsFrom(watch: () => Watch, logsAt: string | undefined): Logs {
    return logsAt === undefined ? new LogFiles(watch) : new PlatformLogs(logsAt);
}

class LogFiles implements Logs {
    constructor(private readonly watch: () => Watch) {}

    of(process: string): ProcessLog {
        const { logs } = this.watch();
        const file = Object.hasOwn(logs, process) ? logs[process] : undefined;
        if (file === undefined) {
            throw new Refusal(404, `no such process; allowed: ${listed(Object.keys(logs).sort())}`);
        }
        return { lines: query => newestLines(file, query) };
    }
}

/** The platform reads what processes write, with its own access rights and its own trail. */
class PlatformLogs implements Logs {
    constructor(private readonly place: string) {}

    of(): ProcessLog {
        throw new Refusal(409, `the platform keeps the logs of this region, so read them there: ${this.place}`);
    }
}
