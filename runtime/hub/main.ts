import { readFileSync } from "node:fs";
import { machineClocks, momentBy } from "../clocks";
import { Ending, environmentFrom, givingUp } from "../ending";
import { crossingOf } from "../../components/watch/metrics/crossing";
import { listenForHealth } from "../health-listener";
import { jsonLines, type Log, outliveLogReader } from "../log";
import { ProcessMetrics } from "../process-metrics";
import { watchFiles } from "../watch";
import { Access, newKey } from "./access";
import { HubApi } from "./api";
import { DrillResults } from "./drills";
import { parseEnvironment } from "./environment";
import { edgeSamples } from "./edges";
import { Exports } from "./exports/exports";
import { Hub, type HubSources } from "./hub";
import { type HubFile, parseHubFile } from "./hub-file";
import { listenForMetrics } from "./metrics-listener";
import { memorize, type Memory, recall } from "./memory";
import { closed, healthRoutes, listen, type Servers, serversFor } from "./servers";
import { plainSite, tlsSite } from "./site";

/** What was learnt since is lost with a hub that is killed. */
const REMEMBER_MS = 60_000;

/**
 * The view over all regions: `node main.js`, configured by the environment (`environment.ts`), and by a file with the regions, which it
 * watches. Requests aggregates from every region's watcher, and shows them on the loopback interface, or behind TLS.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 if the configuration is wrong, and 1 if it has failed.
 */
function main(): void {
    outliveLogReader();
    const log = jsonLines({});
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    let plan: HubFile;
    try {
        plan = parseHubFile(readFileSync(environment.hub, "utf8"));
    } catch (error) {
        return giveUp(2, "hub refused", error);
    }
    watchFiles([environment.hub], () => {
        plan = reread(environment.hub, log) ?? plan;
    });
    const drills = new DrillResults(() => plan.drills);
    const exports = new Exports(() => plan, log);
    const own = new ProcessMetrics({ job: "hub", instance: "hub" });
    const sources: HubSources = {
        plan: () => plan,
        drills: () => drills.all,
        beside: async () =>
            (
                await Promise.all([
                    ...plan.edges.map(edgeSamples),
                    own.samples().then(all => crossingOf(all, own.labels)),
                ])
            ).flat(),
        exports,
    };
    const hub = new Hub(sources, log, recalled(environment.memory, log));
    const key = newKey();
    let isReady = false;
    const { tls } = environment;
    let api: HubApi;
    let servers: Servers;
    try {
        const site = tls === undefined ? plainSite : tlsSite(tls.cert);
        const access = new Access(key, Date.now, { isSecure: site.isSecure, observers: tls?.observers ?? [] });
        api = new HubApi(hub, access, log, site);
        servers = serversFor(api, tls, log);
    } catch (error) {
        return giveUp(2, "certificates refused", error);
    }
    listenForHealth(
        { ...environment, host: environment.healthHost ?? environment.host },
        healthRoutes(() => isReady),
        log,
        giveUp,
    );
    listenForMetrics(hub, environment, log, giveUp);
    for (const server of servers) {
        server.on("error", error => {
            giveUp(1, "can't listen", error);
        });
    }
    void listen(environment, key, servers).then(
        address => {
            log.info("listening", { ...address, tls: tls === undefined ? "off" : "server" });
        },
        (error: unknown) => {
            giveUp(1, "can't listen", error);
        },
    );
    let ended = false;
    const remember = () =>
        memorize(environment.memory, hub.memory).catch((error: unknown) => {
            log.error("memory not written", { reason: error instanceof Error ? error.message : String(error) });
        });
    const remembering = setInterval(() => void remember(), REMEMBER_MS);
    const again = async () => {
        try {
            await hub.look();
            isReady = true;
            api.publish();
            // A slow reader delays no one else here.
            void exports.push(cells => hub.metrics(cells), momentBy(machineClocks));
        } catch (error) {
            log.error("look failed", { reason: error instanceof Error ? error.message : String(error) });
        }
        if (!ended) setTimeout(() => void again(), plan.everySeconds * 1000);
    };
    void again();
    new Ending(log, async () => {
        ended = true;
        clearInterval(remembering);
        await remember();
        api.close();
        await Promise.all(servers.map(closed));
    });
}

function recalled(file: string, log: Log): Memory | undefined {
    try {
        return recall(file);
    } catch (error) {
        // A hub that shows the current state only is better than none.
        log.error("memory not read", { reason: error instanceof Error ? error.message : String(error) });
        return undefined;
    }
}

function reread(file: string, log: Log): HubFile | undefined {
    try {
        const next = parseHubFile(readFileSync(file, "utf8"));
        log.info("hub reloaded");
        return next;
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error("hub not reloaded", { reason: `${reason}; what was watched before is watched on` });
        return undefined;
    }
}

main();
