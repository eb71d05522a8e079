import { CellClient } from "../../tests/support/client";
import { untilHealthy } from "../../tests/support/healthy";
import { failed, type Outcome } from "../../tests/support/load";
import type { Benchmark } from "../harness/benchmark";
import { type Figure, none } from "../harness/figure";
import { latestDeparture, once, perSecond, retryingOnce, type Send, slowest } from "../../tests/support/senders";
import { repeat } from "../harness/repeat";
import { withStack } from "../gates/stand";
import { type Fault, lastFailure, strike, type Struck } from "../../tests/support/strike";

const runs = 3;
const outageMs = 5_000;

/** Berlin enters the cell at eu-central, and goes on to eu-west. */
const city = "Berlin";
const other = "local:eu-west";
const servers = /eu-central-screening/;
const serversAndGate = /eu-central/;

interface Scenario {
    readonly name: string;
    readonly fault: Fault;
    readonly client: (client: CellClient) => Send;
    readonly figures: (runs: readonly Struck[]) => Figure[];
}

const failures = (runs: readonly Struck[]) => runs.map(({ outcomes }) => failed(outcomes).length);

const lossOfServers = (runs: readonly Struck[]): Figure[] => [
    { name: "failed", unit: "requests", values: failures(runs), goal: none },
    {
        name: "spilled to the other region",
        unit: "requests",
        values: runs.map(({ outcomes }) => answeredBy(outcomes, other)),
    },
    { name: "slowest answer", unit: "ms", values: runs.map(({ outcomes }) => slowest(outcomes)) },
    { name: "latest departure", unit: "ms", values: runs.map(({ outcomes }) => latestDeparture(outcomes)) },
];

const lossOfGate = (runs: readonly Struck[]): Figure[] => [
    { name: "failed", unit: "requests", values: failures(runs) },
    { name: "last failure after the kill", unit: "ms", values: runs.map(lastFailure), goal: { atMost: 1000 } },
];

const lossToRetrying = (runs: readonly Struck[]): Figure[] => [
    { name: "failed with one retry", unit: "requests", values: failures(runs), goal: none },
];

const scenarios: readonly Scenario[] = [
    { name: "servers killed", fault: { kill: servers, keepDown: false }, client: once, figures: lossOfServers },
    { name: "servers kept down", fault: { kill: servers, keepDown: true }, client: once, figures: lossOfServers },
    {
        name: "gate and servers killed",
        fault: { kill: serversAndGate, keepDown: false },
        client: once,
        figures: lossOfGate,
    },
    {
        name: "gate and servers kept down",
        fault: { kill: serversAndGate, keepDown: true },
        client: once,
        figures: lossOfGate,
    },
    {
        name: "gate and servers killed",
        fault: { kill: serversAndGate, keepDown: false },
        client: retryingOnce,
        figures: lossToRetrying,
    },
    {
        name: "gate and servers kept down",
        fault: { kill: serversAndGate, keepDown: true },
        client: retryingOnce,
        figures: lossToRetrying,
    },
];

export const regionOutage: Benchmark = {
    description: `a region lost under an open-loop load of ${perSecond} requests a second`,
    goal: "servers lost: nothing fails; gate lost too: less than 1 s of failures, none for who retries once",
    run: note =>
        withStack(async stack => {
            const [eu] = await stack.cells();
            const figures: Figure[] = [];
            for (const { name, fault, client: sender, figures: describe } of scenarios) {
                const struck = await repeat(runs, async () => {
                    await untilHealthy(stack);
                    const client = new CellClient(stack.project, eu!, city);
                    try {
                        return await strike(stack, fault, outageMs, sender(client));
                    } finally {
                        client.close();
                    }
                });
                const described = describe(struck).map(figure => ({ ...figure, name: `${name}: ${figure.name}` }));
                for (const figure of described) note(`${figure.name}: ${figure.values.map(Math.round).join(", ")}`);
                figures.push(...described);
            }
            return figures;
        }),
};

function answeredBy(outcomes: readonly Outcome[], region: string): number {
    return outcomes.filter(({ answer }) => answer?.region === region).length;
}
