import type { EnvoyAdmin } from "../../runtime/keeper/envoy-admin";
import { edgeNames, type LocalStack } from "./local-stack";
import { until } from "./until";

/** By what they are called: the edges, and the gate of each region. */
export async function envoysOf(stack: LocalStack): Promise<Readonly<Record<string, EnvoyAdmin>>> {
    const envoys: Record<string, EnvoyAdmin> = Object.fromEntries(edgeNames.map(name => [name, stack.edge(name)]));
    for (const { name, regions } of await stack.cells()) {
        for (const region of regions) envoys[region] = stack.gate(name, region.slice(region.indexOf(":") + 1));
    }
    return envoys;
}

/** Waits until every gate and edge finds all that they know of healthy: each region serves its own, and is entered. */
export async function untilHealthy(stack: LocalStack, timeoutMs = 60_000): Promise<void> {
    const envoys = await envoysOf(stack);
    let unhealthy: string[] = [];
    await until(
        "every region is healthy",
        async () => {
            unhealthy = (
                await Promise.all(Object.entries(envoys).map(([name, envoy]) => unhealthyOf(name, envoy)))
            ).flat();
            return unhealthy.length === 0;
        },
        timeoutMs,
    ).catch((error: unknown) => {
        throw new Error(`${(error as Error).message}; unhealthy: ${unhealthy.join(", ")}`, { cause: error });
    });
}

/** What an Envoy holds for unhealthy. */
async function unhealthyOf(name: string, envoy: EnvoyAdmin): Promise<string[]> {
    try {
        const clusters = await envoy.get("/clusters");
        const lines = clusters.split("\n").filter(line => line.includes("health_flags::/"));
        return lines.map(line => `${name}: ${line}`);
    } catch (error) {
        return [`${name}: ${(error as Error).message}`];
    }
}
