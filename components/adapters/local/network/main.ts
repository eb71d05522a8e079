import { readFileSync } from "node:fs";
import { Ending, givingUp, type GiveUp } from "../../../../runtime/ending";
import { jsonLines, type Log, outliveLogReader } from "../../../../runtime/log";
import { watchFiles } from "../../../../runtime/watch";
import { type Link, parseLinks } from "./links";
import { Network } from "./network";
import { reasonOf } from "../../../plan/faults";

/**
 * The network between the places of one machine: `LINKS=<file> node main.js` passes TCP on from each link's beginning to
 * its end, with the delay of its distance. The file is watched: a change applies at once, and drops no connection.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when the links can't be right, and 1 when it has failed.
 */
function main(): void {
    outliveLogReader();
    const log = jsonLines({});
    const giveUp: GiveUp = givingUp(log);
    const file = process.env.LINKS ?? "";
    const network = new Network();
    // Before it is read, so that no change falls between.
    watchFiles([file], () => {
        void reload(network, file, log);
    });
    let links: Link[];
    try {
        links = read(file);
    } catch (error) {
        giveUp(2, "links refused", error);
    }
    network.become(links).then(
        () => {
            log.info("listening", { links: links.length });
        },
        (error: unknown) => {
            giveUp(1, "can't listen", error);
        },
    );
    new Ending(log, () => network.close());
}

async function reload(network: Network, file: string, log: Log): Promise<void> {
    try {
        const links = read(file);
        await network.become(links);
        log.info("links reloaded", { links: links.length });
    } catch (error) {
        log.error("links not reloaded", { reason: `${reasonOf(error)}; those before stay in use` });
    }
}

function read(file: string): Link[] {
    return parseLinks(readFileSync(file, "utf8"));
}

main();
