import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigFaults, describe } from "../../../../plan/faults";
import { answerWith } from "./answers";
import { parseEnvironment, type Environment } from "./environment";
import { plainListener, tlsListener } from "./listener";
import { jsonLines, outliveLogReader, type Log } from "../log";
import { protocolRoutes } from "./protocol";
import { Release } from "./release";
import { chooseRuntime, RuntimeBroken, type Runtime } from "./runtime";
import { drain } from "./shutdown";

/**
 * Serves one release of a model: `node main.js`, told by the environment what and where (`environment.ts`).
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when the environment can't be right, and 1 when it has failed.
 */
function main(): void {
    outliveLogReader();
    const { MODEL_NAME, MODEL_VERSION } = process.env;
    const log = jsonLines({ model: MODEL_NAME, version: MODEL_VERSION });
    const end = (code: number, event: string, error: unknown) => {
        log.error(event, { reason: error instanceof Error ? error.message : String(error) });
        process.exit(code);
    };
    process.on("uncaughtException", error => {
        end(1, "failed", error);
    });
    let environment: Environment;
    let runtime: Runtime;
    try {
        environment = parseEnvironment(process.env);
        runtime = chooseRuntime(environment.runtime);
    } catch (error) {
        if (!(error instanceof ConfigFaults)) {
            throw error;
        }
        log.error("environment refused", { faults: error.faults.map(describe) });
        process.exit(2);
    }
    serve(environment, runtime, log, end);
}

function serve(
    environment: Environment,
    runtime: Runtime,
    log: Log,
    end: (code: number, event: string, error: unknown) => void,
): void {
    const { model, tls, host, port, maxBodyBytes } = environment;
    const release = new Release(model, runtime, log);
    let ending = false;
    const stop = (why: string, code: number) => {
        if (ending) {
            process.exit(1);
        }
        ending = true;
        release.withdraw("the server is shutting down");
        log.info("shutdown", { why });
        void drain(server).then(() => {
            log.info("stopped");
            process.exit(code);
        });
    };
    const answer = answerWith(protocolRoutes(release, maxBodyBytes), log, error => {
        if (error instanceof RuntimeBroken && !ending) {
            stop(error.message, 1);
        }
    });
    let server: Server;
    try {
        server = tls === undefined ? plainListener(answer) : tlsListener(tls, answer, log);
    } catch (error) {
        end(2, "certificates refused", error);
        return;
    }
    server.on("error", error => {
        end(1, "can't listen", error);
    });
    server.listen(port, host, () => {
        const { address, port: taken } = server.address() as AddressInfo;
        log.info("listening", { address, port: taken, tls: tls === undefined ? "off" : "mutual" });
    });
    // After the listener: whoever asks while the artifact is read gets an answer.
    release.start();
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.on(signal, () => {
            stop(signal, 0);
        });
    }
}

main();
