import { answerWith } from "../answers";
import { Ending, environmentFrom, givingUp, type GiveUp } from "../ending";
import { listenForHealth } from "../health-listener";
import { listenerFor } from "../listener";
import { jsonLines, outliveLogReader } from "../log";
import { drain } from "../shutdown";
import { Comparer } from "./comparer";
import { parseEnvironment } from "./environment";
import { Gate } from "./gate";
import { Metrics } from "./metrics";

/**
 * Compares what a region's releases answer with what their shadows would: `node main.js`, told by the environment where
 * (`environment.ts`). Takes requests from the gate, asks the same gate, and tells what it found at `/metrics`.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when the environment can't be right, and 1 when it has failed.
 */
function main(): void {
    outliveLogReader();
    const log = jsonLines({ cell: process.env.CELL, region: process.env.REGION });
    const giveUp: GiveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    let gate: Gate;
    try {
        gate = new Gate(environment.gate, environment.tls, log);
    } catch (error) {
        giveUp(2, "certificates refused", error);
    }
    const comparer = new Comparer(gate, new Metrics(environment.cell, environment.region), environment.maxBodyBytes);
    const routes = comparer.routes();
    const server = listenerFor(
        environment,
        answerWith(routes, log, () => undefined),
        log,
        giveUp,
    );
    listenForHealth(environment, routes, log, giveUp);
    new Ending(log, () => drain(server));
}

main();
