import { createServer } from "node:http";
import { answerWith } from "../../../../runtime/answers";
import { Ending, givingUp, type GiveUp } from "../../../../runtime/ending";
import { jsonLines, outliveLogReader } from "../../../../runtime/log";
import type { Route } from "../../../../runtime/routes";
import { type Launch, readLaunch, readSecrets, socketsIn } from "./launch";
import { neverReady } from "./never-ready";
import { endLeftOvers, Launcher, removeSockets } from "./launcher";
import { launcherMetrics } from "./metrics";

/**
 * Runs a custom model server on this machine: `LAUNCH=<file> node main.js` checks the release's file, starts the server, passes on
 * the connections of a Unix socket to its port, and tells on another socket whether it can infer. A server with a port runs in a network of
 * its own where the launcher does (`unshare --net`).
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when its file can't be right, and 1 when it or the server has failed.
 */
function main(): void {
    outliveLogReader();
    // Also for what the server makes: no other user opens its socket or reads its files.
    process.umask(0o077);
    const giveUp: GiveUp = givingUp(jsonLines({}));
    let launch: Launch;
    let secrets: Readonly<Record<string, string>>;
    try {
        launch = readLaunch(process.env.LAUNCH ?? "");
        secrets = readSecrets(launch);
    } catch (error) {
        return giveUp(2, "launch refused", error);
    }
    const log = jsonLines({ model: launch.model, version: launch.version });
    const launcher = new Launcher(launch, secrets, log, () => {
        ending.begin("the server has ended", 1);
    });
    const ending = new Ending(log, () => launcher.end());
    endLeftOvers(process.env)
        .then(() => removeSockets(launch))
        .then(() => {
            const health = createServer(answerWith(routesOf(launch, launcher), log, () => undefined));
            health.on("error", error => {
                giveUp(1, "can't listen", error);
            });
            health.listen(socketsIn(launch.place).launcher);
            return launcher.run();
        })
        .catch((error: unknown) => {
            giveUp(1, "server not started", error);
        });
}

function routesOf(launch: Launch, launcher: Launcher): Route[] {
    const answerOf = (fault: string | undefined) =>
        fault === undefined
            ? { status: 200, body: JSON.stringify({ ready: true }) }
            : { status: launcher.lasting ? neverReady : 503, body: JSON.stringify({ error: fault }) };
    return [
        { method: "GET", path: "/v2/health/live", handle: () => ({ status: 200, body: '{"live":true}' }) },
        { method: "GET", path: "/v2/health/ready", handle: () => answerOf(launcher.notReady) },
        launcherMetrics(launch, launcher).route(),
    ];
}

main();
