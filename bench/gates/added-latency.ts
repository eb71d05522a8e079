import { readFileSync } from "node:fs";
import path from "node:path";

import { samples } from "../../tests/support/cell-under-test";
import { untilHealthy } from "../../tests/support/healthy";
import type { LocalStack } from "../../tests/support/local-stack";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure, Goal } from "../harness/figure";
import { ReusedConnections, type Question, type Target } from "../load/reused-connections";
import { closedLoop, openLoop, percentile, type Times } from "../measuring/loops";
import { modelServersOf } from "../stacks/servers-of-stack";
import { perSecond } from "../../tests/support/senders";
import { repeat } from "../harness/repeat";
import { withStack } from "./stand";

const connections = 64;
const warmUpSeconds = 2;
/** Both ways are asked in turns of a second, so that both meet the same machine. */
const turnSeconds = 1;

/** The first is far below what the machine can do. In the second everything waits for its cores, and not for the gate. */
const loads: readonly Load[] = [
    {
        name: `${perSecond} requests/s`,
        runs: 5,
        turns: 4,
        times: (_, ask) => openLoop(ask, perSecond, turnSeconds),
        goals: { 50: { atMost: 3 }, 99: { atMost: 10 } },
    },
    { name: "closed loop", runs: 3, turns: 2, times: (client, ask) => closedLoop(ask, client.count, turnSeconds) },
];

interface Load {
    readonly name: string;
    readonly runs: number;
    /** Of each way in a run. */
    readonly turns: number;
    readonly times: (client: ReusedConnections, ask: (i: number) => Promise<number>) => Promise<Times>;
    /** Of what is added, by percentile. */
    readonly goals?: Readonly<Record<number, Goal>>;
}

export const addedLatency: Benchmark = {
    description:
        `what edge and gate add to a model server asked directly, over ${connections} kept TLS connections, in turn; ` +
        `at ${perSecond} requests a second, and at saturation, where all processes share the machine's cores`,
    goal: `at ${perSecond} requests a second less than 3 ms at the median and 10 ms at the 99th percentile`,
    run: note =>
        withStack(async stack => {
            await untilHealthy(stack);
            const { direct, through } = await targetsIn(stack);
            const [server, gate] = [
                new ReusedConnections(direct, connections),
                new ReusedConnections(through, connections),
            ];
            try {
                for (const client of [server, gate]) {
                    await client.open(inference(0));
                    await openLoop(i => client.ask(inference(i)), perSecond, warmUpSeconds);
                }
                const figures: Figure[] = [];
                for (const load of loads) figures.push(...(await compare(load, server, gate, note)));
                return figures;
            } finally {
                server.close();
                gate.close();
            }
        }),
};

async function compare(load: Load, server: ReusedConnections, gate: ReusedConnections, note: Note): Promise<Figure[]> {
    const { name, runs, goals = {} } = load;
    const pairs = await repeat(runs, () => inTurns(load, server, gate));
    return [50, 99].flatMap((percent): Figure[] => {
        const direct = pairs.map(pair => percentile(pair.direct, percent));
        const through = pairs.map(pair => percentile(pair.through, percent));
        const added = through.map((ms, i) => ms - direct[i]!);
        note(`${name}: p${percent} ${added.map(ms => ms.toFixed(2)).join(", ")} ms more`);
        return [
            { name: `${name}: p${percent} direct`, unit: "ms", values: direct },
            { name: `${name}: p${percent} through edge and gate`, unit: "ms", values: through },
            {
                name: `${name}: p${percent} added`,
                unit: "ms",
                values: added,
                ...(goals[percent] === undefined ? {} : { goal: goals[percent] }),
            },
        ];
    });
}

async function inTurns({ turns, times }: Load, server: ReusedConnections, gate: ReusedConnections) {
    const measure = (client: ReusedConnections) => times(client, i => client.ask(inference(i)));
    const found = await repeat(turns, async () => ({ direct: await measure(server), through: await measure(gate) }));
    return { direct: found.flatMap(({ direct }) => direct), through: found.flatMap(({ through }) => through) };
}

const version = "1.0.0";

/** One release by its name, so that both ways end at the same server. */
export function inference(i: number): Question {
    return {
        path: `/v2/models/screening/versions/${version}/infer`,
        headers: { "x-subject": `subject-${i}` },
        body: samples[i % samples.length]!,
    };
}

const city = "Berlin";
const nearest = "eu-central";

/** A server, asked with its gate's certificate, and the way of clients to it. */
export async function targetsIn(stack: LocalStack): Promise<{ direct: Target; through: Target }> {
    const server = (await modelServersOf(stack)).find(({ name }) => name.includes(`-${nearest}-screening-${version}`));
    const [eu] = await stack.cells();
    const url = new URL(eu?.points.find(point => point.city === city)?.url ?? "");
    if (server?.probe.identity === undefined) throw new Error(`no server of ${version} in ${nearest}`);
    const { port, serverName, authority, identity } = server.probe;
    const read = (file: string) => readFileSync(path.join(stack.root, file), "utf8");
    const ca = read(authority);
    return {
        direct: { port, serverName, ca, cert: read(`${identity}/tls.crt`), key: read(`${identity}/tls.key`) },
        through: { port: Number(url.port), serverName: url.hostname, ca },
    };
}
