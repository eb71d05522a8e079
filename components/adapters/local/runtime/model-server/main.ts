import { answerWith } from "../answers";
import { Ending, environmentFrom, givingUp, type GiveUp } from "../ending";
import { listenerFor } from "../listener";
import { jsonLines, outliveLogReader, type Log } from "../log";
import { drain } from "../shutdown";
import { parseEnvironment, type Environment } from "./environment";
import { protocolRoutes } from "./protocol";
import { Release } from "./release";
import { chooseRuntime, RuntimeBroken, type Runtime } from "./runtime";

/**
 * Serves one release of a model: `node main.js`, told by the environment what and where (`environment.ts`).
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when the environment can't be right, and 1 when it has failed.
 */
function main(): void {
    outliveLogReader();
    const { MODEL_NAME, MODEL_VERSION } = process.env;
    const log = jsonLines({ model: MODEL_NAME, version: MODEL_VERSION });
    const giveUp = givingUp(log);
    const { environment, runtime } = environmentFrom(log, () => {
        const environment = parseEnvironment(process.env);
        return { environment, runtime: chooseRuntime(environment.runtime) };
    });
    serve(environment, runtime, log, giveUp);
}

function serve(environment: Environment, runtime: Runtime, log: Log, giveUp: GiveUp): void {
    const release = new Release(environment.model, runtime, log);
    const answer = answerWith(protocolRoutes(release, environment.maxBodyBytes), log, error => {
        if (error instanceof RuntimeBroken) {
            ending.begin(error.message, 1);
        }
    });
    const server = listenerFor(environment, answer, log, giveUp);
    const ending = new Ending(log, () => {
        release.withdraw("the server is shutting down");
        return drain(server);
    });
    // After the listener: whoever asks while the artifact is read gets an answer.
    release.start();
}

main();
