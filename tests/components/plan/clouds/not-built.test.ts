import assert from "node:assert/strict";

import { checkConfig } from "../../../../components/plan/plan";
import { repositoryConfig, repositoryLock } from "../../../support/repository-stack";

type Input = Record<string, unknown>;

function configOf(change: (config: Input) => Input): unknown {
    const config = repositoryConfig("aws");
    return { ...config, ...change(config) };
}

const table = (config: Input) => ((config.store as Input).tables as Input[])[0]!;
const serving = (more: Input) => (config: Input) => ({ serving: { ...(config.serving as Input), ...more } });
const inTable = (more: Input) => (config: Input) => ({
    store: { ...(config.store as Input), tables: [{ ...table(config), ...more }] },
});
const watching = (more: Input) => (config: Input) => ({
    observability: { ...(config.observability as Input), ...more },
});
const access = (more: Input) => serving({ access: { "aws:eu-west-1": more } });

/** What a config asks for, and the path that it is refused at. */
const refused: readonly [string, (config: Input) => Input, string][] = [
    ["another hosting", serving({ hosting: "managed" }), "serving.hosting"],
    ["a GPU that no machine has as many of", serving({ gpu: { count: 16 } }), "serving.gpu"],
    ["an unknown machine", serving({ gpu: { type: "z9.large" } }), "serving.gpu"],
    ["a cache", serving({ cache: { ttlSeconds: 60 } }), "serving.cache"],
    ["predictive scaling", serving({ scaling: { min: 2, max: 4, predictive: true } }), "serving.scaling.predictive"],
    [
        "invokers without tokens",
        config => ({
            ...access({ invokers: ["a"] })(config),
            cells: (config.cells as readonly Input[]).map(cell => ({ ...cell, dataClasses: ["internal"] })),
            routing: {},
        }),
        'serving.access["aws:eu-west-1"].invokers',
    ],
    [
        "a whole account as deployer",
        access({ deployers: ["arn:aws:iam::444444444444:root"] }),
        'serving.access["aws:eu-west-1"].deployers[0]',
    ],
    ["all users as deployers", access({ deployers: ["*"] }), 'serving.access["aws:eu-west-1"].deployers[0]'],
    ["anomalies", watching({ anomalies: true }), "observability.anomalies"],
    ["drills", config => ({ recovery: { ...(config.recovery as Input), drills: "monthly" } }), "recovery.drills"],
    ["another edge", config => ({ routing: { ...(config.routing as Input), edge: "anycast" } }), "routing.edge"],
    [
        "a table that is there in one region only",
        inTable({ existing: { "aws:eu-west-1": "t" } }),
        "store.tables[0].existing",
    ],
];

describe("what a config asks of AWS and the adapter does not build", () => {
    const faultsOf = (change: (config: Input) => Input) =>
        checkConfig(configOf(change), { lock: repositoryLock(), toBuild: true }).faults;

    it("is nothing of the stack aws", () => {
        assert.deepEqual(
            faultsOf(() => ({})),
            [],
        );
    });

    for (const [what, change, at] of refused) {
        it(`is refused: ${what}`, () => {
            const faults = faultsOf(change);
            assert.deepEqual([...new Set(faults.map(({ path }) => path))], [at]);
            for (const { problem, remedy } of faults) assert.ok(problem && remedy);
        });
    }
});
