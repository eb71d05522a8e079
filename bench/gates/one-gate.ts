import { screening } from "../../tests/components/plan/screening";
import type { ConfigInput, ModelInput } from "../../tests/support/arbitraries";
import { type Choices, Gates } from "../../tests/support/gates/gates";

export const region = "local:eu-west";

export const releases = { old: "1.0.0", new: "2.0.0" } as const;

const standard = screening().models[0]!;

/** A model with two releases, of which the newer has so many percent. */
export function model(name: string = standard.name, newer = 0): ModelInput {
    const traffic = [
        { version: releases.old, percent: 100 - newer },
        { version: releases.new, percent: newer },
    ];
    return { ...standard, name, traffic };
}

/** A cell of one region, and so of one gate. */
export function oneGate(models: ModelInput[], rest: Partial<ConfigInput> = {}): ConfigInput {
    const config = screening();
    return {
        ...config,
        cells: config.cells.slice(0, 1).map(cell => ({ ...cell, regions: [region] })),
        models,
        ...rest,
    };
}

/** The gate of such a config, with a server for each release; taken away after `work`. */
export async function withGate<T>(
    config: ConfigInput,
    work: (gates: Gates) => Promise<T>,
    choices: Choices = {},
): Promise<T> {
    const gates = await Gates.start(config, choices);
    try {
        return await work(gates);
    } finally {
        await gates.stop();
    }
}
