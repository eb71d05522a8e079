import { answerWith } from "../answers";
import { Ending, environmentFrom, givingUp } from "../ending";
import { listenerFor } from "../listener";
import { jsonLines, outliveLogReader } from "../log";
import { drain } from "../shutdown";
import { Certifier } from "./certifier";
import { parseEnvironment } from "./environment";
import { ApiServer } from "./kubernetes/api-server";
import type { Lease, Secret } from "./kubernetes/objects";
import { Leadership } from "./leadership";
import { certifierMetrics } from "./metrics";
import { Reports } from "./reports";
import { healthRoutes } from "./routes";
import { WatchedFiles } from "./watched-files";

/**
 * Issues the certificates of a region's pods, as Secrets of their namespace, and renews them: `node main.js`, configured by the environment
 * (`environment.ts`) and by files, which it watches. Of several replicas, the holder of a lease works.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when its environment or its files can't be right at the start, and 1 when it has failed. An error
 * of the API server does not end it.
 */
function main(): void {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const { cell, region, namespace, podName: identity, lease: name, validMs, apiServer, host } = environment;
    const reports = new Reports(log);
    let files: WatchedFiles;
    try {
        files = new WatchedFiles(environment, reports, log);
    } catch (error) {
        return giveUp(2, "files refused", error);
    }
    const api = new ApiServer(apiServer);
    const leases = api.objects<Lease>("leases", namespace);
    const leadership = new Leadership(leases, { name, namespace, identity }, reports, log);
    const secrets = api.objects<Secret>("secrets", namespace);
    const certifier = new Certifier({ namespace, validMs, files, leadership }, secrets, reports, log);
    const routes = [
        ...healthRoutes(leadership, certifier),
        certifierMetrics({ cell, region }, { leadership, certifier, reports, signer: () => files.signer }).route(),
    ];
    const answer = answerWith(routes, log, () => undefined);
    const server = listenerFor({ host, port: environment.healthPort, requestMs: 6_000 }, answer, log, giveUp);
    const lookNow = () => {
        certifier.lookNow();
    };
    const unwatch = files.watch(lookNow);
    leadership.run(lookNow);
    new Ending(log, async () => {
        unwatch();
        await certifier.stop();
        await leadership.release();
        await drain(server);
        api.close();
    });
}

main();
