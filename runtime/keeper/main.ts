import { Ending, environmentFrom, givingUp } from "../ending";
import { listenForHealth } from "../health-listener";
import { jsonLines, outliveLogReader } from "../log";
import { RenewedAgent } from "../renewed-agent";
import { parseEnvironment } from "./environment";
import { keeperRoutes } from "./routes";
import { VerdictFollower, verdictOf } from "./verdict";

/**
 * Writes the files in which a gate finds the verdict on its region, as the region's watcher decides: `node main.js`, configured by the environment
 * (`environment.ts`). It runs beside the gate, and is ready once the gate may start.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when its environment can't be right, and 1 when it has failed. A watcher that is away does not end it.
 */
function main(): void {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const { directory, tls, watcher } = environment;
    let agent: RenewedAgent;
    try {
        agent = new RenewedAgent(tls, log, "the watcher");
    } catch (error) {
        return giveUp(2, "certificates refused", error);
    }
    const follower = new VerdictFollower({ root: directory, directory: "." }, verdictOf(watcher, agent), log);
    follower.begin().then(
        isNew => {
            const stop = follower.run();
            listenForHealth(environment, keeperRoutes(follower, isNew), log, giveUp);
            new Ending(log, () => {
                stop();
                return Promise.resolve();
            });
        },
        (error: unknown) => giveUp(1, "files not written", error),
    );
}

main();
