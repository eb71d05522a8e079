import type { RuntimeName } from "../../runtime/model-server/environment";
import { until } from "../../tests/support/until";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { repeat } from "../harness/repeat";
import { KeptConnections, type Target } from "../load/kept-connections";
import { nodeGenerator } from "../load/load-generator";
import { openLoop, percentile } from "../measuring/loops";
import { memoryOf } from "../measuring/process-memory";
import { coreSecondsOf } from "../measuring/processor-time";
import { connections, isInstalled, questions, runtimes, type Served, type Variant, withServer } from "./own-server";
import { lackingForRivals, rivals, withRival } from "./rivals/rivals";

const runs = 3;
const seconds = 3;
const warmUpSeconds = 3;
/** What the slowest of them still serves with room to spare, so that latencies are of serving and not of waiting. */
const offered = 150;

type Measured = Record<"requests" | "p50" | "p99" | "memory" | "start", readonly number[]>;

interface Contender {
    readonly name: string;
    readonly measure: () => Promise<Measured>;
}

export const modelServers: Benchmark = {
    description:
        `model servers of one ONNX file and protocol, one after the other: requests per core-second of ${connections} kept connections in a ` +
        `closed loop, latency at ${offered} requests a second, resident memory after that, start until it answers`,
    goal: "15 times the requests per core-second of MLServer and 5 times those of KServe, with a third of their memory",
    async run(note) {
        const figures: Figure[] = [];
        for (const { name, measure } of await contenders(note)) {
            const measured = await measure();
            note(`${name}: ${measured.requests.map(Math.round).join(", ")} requests per core-second`);
            figures.push(
                { name: `${name}: requests`, unit: "requests/core-s", values: measured.requests },
                { name: `${name}: p50`, unit: "ms", values: measured.p50 },
                { name: `${name}: p99`, unit: "ms", values: measured.p99 },
                { name: `${name}: memory`, unit: "MiB", values: measured.memory },
                { name: `${name}: start`, unit: "ms", values: measured.start },
            );
        }
        return figures;
    },
};

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
            measure: () => withServer(runtime, variant, (served, { target }) => measured(served, target)),
        }));
    });
    const lacking = await lackingForRivals();
    if (lacking !== undefined) {
        note(`no other servers are measured: ${lacking}`);
        return own;
    }
    const others = rivals.map(rival => ({
        name: rival.name,
        // The first start compiles what was installed.
        measure: () =>
            withRival(rival, answers, () => Promise.resolve()).then(() => withRival(rival, answers, measured)),
    }));
    return [...own, ...others];
}

async function measured({ pid, startMs }: Served, target: Target): Promise<Measured> {
    const work = { target, questions, connections };
    await nodeGenerator({ ...work, seconds: warmUpSeconds });
    const requests = await repeat(runs, async () => {
        const before = coreSecondsOf(pid);
        const answered = await nodeGenerator({ ...work, seconds });
        return answered / (coreSecondsOf(pid) - before);
    });
    const client = new KeptConnections(target, connections);
    try {
        await client.open(questions[0]!);
        const times = await repeat(runs, () =>
            openLoop(i => client.ask(questions[i % questions.length]!), offered, seconds),
        );
        return {
            requests,
            p50: times.map(one => percentile(one, 50)),
            p99: times.map(one => percentile(one, 99)),
            memory: [memoryOf(pid).rss],
            start: [startMs],
        };
    } finally {
        client.close();
    }
}

/** Until it answers an inference. */
async function answers(target: Target): Promise<void> {
    const client = new KeptConnections(target, 1);
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
