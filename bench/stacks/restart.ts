import { awaitProbe } from "../../components/adapters/local/provider/probe";
import { untilHealthy } from "../../tests/support/healthy";
import type { LocalStack } from "../../tests/support/local-stack";
import { until } from "../../tests/support/until";
import type { Benchmark } from "../harness/benchmark";
import { type ModelServer, modelServersOf } from "./servers-of-stack";
import { repeat } from "../harness/repeat";
import { withStack } from "../gates/stand";

export const restart: Benchmark = {
    description: "model servers killed one by one",
    goal: "ready again in less than 2 s",
    run: note =>
        withStack(async stack => {
            await untilHealthy(stack);
            const servers = await modelServersOf(stack);
            const times = await repeat(servers.length, i => timeToReady(stack, servers[i]!));
            note(`${servers.length} servers: ${times.map(time => time.toFixed(0)).join(", ")} ms`);
            return [{ name: "killed server ready again", unit: "ms", values: times, goal: { atMost: 2000 } }];
        }),
};

async function timeToReady(stack: LocalStack, { name, probe }: ModelServer): Promise<number> {
    const pidNow = async () => (await stack.supervisor.programs()).find(program => program.name === name)?.pid;
    const pid = await pidNow();
    if (pid === undefined || pid === 0) throw new Error(`${name} does not run`);
    const killed = performance.now();
    process.kill(pid, "SIGKILL");
    await awaitProbe(stack.root, probe, reason => Promise.resolve(`${name} did not come back: ${reason}`));
    const time = performance.now() - killed;
    await until(`${name} is another process`, async () => (await pidNow()) !== pid);
    return time;
}
