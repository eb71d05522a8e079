import type { RuntimeName } from "../../runtime/model-server/environment";
import { until } from "../../tests/support/until";
import type { Benchmark, Note } from "../harness/benchmark";
import { ReusedConnections, type Target } from "../load/reused-connections";
import { nodeGenerator } from "../load/load-generator";
import { openLoop, percentile } from "../measuring/loops";
import { memoryOf } from "../measuring/process-memory";
import { coreSecondsOf } from "../measuring/processor-time";
import { connections, isInstalled, questions, runtimes, type Served, type Variant, withServer } from "./own-server";
import { missingForRivals, rivals, withRival } from "./rivals/rivals";

const rounds = 5;
const seconds = 2;
/** WebAssembly is compiled once more, function by function, over the first seconds of load. */
const warmUpSeconds = 10;
/** What the slowest of them still serves with room to spare, so that latencies are of serving and not of waiting. */
const offered = 150;

interface Measured extends Record<"requests" | "p50" | "p99", readonly number[]> {
    readonly memory: number;
}

interface Contender {
    readonly name: string;
    /** Runs until the work is over. */
    readonly during: <T>(work: (served: Served, target: Target) => Promise<T>) => Promise<T>;
}

/** A contender that runs. */
interface Running extends Served {
    readonly name: string;
    readonly target: Target;
}

export const modelServers: Benchmark = {
    description:
        `model servers of one ONNX file and protocol, in alternating rounds: requests per core-second of ${connections} kept connections in a ` +
        `closed loop, latency at ${offered} requests a second, resident memory after that, start until it answers`,
    goal: "15 times the requests per core-second of MLServer and 5 times those of KServe, with a third of their memory",
    async run(note) {
        return withAll(await contenders(note), [], async running => {
            const all = await measured(running);
            return running.flatMap(({ name, startMs }, i) => {
                const { requests, p50, p99, memory } = all[i]!;
                note(`${name}: ${requests.map(Math.round).join(", ")} requests per core-second`);
                return [
                    { name: `${name}: requests`, unit: "requests/core-s", values: requests },
                    { name: `${name}: p50`, unit: "ms", values: p50 },
                    { name: `${name}: p99`, unit: "ms", values: p99 },
                    { name: `${name}: memory`, unit: "MiB", values: [memory] },
                    { name: `${name}: start`, unit: "ms", values: [startMs] },
                ];
            });
        });
    },
};

/** Starts one after the other, so that none's start is measured beside another's. */
function withAll<T>(
    [next, ...others]: readonly Contender[],
    running: readonly Running[],
    work: (running: readonly Running[]) => Promise<T>,
): Promise<T> {
    if (next === undefined) return work(running);
    const { name, during } = next;
    return during((served, target) => withAll(others, [...running, { name, target, ...served }], work));
}

const variants: Readonly<Record<string, Variant>> = {
    "mutual TLS": {},
    plain: { plain: true },
    "plain, batches of 16": { plain: true, batching: { size: 16, waitMs: 0 } },
};

async function contenders(note: Note): Promise<readonly Contender[]> {
    const own = (Object.entries(runtimes) as [RuntimeName, string][]).flatMap(([runtime, module]) => {
        if (!isInstalled(module)) {
            note(
                `${module} is not installed, so there is no ${runtime} runtime to measure; npm install ${module} adds it`,
            );
            return [];
        }
        return Object.entries(variants).map(([name, variant]) => ({
            name: `${runtime}, ${name}`,
            during: <T>(work: (served: Served, target: Target) => Promise<T>) =>
                withServer(runtime, variant, (served, { target }) => work(served, target)),
        }));
    });
    const missing = await missingForRivals();
    if (missing !== undefined) {
        note(`no other servers are measured: ${missing}`);
        return own;
    }
    const others = rivals.map(rival => ({
        name: rival.name,
        during: async <T>(work: (served: Served, target: Target) => Promise<T>) => {
            // The first start compiles what was installed.
            await withRival(rival, answers, () => Promise.resolve());
            return withRival(rival, answers, work);
        },
    }));
    return [...own, ...others];
}

/** In rounds over all of them, because other work on the machine changes what a core does by more than they differ. */
async function measured(running: readonly Running[]): Promise<readonly Measured[]> {
    const figures = running.map(() => ({ requests: [] as number[], p50: [] as number[], p99: [] as number[] }));
    for (const { target } of running) await nodeGenerator({ ...load(target), seconds: warmUpSeconds });
    for (let round = 0; round < rounds; round++) {
        for (const [i, { pid, target }] of running.entries()) {
            const before = coreSecondsOf(pid);
            const answered = await nodeGenerator({ ...load(target), seconds });
            figures[i]!.requests.push(answered / (coreSecondsOf(pid) - before));
        }
    }
    for (let round = 0; round < rounds; round++) {
        for (const [i, { target }] of running.entries()) {
            const times = await latencies(target);
            figures[i]!.p50.push(percentile(times, 50));
            figures[i]!.p99.push(percentile(times, 99));
        }
    }
    return running.map(({ pid }, i) => ({ ...figures[i]!, memory: memoryOf(pid).rss }));
}

const load = (target: Target) => ({ target, questions, connections });

async function latencies(target: Target): Promise<readonly number[]> {
    const client = new ReusedConnections(target, connections);
    try {
        await client.open(questions[0]!);
        return await openLoop(i => client.ask(questions[i % questions.length]!), offered, seconds);
    } finally {
        client.close();
    }
}

/** Until it answers an inference. */
async function answers(target: Target): Promise<void> {
    const client = new ReusedConnections(target, 1);
    try {
        await until("the server answers", () =>
            client.ask(questions[0]!).then(
                () => true,
                () => false,
            ),
        );
    } finally {
        client.close();
    }
}
