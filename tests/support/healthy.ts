import type { LocalStack } from "./local-stack";
import { until } from "./until";

/** Waits until every gate and the edge find all that they know of healthy: each region serves its own, and is entered. */
export async function untilHealthy(stack: LocalStack, timeoutMs = 60_000): Promise<void> {
    const gates = (await stack.cells()).flatMap(({ name, regions }) =>
        regions.map(region => `cells/${name}/${region.slice(region.indexOf(":") + 1)}/gate`),
    );
    let ill: string[] = [];
    await until(
        "every region is healthy",
        async () => {
            ill = (await Promise.all([...gates, "edges/edge"].map(envoy => illOf(stack, envoy)))).flat();
            return ill.length === 0;
        },
        timeoutMs,
    ).catch((error: unknown) => {
        throw new Error(`${(error as Error).message}; ill: ${ill.join(", ")}`, { cause: error });
    });
}

/** What an Envoy holds for unhealthy. */
async function illOf(stack: LocalStack, envoy: string): Promise<string[]> {
    try {
        const clusters = await stack.admin(envoy).get("/clusters");
        const lines = clusters.split("\n").filter(line => line.includes("health_flags::/"));
        return lines.map(line => `${envoy}: ${line}`);
    } catch (error) {
        return [`${envoy}: ${(error as Error).message}`];
    }
}
