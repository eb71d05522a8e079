import type { CellSummary } from "../../stacks/summary";
import { requestsSeen } from "../../tests/support/access-log";
import { type Answer, CellClient } from "../../tests/support/client";
import { untilHealthy } from "../../tests/support/healthy";
import type { LocalStack } from "../../tests/support/local-stack";
import type { Benchmark } from "../harness/benchmark";
import { type Figure, none } from "../harness/figure";
import { once, perSecond } from "../../tests/support/senders";
import { repeat } from "../harness/repeat";
import { withStack } from "../gates/stand";
import { type Fault, strike } from "../../tests/support/strike";

const runs = 3;
const outageMs = 4_000;
/** By then every gate and the edge know. */
const settledMs = 1_500;

const faults: Readonly<Record<string, Fault>> = {
    "servers kept down": { kill: /^screening-eu-.*-screening-/, keepDown: true },
    "servers and gates kept down": { kill: /^screening-eu-/, keepDown: true },
};

export const cellOutage: Benchmark = {
    description: `a whole cell lost under an open-loop load of ${perSecond} requests a second`,
    goal: "errors of the cell, and not one request reaches the other cell",
    run: note =>
        withStack(async stack => {
            const figures: Figure[] = [];
            for (const [name, fault] of Object.entries(faults)) {
                const tallies = await repeat(runs, () => outage(stack, fault));
                const figure = (of: string, key: keyof Tally, goal?: Figure["goal"]): Figure => ({
                    name: `${name}: ${of}`,
                    unit: "requests",
                    values: tallies.map(tally => tally[key]),
                    ...(goal === undefined ? {} : { goal }),
                });
                const described = [
                    figure("sent once the loss is seen", "sent"),
                    figure("answered with the cell's 503", "refused"),
                    figure("without an answer", "unanswered"),
                    figure("answered otherwise", "otherwise", none),
                    figure("reached the other cell", "leaked", none),
                ];
                for (const { name, values } of described) note(`${name}: ${values.join(", ")}`);
                figures.push(...described);
            }
            return figures;
        }),
};

interface Tally {
    readonly sent: number;
    readonly refused: number;
    readonly unanswered: number;
    readonly otherwise: number;
    readonly leaked: number;
}

async function outage(stack: LocalStack, fault: Fault): Promise<Tally> {
    await untilHealthy(stack);
    const [eu, us] = (await stack.cells()) as [CellSummary, CellSummary];
    const client = new CellClient(stack.project, eu, "Berlin");
    try {
        const seenBefore = await requestsSeen(stack, us);
        const { outcomes, at } = await strike(stack, fault, outageMs, once(client));
        const seenAfter = await requestsSeen(stack, us);
        const during = outcomes.filter(outcome => outcome.at > at + settledMs);
        const answers = during.flatMap(({ answer }) => answer ?? []);
        const refused = answers.filter(answer => isRefusalBy(eu, answer)).length;
        return {
            sent: during.length,
            refused,
            unanswered: during.length - answers.length,
            otherwise: answers.length - refused,
            leaked: seenAfter - seenBefore,
        };
    } finally {
        client.close();
    }
}

function isRefusalBy({ name }: CellSummary, { status, region, contentType, body }: Answer): boolean {
    return (
        status === 503 &&
        region?.startsWith(`local:${name}-`) === true &&
        contentType === "application/problem+json" &&
        (JSON.parse(body) as { cell?: string }).cell === name
    );
}
