import assert from "node:assert/strict";

import { Service, type ServiceConfig } from "../../../components";
import { local } from "../../../components/adapters/local";
import { recorded } from "../../support/golden";
import { mockEngine, settled } from "../../support/mocked-engine";
import { repositoryConfig } from "../../support/repository-stack";
import { type RequestedOptions, ResourceOptions } from "../../support/resource-options";
import { forecast, madeOf as madeOnAws } from "./aws/made";
import { madeOf as madeInClusters, ofOnesOwn, withTables } from "./kubernetes/made";

interface Asked {
    readonly kind: string;
    readonly name: string;
    readonly inputs: unknown;
    readonly options: RequestedOptions;
}

/** Longer ones are configurations of Envoy and of the like, which have tests of their own. */
const longestText = 1200;

/**
 * All that adapters request of the engine for one region and what belongs to no region, with options, so that a change of one field of one
 * resource is seen. Where it is meant, rewrite the file and read the difference:
 *
 *     UPDATE_GOLDEN=1 npx mocha tests/components/adapters/golden.test.ts
 */
describe("the golden resources", function () {
    // Loading the SDK of a cloud is most of it.
    this.timeout(120_000);

    it("of a region with GPUs on AWS, and of its cell, are the committed ones", async () => {
        const serving = { ...forecast().serving, gpu: { count: 1 }, scaling: { min: 1, max: 3 } };
        const tables = [
            { name: "features", partitionKey: "subject" },
            { name: "visits", partitionKey: "subject", sortKey: "at", ttl: "expires" },
        ];
        const made = await madeOnAws({ serving, store: { tables } });
        await isRecorded(
            "resources-aws",
            made.filter(({ name }) => !name.includes("eu-central-1")),
        );
    });

    it("of a cluster with a store, its backup location and what a cell has once are the committed ones", async () => {
        const tables = withTables();
        const own = (repositoryConfig("kubernetes") as unknown as ServiceConfig).models;
        const kubernetes = { ...tables.kubernetes!, pullSecret: { secret: "registry" } };
        const change = { ...tables, kubernetes, models: [...own, ofOnesOwn] };
        const made = await madeInClusters(change, { registry: "the logins of nodes" });
        await isRecorded(
            "resources-kubernetes",
            made
                .filter(({ region }) => region !== "lis")
                .map(({ name, region, ...rest }) => ({ ...rest, name: `${name} in ${region}` })),
        );
    });

    it("of servers that KServe runs in a cluster, one of them of one's own, are the committed ones", async () => {
        const own = (repositoryConfig("kubernetes") as unknown as ServiceConfig).models;
        const made = await madeInClusters({
            models: [...own, ofOnesOwn],
            serving: { hosting: "managed", scaling: { min: 2, max: 5 } },
        });
        await isRecorded(
            "resources-kserve",
            made.filter(({ name, region }) => region === "fra" && /kserve|-1-0-0/.test(name)),
        );
    });

    it("of a region of stack local, and of its cell, are the committed ones", async () => {
        const made: Asked[] = [];
        const options = new ResourceOptions();
        await mockEngine(({ inputs, name, type }) => {
            const kind = type.split(":").at(-1)!;
            if (type.startsWith("pulumi-nodejs:")) made.push({ kind, name, inputs, options: options.of(kind, name) });
        });
        const config = repositoryConfig("local") as unknown as ServiceConfig;
        const { transformation } = options;
        new Service("s", config, { clouds: [local({ directory: "unused" })] }, { transformations: [transformation] });
        await settled();
        await isRecorded(
            "resources-local",
            made.filter(({ name }) => !/eu-central|us-|\bus\b/.test(name)),
        );
    });
});

async function isRecorded(file: string, made: readonly Asked[]): Promise<void> {
    const found = Object.fromEntries(
        made
            .map(
                ({ inputs, kind, name, options }) =>
                    [`${kind} ${name}`, { ...of(inputs), ...saidIn(options) }] as const,
            )
            .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const before = await recorded(file, found);
    assert.deepEqual(JSON.parse(JSON.stringify(found)), before);
}

/** Options that differ from the engine's own. */
function saidIn(options: RequestedOptions): object {
    const said = Object.entries(options).filter(
        ([, value]) => value !== false && Object.keys(value as object).length > 0,
    );
    return said.length === 0 ? {} : { options: Object.fromEntries(said) };
}

/** Inputs without what is made at random, and without texts that are recorded elsewhere. */
function of(inputs: unknown): object {
    const text = JSON.stringify(inputs, (key, value: unknown) => {
        if (key === "__provider") return undefined;
        if (typeof value !== "string") return value;
        if (value.includes("-----BEGIN ")) return "<PEM>";
        // Keys, and marks of what is made of them.
        if (/^([0-9a-f]{12}|[0-9a-f]{64})$/.test(value)) return "<made at random>";
        return value.length > longestText ? "<a long text>" : value;
    });
    return { inputs: JSON.parse(text) as unknown };
}
