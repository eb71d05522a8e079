import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { inference } from "../../tests/support/cell-under-test";
import type { Gates } from "../../tests/support/gates/gates";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { startHaproxy } from "./haproxy";
import { type Generator, nodeGenerator, wrkGenerator } from "../load/load-generator";
import { model, oneGate, region, withGate } from "./one-gate";
import { bind } from "../measuring/processor-core";
import { coreSecondsOf } from "../measuring/processor-time";
import { onPath, type Running } from "../programs/program";
import { repeat } from "../harness/repeat";
import { startBackend } from "./static-backend";

const runs = 3;
const seconds = 4;
const warmUpSeconds = 1;
const connections = 64;

export const gateThroughput: Benchmark = {
    description:
        `a gate of one thread beside plain HAProxy of one, over ${connections} kept TLS connections in a closed loop, with ` +
        "mutual TLS to the same backend; by the core time that the proxy used, since generator and backend share the machine",
    goal: "none set",
    async run(note) {
        let port: number | undefined;
        const config = oneGate([model()], { routing: { limits: { concurrency: connections } } });
        return withGate(
            config,
            gates =>
                withPrograms(async (directory, programs) => {
                    const identity = await gates.authority(region).issue({ hosts: [serverName(gates)] });
                    const backend = await startBackend(directory, identity);
                    programs.push(backend);
                    port = backend.port;
                    await gates.configure(config);
                    await gates.untilReady(region);
                    const proxies = [{ name: "gate", pid: gates.pid(region), port: gates.address(region).port }];
                    const haproxy = await plainProxy(gates, directory, port, note);
                    if (haproxy !== undefined) {
                        programs.push(haproxy);
                        proxies.push({ name: "HAProxy", ...haproxy });
                    }
                    return compare(proxies, gates, generatorIn(directory, note), note);
                }),
            { upstream: own => (port === undefined ? own : { ...own, addresses: [{ host: "127.0.0.1", port }] }) },
        );
    },
};

function serverName(gates: Gates): string {
    return `servers.${gates.serving(region).host}`;
}

/** A directory for programs, and what was started there, which ends with the work. */
async function withPrograms<T>(work: (directory: string, programs: Running[]) => Promise<T>): Promise<T> {
    const directory = await mkdtemp(path.join(tmpdir(), "programs-"));
    const programs: Running[] = [];
    try {
        return await work(directory, programs);
    } finally {
        await Promise.all(programs.map(program => program.stop()));
        await rm(directory, { recursive: true, force: true });
    }
}

async function plainProxy(gates: Gates, directory: string, port: number, note: Note) {
    const program = onPath("haproxy");
    if (program === undefined) {
        note(
            "haproxy is not on PATH, so the gate stands alone; install it (Debian: apt-get install haproxy) to compare",
        );
        return undefined;
    }
    const { cell, host } = gates.serving(region);
    const identity = await gates.authority(region).issue({ hosts: [cell.host, host] });
    return startHaproxy(program, directory, identity, { port, name: serverName(gates) });
}

function generatorIn(directory: string, note: Note): Generator {
    const wrk = wrkGenerator(directory);
    if (wrk === undefined) note("wrk is not on PATH, so Node sends the load, and keeps proxies waiting; install wrk");
    return wrk ?? nodeGenerator;
}

interface Proxy {
    readonly name: string;
    readonly pid: number;
    readonly port: number;
}

/** One after the other in each run, so that both meet the same machine. */
async function compare(proxies: readonly Proxy[], gates: Gates, generator: Generator, note: Note): Promise<Figure[]> {
    const found = new Map(proxies.map(({ name }) => [name, [] as Throughput[]]));
    for (const { pid } of proxies) bind(pid, "measured");
    for (const proxy of proxies) await measure(proxy, gates, generator, warmUpSeconds);
    await repeat(runs, async () => {
        for (const proxy of proxies) found.get(proxy.name)!.push(await measure(proxy, gates, generator, seconds));
    });
    const [gate, haproxy] = [...found.values()];
    for (const [name, each] of found)
        note(`${name}: ${each.map(({ perCore }) => Math.round(perCore)).join(", ")} per core-second`);
    return [
        ...[...found].flatMap(([name, each]): Figure[] => [
            { name: `${name}, by its core time`, unit: "requests/core-s", values: each.map(({ perCore }) => perCore) },
            {
                name: `${name}, on the shared cores`,
                unit: "requests/s",
                values: each.map(({ perSecond }) => perSecond),
            },
            { name: `${name}, part of a core in use`, unit: "%", values: each.map(({ busy }) => busy) },
        ]),
        ...(haproxy === undefined
            ? []
            : [
                  {
                      name: "gate, of HAProxy by core time",
                      unit: "%",
                      values: gate!.map(({ perCore }, i) => (perCore / haproxy[i]!.perCore) * 100),
                  } as const,
              ]),
    ];
}

interface Throughput {
    readonly perCore: number;
    readonly perSecond: number;
    readonly busy: number;
}

async function measure(
    { pid, port }: Proxy,
    gates: Gates,
    generator: Generator,
    forSeconds: number,
): Promise<Throughput> {
    const { path, headers, body } = inference(0);
    const before = coreSecondsOf(pid);
    const answered = await generator({
        target: { port, serverName: gates.serving(region).cell.host, ca: gates.authority(region).ca },
        questions: [{ path: path!, headers: headers!, body: body! }],
        connections,
        seconds: forSeconds,
    });
    const used = coreSecondsOf(pid) - before;
    return { perCore: answered / used, perSecond: answered / forSeconds, busy: (used / forSeconds) * 100 };
}
