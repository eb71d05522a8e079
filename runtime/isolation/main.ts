import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

import { type IsolationPort, isolationPorts } from "../../components/plan/clouds/pod-ports";
import { machineClocks } from "../clocks";
import { environmentFrom, givingUp } from "../ending";
import { jsonLines, type Log, outliveLogReader } from "../log";
import { parseEnvironment } from "./environment";
import { CLOSED_WITHIN_MS, judged, REACHED_WITHIN_MS, type Verdict } from "./judge";

/** A packet that a policy does not allow is lost, and one that is allowed may be sent a second time after a second. */
const CONNECTED_WITHIN_MS = 2_500;
const done = "done";

/**
 * Finds out whether the cluster enforces NetworkPolicies, by connections between two pods of a Job, of which policies allow some: `node main.js`,
 * configured by the environment (`environment.ts`).
 *
 * Ends with 0 when they are enforced in both directions, and else with 1.
 */
async function main(): Promise<void> {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    // The first process of a container has no default for signals.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => giveUp(1, "ended", signal));
    const { peer, side } = environmentFrom(log, () => parseEnvironment(process.env));
    if (side === "listens") {
        await listenUntilDone(log);
    } else {
        const verdict = await judged(port => connects(peer, port), machineClocks);
        const reason = reasonOf(verdict);
        if (reason !== undefined) giveUp(1, "network policies not enforced", reason);
        log.info("network policies enforced");
        await connects(peer, "open", done);
    }
    process.exit(0);
}

/** Until the other pod has its verdict, or can have none. */
async function listenUntilDone(log: Log): Promise<void> {
    const heard = new AbortController();
    const servers = await Promise.all(
        Object.values(isolationPorts).map(port =>
            listening(port, text => {
                if (text === done) heard.abort();
            }),
        ),
    );
    log.info("listening", { ports: Object.values(isolationPorts).map(String) });
    // Twice: the other pod may be recreated.
    await delay(2 * (REACHED_WITHIN_MS + CLOSED_WITHIN_MS), undefined, { signal: heard.signal }).catch(() => undefined);
    for (const server of servers) server.close();
}

async function listening(port: number, heard: (text: string) => void): Promise<Server> {
    const server = createServer(socket => {
        socket.setEncoding("utf8");
        socket.on("data", heard).on("error", () => undefined);
    });
    server.listen(port, "0.0.0.0");
    await once(server, "listening");
    return server;
}

function connects(host: string, port: IsolationPort, text = ""): Promise<boolean> {
    return new Promise(resolve => {
        const socket = connect({ host, port: isolationPorts[port], timeout: CONNECTED_WITHIN_MS });
        const end = (connected: boolean) => {
            if (connected) socket.end(text);
            else socket.destroy();
            resolve(connected);
        };
        socket.on("connect", () => {
            end(true);
        });
        for (const event of ["error", "timeout"]) {
            socket.on(event, () => {
                end(false);
            });
        }
    });
}

/** Why an update can't go on; undefined where policies hold. */
function reasonOf(verdict: Verdict): string | undefined {
    switch (verdict.kind) {
        case "isolated":
            return undefined;
        case "open":
            return (
                `isolation/network-policies: ${verdict.directions.join(" and ")} connections of pods are made that no NetworkPolicy allows; ` +
                "install a network plugin that enforces NetworkPolicies, or set kubernetes.networkPolicies: unenforced"
            );
        case "unreached":
            return (
                "isolation/network-policies: a pod does not reach another one that a NetworkPolicy allows it to; " +
                "check that DNS answers pods, and that the network plugin runs on each node"
            );
    }
}

void main();
