import { CellClient } from "../../tests/support/client";
import type { LocalStack } from "../../tests/support/local-stack";
import { releasesOf } from "../../tests/support/releases";
import { stackConfig } from "../../tests/support/stack-config";
import type { Benchmark } from "../harness/benchmark";
import { type Goal, none } from "../harness/figure";
import { withStack } from "./stand";

const subjects = 20_000;
const newer = "2.0.0";

export const shares: Benchmark = {
    description: `which release ${subjects} fixed subjects get, at 10 and at 20 percent`,
    goal: "shares as configured, no subject moved while they stay, none moved back when one grows",
    run: note =>
        withStack(
            async stack => {
                const atTen = await releasesFrom(stack, "Berlin");
                note("asked once");
                const again = await releasesFrom(stack, "Lisbon");
                note("asked again, from elsewhere");
                await stack.configure(stackConfig({ canary: 20 }));
                await stack.up();
                const atTwenty = await releasesFrom(stack, "Berlin");
                return [
                    { name: "share of a release with 10 %", unit: "%", values: [shareOf(atTen)], goal: closeTo(10) },
                    {
                        name: "moved on a second pass",
                        unit: "subjects",
                        values: [count(atTen, (was, i) => again[i] !== was)],
                        goal: none,
                    },
                    { name: "share of a release with 20 %", unit: "%", values: [shareOf(atTwenty)], goal: closeTo(20) },
                    {
                        name: "moved back from 10 to 20 %",
                        unit: "subjects",
                        values: [count(atTen, (was, i) => was === newer && atTwenty[i] !== newer)],
                        goal: none,
                    },
                ];
            },
            stackConfig({ canary: 10 }),
        ),
};

async function releasesFrom(stack: LocalStack, city: string): Promise<string[]> {
    const [eu] = await stack.cells();
    const client = new CellClient(stack.project, eu!, city);
    try {
        return await releasesOf(client, subjects);
    } finally {
        client.close();
    }
}

function shareOf(releases: readonly string[]): number {
    return (count(releases, version => version === newer) / subjects) * 100;
}

function count(releases: readonly string[], holds: (version: string, i: number) => boolean): number {
    return releases.filter(holds).length;
}

/** Within four standard deviations of a fair draw: subjects are fixed, so what is observed once is observed always. */
function closeTo(percent: number): Goal {
    const share = percent / 100;
    const tolerance = 4 * Math.sqrt((share * (1 - share)) / subjects) * 100;
    return { atLeast: percent - tolerance, atMost: percent + tolerance, exact: true };
}
