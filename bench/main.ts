import { addedLatency } from "./gates/added-latency";
import { alarms } from "./watch/alarms";
import { parseArguments, UsageError } from "./harness/arguments";
import type { Benchmark } from "./harness/benchmark";
import { clusters } from "./clusters";
import { cellOutage } from "./stacks/cell-outage";
import { changeOfShares } from "./stacks/change-of-shares";
import { commandStart } from "./programs/command-start";
import { componentCost } from "./programs/component-cost";
import { conditionsNow } from "./harness/conditions";
import { drills } from "./stacks/drills";
import { featureJoin } from "./models/feature-join";
import { isBroken } from "./harness/figure";
import { configToEffect } from "./gates/config-to-effect";
import { consumerTypes } from "./programs/consumer-types";
import { firstUp } from "./stacks/first-up";
import { gateMemory } from "./gates/gate-memory";
import { gateThroughput } from "./gates/gate-throughput";
import { hub } from "./watch/hub";
import { images } from "./images";
import { killedUp } from "./stacks/killed-up";
import { latencyModel } from "./gates/latency-model";
import { memory } from "./stacks/memory";
import { modelServer } from "./models/model-server";
import { modelServers } from "./models/model-servers";
import { noChange } from "./stacks/no-change";
import { overload } from "./gates/overload";
import { planSpeed } from "./programs/plan";
import { policy } from "./programs/policy";
import { regionOutage } from "./stacks/region-outage";
import { describeResults, notQuiet } from "./harness/report";
import { rehearsed } from "./programs/rehearsed";
import { restart } from "./stacks/restart";
import { keep, resultOf, type Results } from "./harness/record";
import { Scratch } from "./harness/scratch";
import { shares } from "./gates/shares";
import { store } from "./store";

/** In this order, so that engine timings come before load has warmed the machine. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
    "no-change": noChange,
    "first-up": firstUp,
    "killed-up": killedUp,
    restart,
    memory,
    shares,
    "change-of-shares": changeOfShares,
    "region-outage": regionOutage,
    "cell-outage": cellOutage,
    drills,
    alarms,
    hub,
    "added-latency": addedLatency,
    "gate-throughput": gateThroughput,
    "model-server": modelServer,
    "model-servers": modelServers,
    "config-to-effect": configToEffect,
    "gate-memory": gateMemory,
    overload,
    "latency-model": latencyModel,
    images,
    "command-start": commandStart,
    "component-cost": componentCost,
    "consumer-types": consumerTypes,
    rehearsed,
    policy,
    plan: planSpeed,
    "feature-join": featureJoin,
    store,
    clusters,
};

const usage = `usage: npm run bench [-- options]

Measures what the product promises, on stacks of its own, and writes bench/results.json.

${Object.entries(benchmarks)
    .map(([name, { description }]) => `  ${name.padEnd(18)}${description}`)
    .join("\n")}

      --only <name>   measures this one; may be given several times
      --json          prints the results as JSON instead of a table
  -h, --help          shows this

Fails when an exact property (lost, moved or leaked requests, heals) does not hold; a missed timing is only shown.
`;

const exitCodes = { good: 0, broken: 1, usage: 2, interrupted: 130 } as const;

const note = (text: string) => process.stderr.write(`${text}\n`);

async function main(argv: readonly string[]): Promise<number> {
    const known = Object.keys(benchmarks);
    const { only, json, help } = parseArguments(argv, known);
    if (help) {
        process.stdout.write(usage);
        return exitCodes.good;
    }
    const conditions = await conditionsNow();
    if (!conditions.quiet) note(`warning: ${notQuiet(conditions)}`);

    const results: Record<string, Results[string]> = {};
    let failed = false;
    for (const [name, benchmark] of Object.entries(benchmarks)) {
        if (only.length > 0 && !only.includes(name)) continue;
        note(`${name}: ${benchmark.description}`);
        const begun = performance.now();
        try {
            const figures = await benchmark.run(text => note(`  ${text}`));
            results[name] = resultOf(benchmark, figures, (performance.now() - begun) / 1000, conditions);
            keep(results, known);
            failed ||= figures.some(isBroken);
        } catch (error) {
            // The others are still worth measuring.
            note(`  failed: ${(error as Error).stack ?? String(error)}`);
            failed = true;
        }
    }
    process.stdout.write(json ? `${JSON.stringify(results, undefined, 2)}\n` : describeResults(results, conditions));
    if (!json) process.stdout.write("\n");
    if (!conditions.quiet) note(`warning: ${notQuiet(conditions)}`);
    return failed ? exitCodes.broken : exitCodes.good;
}

async function run(): Promise<number> {
    const scratch = new Scratch();
    let interrupted = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.on(signal, () => {
            if (interrupted) return;
            interrupted = true;
            note("interrupted: ending what was started");
            void scratch.clear().finally(() => process.exit(exitCodes.interrupted));
        });
    }
    try {
        return await main(process.argv.slice(2));
    } catch (error) {
        note(error instanceof UsageError ? `${error.message}\n\n${usage}` : ((error as Error).stack ?? String(error)));
        return error instanceof UsageError ? exitCodes.usage : exitCodes.broken;
    } finally {
        await scratch.clear();
    }
}

void run().then(exitCode => {
    process.exitCode = exitCode;
});
