import { readFileSync } from "node:fs";
import { quoted, refuse } from "../../components/plan/faults";
import type { Log } from "../log";
import type { RenewedAgent } from "../renewed-agent";
import type { Route } from "../routes";
import { watchFiles } from "../watch";
import type { Environment } from "./environment";
import { OneGate, VerdictFiles } from "./gates/beside";
import { GatesByName } from "./gates/by-name";
import type { Gates } from "./gates/gates";
import { ServedVerdict } from "./gates/served-verdict";
import { Addresses } from "./replicas/addresses";
import type { VerdictPlace } from "./verdict";
import { parseWatch, parseWatchByName, type Watch } from "./watch-file";
import { countsMs } from "./watcher";

/** A region as its watcher finds it. */
export interface Region {
    /** What there is now. */
    readonly watch: () => Watch;
    readonly gates: Gates;
    readonly verdict: VerdictPlace;
    /** Where gates on other machines fetch the verdict. */
    readonly routes: readonly Route[];
}

/** Throws where the file can't be read, or does not fit the environment. */
export function regionOf(environment: Environment, agent: RenewedAgent, log: Log): Region {
    const { gates, logsAt, watch: file } = environment;
    if (gates === undefined) {
        const watch = followed(file, text => withLogs(parseWatch(text), logsAt), log);
        const gate = () => watch().gate;
        return { watch, gates: new OneGate(gate, agent), verdict: new VerdictFiles(gate), routes: [] };
    }
    const watch = followed(file, text => withLogs(parseWatchByName(text), logsAt), log);
    const verdict = new ServedVerdict({
        noticedAfterMs: () => watch().gate.noticedAfterMs,
        countsMs: () => countsMs(watch()),
    });
    return {
        watch,
        gates: new GatesByName(gates, agent, new Addresses(gates.host)),
        verdict,
        routes: [verdict.route()],
    };
}

/** Logs are in files here or at the platform. */
function withLogs<W extends Watch>(watch: W, logsAt: string | undefined): W {
    const files = Object.keys(watch.logs);
    if (logsAt !== undefined && files.length > 0) {
        refuse([
            {
                code: "watch/logs-twice",
                path: "watch.logs",
                value: files,
                problem: `log files ${files.map(quoted).join(", ")} are listed, expected none, as LOGS_AT says that the platform stores the logs`,
                remedy: "remove the files, or unset LOGS_AT",
            },
        ]);
    }
    return watch;
}

/** The content of a file as it was when it was last right. Throws where it is wrong now. */
function followed<T>(file: string, parse: (text: string) => T, log: Log): () => T {
    let now = parse(readFileSync(file, "utf8"));
    watchFiles([file], () => {
        try {
            now = parse(readFileSync(file, "utf8"));
            log.info("watch reloaded");
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            log.error("watch not reloaded", { reason: `${reason}; what was watched before is watched on` });
        }
    });
    return () => now;
}
