import { copyFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { HubFile, HubRegion } from "../../runtime/hub/hub-file";
import { judgeObjectives } from "../../runtime/hub/objectives";
import { WatchedRegion } from "../../runtime/hub/region";
import type { AlarmKind } from "../../components/watch/state";
import { anomaliesIn } from "../../tests/support/reported-anomalies";
import { CellClient } from "../../tests/support/client";
import { largestThird } from "../../tests/support/drift-alarms";
import { untilHealthy } from "../../tests/support/healthy";
import { countedByGate } from "../../tests/support/hub/counted-by-gate";
import { HubClient } from "../../tests/support/hub-client";
import type { LocalStack } from "../../tests/support/local-stack";
import { unchecked, withPatchedProgram } from "../../tests/support/patched-program";
import { digestOf, stackConfig } from "../../tests/support/stack-config";
import { beginMs, type Trouble, WEEK_MS, weeksOf } from "../../tests/support/synthetic-weeks";
import { until } from "../../tests/support/until";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { randomFrom } from "../harness/random";
import { withStack } from "../gates/stand";

const region = "local:eu-central";
const lagSeconds = 10;
const config = {
    ...stackConfig({
        withUs: false,
        canary: 0,
        store: { tables: [{ name: "features", partitionKey: "subject" }], shards: 2, ephemeral: true },
        observability: { drift: {}, withdraw: { lagSeconds } },
    }),
    "meridian:routing": { failover: { failbackAfterSeconds: 2 } },
};

export const alarms: Benchmark = {
    description: `how long each alarm takes: on a stack, and, of those by hours and weeks, by a simulated clock`,
    goal: "none set",
    run: async note => [...(await withStack(stack => onStack(stack, note), config)), ...byClock(), ...unusual()],
};

/** What goes wrong, which alarms tell of it, and what ends it. */
interface Fault {
    readonly what: string;
    readonly kinds: readonly AlarmKind[];
    readonly begin: (stack: LocalStack) => Promise<() => Promise<void>>;
}

/** Stops a process without ending it, so that it is not restarted. */
const stopped =
    (program: RegExp): Fault["begin"] =>
    async stack => {
        const pids = await stack.pids(program);
        for (const pid of pids) process.kill(pid, "SIGSTOP");
        return () => {
            for (const pid of pids) process.kill(pid, "SIGCONT");
            return Promise.resolve();
        };
    };

const faults: readonly Fault[] = [
    { what: "a watcher that stands still", kinds: ["silent"], begin: stopped(/eu-central-watcher$/) },
    { what: "servers that stand still", kinds: ["ill"], begin: stopped(/eu-central-screening-\d/) },
    {
        what: "a server of the store that stands still",
        kinds: ["lag", "withdrawn"],
        begin: stopped(/eu-central-server$/),
    },
    {
        what: "a server that has another artifact loaded",
        kinds: ["digest", "skew", "withdrawn"],
        begin: stack => {
            const own = path.join(stack.project, "own.onnx");
            copyFileSync(stack.artifact("eu", "eu-central", digestOf("2.0.0")), own);
            return withPatchedProgram(stack, /eu-central-screening-1\.0\.0/, unchecked, text =>
                text.replace(/MODEL_URI="[^"]+"/, `MODEL_URI="${own}"`),
            );
        },
    },
    { what: "1,200 rows of the largest third of tumours", kinds: ["drift"], begin: askShifted },
];

async function onStack(stack: LocalStack, note: Note): Promise<Figure[]> {
    const hub = new HubClient(stack);
    const on = async () => (await hub.state()).alarms.filter(alarm => alarm.until === undefined);
    const figures: Figure[] = [];
    for (const { what, kinds, begin } of faults) {
        await untilHealthy(stack);
        await until("no alarm is on", async () => (await on()).length === 0, 90_000);
        const begun = performance.now();
        const end = await begin(stack);
        try {
            const seen = new Map<string, number>();
            await until(
                `${kinds.join(" and ")} of ${what}`,
                async () => {
                    for (const { kind } of await on()) {
                        if (!seen.has(kind)) seen.set(kind, (performance.now() - begun) / 1000);
                    }
                    await pause(100);
                    return kinds.every(kind => seen.has(kind));
                },
                90_000,
            );
            for (const kind of kinds) {
                figures.push({ name: `\`${kind}\`: ${what}`, unit: "s", values: [seen.get(kind)!] });
            }
            note(`${what}: ${kinds.map(kind => `${kind} after ${seen.get(kind)!.toFixed(1)} s`).join(", ")}`);
        } finally {
            await end();
        }
    }
    return figures;
}

async function askShifted(stack: LocalStack): Promise<() => Promise<void>> {
    const client = new CellClient(stack.project, (await stack.cells())[0]!, "Berlin");
    for (let row = 0; row < 1_200; row += 10) {
        const rows = Array.from({ length: 10 }, (_, i) => largestThird[(row + i) % largestThird.length]!);
        const data = rows.flatMap(({ features }) => features);
        const inputs = [{ name: "features", datatype: "FP32", shape: [rows.length, 30], data }];
        await client.ask({
            path: "/v2/models/screening/versions/1.0.0/infer",
            method: "POST",
            body: JSON.stringify({ inputs }),
        });
    }
    client.close();
    return () => Promise.resolve();
}

const everySeconds = 2;
const perSecond = 10;
const limits = { availability: 0.999, p99Ms: 250 };

/** Six hours without a failure, and then so many: what pages, after how many seconds. */
function byClock(): Figure[] {
    const cases: readonly [name: string, failing: number, slow: number][] = [
        ["availability 99.9 %: all requests fail", 1, 0],
        ["availability 99.9 %: 10 % of requests fail", 0.1, 0],
        ["availability 99.9 %: 2 % of requests fail", 0.02, 0],
        ["latency, p99 of 250 ms: all requests are slower", 0, 1],
        ["latency, p99 of 250 ms: 20 % of requests are slower", 0, 0.2],
    ];
    return cases.map(([name, failing, slow]) => ({ name, unit: "s", values: [pagedAfter(failing, slow)] }));
}

function pagedAfter(failing: number, slow: number): number {
    const watched = new WatchedRegion("eu", { region } as unknown as HubRegion, 0);
    const plan = { limits, burnScale: 1 } as HubFile;
    const reported = { isReady: true, verdict: { kind: "serving", reasons: [] }, wrong: {} } as const;
    const wellSeconds = 6 * 3600;
    for (let second = 0; second < wellSeconds + 24 * 3600; second += everySeconds) {
        const well = Math.min(second, wellSeconds) * perSecond;
        const unhealthy = Math.max(0, second - wellSeconds) * perSecond;
        watched.hear(
            reported,
            countedByGate(well + unhealthy, unhealthy * failing, unhealthy * slow),
            second * 1000,
            limits.p99Ms,
        );
        if (
            unhealthy > 0 &&
            judgeObjectives([watched], plan, { steady: second * 1000, shared: second * 1000 }).some(
                ({ severity }) => severity === "page",
            )
        ) {
            return second - wellSeconds;
        }
    }
    throw new Error("nothing pages within a day");
}

const weeks = 4;
const troubledMs = beginMs + 3.5 * WEEK_MS;

/** Three and a half weeks of a region as usual, and then an anomaly: what is reported after how many seconds. */
function unusual(): Figure[] {
    const troubles: readonly [name: string, trouble: Omit<Trouble, "fromMs">][] = [
        ["anomaly: no traffic", { traffic: 0 }],
        ["anomaly: three times the traffic", { traffic: 3 }],
        ["anomaly: 5 % of requests fail", { errors: 0.05 }],
        ["anomaly: three times the latency", { latency: 3 }],
    ];
    return troubles.map(([name, trouble]) => {
        const points = weeksOf({ peak: 20, east: 0, random: randomFrom(7) }, weeks, [
            { fromMs: troubledMs, ...trouble },
        ]);
        const first = anomaliesIn(points).find(({ atMs }) => atMs >= troubledMs);
        if (first === undefined) throw new Error(`${name}: nothing is reported`);
        return { name, unit: "s", values: [(first.atMs - troubledMs) / 1000] };
    });
}
