import assert from "node:assert/strict";
import crypto from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock } from "node:test";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { ConfigFaults, type Fault, sortedFaults } from "../../components/plan/faults";
import { checkConfig } from "../../components/plan/plan";
import { pathIn } from "../../components/plan/serving/release-file";
import type { Asked } from "../contract/adapter";
import { adapterOf } from "../contract/adapters";
import { awsSettings, builtConfigs, type ConfigInput, runs, wrongAwsSettings } from "../support/arbitraries";
import { settled } from "../support/mocked-engine";
import { inProjectDirectory } from "../support/project-directory";
import { quickEngine, type Registered, watchRegistrations } from "../support/quick-engine";
import { quickSdk } from "../support/quick-sdk";

const program = createRequire(__filename)("../../stacks") as () => unknown;

/** Runs the program of a stack without an engine; the adapter says what providers find out. Returns how many resources it makes. */
async function run(written: ConfigInput, root: string): Promise<number> {
    let made = 0;
    const tagged: Tags[] = [];
    await quickEngine({
        call: functionOf,
        outputs: resource => {
            made++;
            if (resource.type === "pulumi:providers:aws") tagged.push(tagsOf(resource.inputs));
            return outputsOf(resource);
        },
    });
    await runProgram(written, root);
    tagged.forEach(assertTagged);
    return made;
}

const functionOf = (token: string, inputs: Asked["inputs"]) => adapterOf(token).invoke(token, inputs);

function outputsOf({ type, name, inputs, custom }: Registered): Asked["inputs"] {
    return custom ? adapterOf(type).outputs({ type, name, inputs }) : {};
}

/** Long enough for the key of a store, and of the form of an access key. */
const secret = "access-key:of-at-least-32-characters-of-text";

/** Where a program fails in the middle, some of its resources wait for ever. */
async function settledOrFailed(): Promise<void> {
    const over = new AbortController();
    const failed = once(process, "unhandledRejection", { signal: over.signal });
    await Promise.race([settled(), failed]).finally(() => {
        over.abort();
    });
}

async function runProgram(written: ConfigInput, root: string): Promise<void> {
    writeFiles(written, root);
    const reported = Object.entries(written).map(([key, value]) => [`meridian:${key}`, JSON.stringify(value)] as const);
    const secrets = secretsIn(written).map(name => [`secrets:${name}`, secret] as const);
    pulumi.runtime.setAllConfig(Object.fromEntries([...reported, ...secrets]));
    try {
        program();
    } finally {
        await settledOrFailed();
    }
}

/** What the program of a stack registers, in order of name. */
async function registeredIn(
    written: ConfigInput,
    root: string,
    takeEngine: () => Promise<void>,
): Promise<Registered[]> {
    const all: Registered[] = [];
    await takeEngine();
    watchRegistrations(resource => all.push(resource));
    // Keys are recreated in each run of a program.
    const random = mock.method(crypto, "randomBytes", (size: number) => Buffer.alloc(size));
    await runProgram(written, root);
    random.mock.restore();
    return all.sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

/** The SDK's own mocks. */
async function mocks(): Promise<void> {
    await pulumi.runtime.setMocks({
        call: ({ inputs, token }) => functionOf(token, inputs as Asked["inputs"]),
        newResource: ({ type, name, inputs, custom = false }) => {
            const found = outputsOf({ type, name, inputs: inputs as Asked["inputs"], custom });
            return { id: typeof found.id === "string" ? found.id : name, state: { ...(inputs as object), ...found } };
        },
    });
}

/** Puts the files there that a config names. */
function writeFiles(value: unknown, root: string): void {
    if (typeof value !== "object" || value === null) return;
    const { artifact } = value as { readonly artifact?: unknown };
    const file = typeof artifact === "string" ? pathIn(artifact) : undefined;
    if (file !== undefined) {
        mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
        writeFileSync(path.join(root, file), "");
    }
    for (const each of Object.values(value)) writeFiles(each, root);
}

/** Names of the secrets that a config asks for. */
function secretsIn(value: unknown): string[] {
    if (typeof value !== "object" || value === null) return [];
    const { secret } = value as { readonly secret?: unknown };
    return [...(typeof secret === "string" ? [secret] : []), ...Object.values(value).flatMap(secretsIn)];
}

describe("a config that `meridian validate` accepts", function () {
    this.timeout(14_400_000);
    let root: string;
    let rejected: string[];
    let leave: () => void;
    let restore: () => void;
    const onRejection = (reason: unknown) => rejected.push(String(reason));

    before(() => {
        restore = quickSdk();
        root = mkdtempSync(path.join(tmpdir(), "meridian-accepted-"));
        leave = inProjectDirectory(root);
        writeFileSync(path.join(root, "collector-ca.pem"), "-----BEGIN CERTIFICATE-----\n");
        process.on("unhandledRejection", onRejection);
    });
    after(() => {
        restore();
        process.off("unhandledRejection", onRejection);
        leave();
        rmSync(root, { recursive: true });
    });

    it("is accepted by the components, whichever cloud that can be built on it is for", async () => {
        let tried = 0;
        const property = fc.asyncProperty(builtConfigs, async written => {
            if (++tried % 500 === 0) console.log(`      ${tried} configs`);
            assert.deepEqual(checkConfig(written, { toBuild: true }).faults, []);
            rejected = [];
            assert.ok((await run(written, root)) > 0);
            assert.deepEqual(rejected, []);
        });
        // What fails leaves work behind that the next run would meet.
        await fc.assert(property, { ...runs(12), endOnFailure: true });
    });

    it("makes the same resources with the SDK as it is, and under its own mocks", async () => {
        // Keys of the authorities of clusters are others each time.
        const alike = builtConfigs.filter(({ cells }) =>
            cells.every(({ regions }) => regions.every(region => !region.startsWith("kubernetes:"))),
        );
        for (const written of fc.sample(alike, { seed: 1_848_201, numRuns: 3 })) {
            const quick = await registeredIn(written, root, () =>
                quickEngine({ call: functionOf, outputs: outputsOf }),
            );
            restore();
            const plain = await registeredIn(written, root, mocks);
            restore = quickSdk();
            assert.ok(quick.length > 0);
            assert.deepEqual(quick, plain);
        }
    });

    it("is any that the components accept, whatever it says of AWS: what is wrong is refused with the same faults", async () => {
        const property = fc.asyncProperty(
            builtConfigs,
            fc.oneof({ weight: 1, arbitrary: awsSettings }, { weight: 3, arbitrary: wrongAwsSettings }),
            async (config, aws) => {
                const written = { ...config, aws } as ConfigInput;
                const { faults } = checkConfig(written, { toBuild: true });
                rejected = [];
                assert.deepEqual(await refusedOf(written, root), sortedFaults(faults).map(idOf));
                assert.deepEqual(rejected, []);
            },
        );
        await fc.assert(property, { ...runs(12), endOnFailure: true });
    });
});

const idOf = ({ code, path }: Fault) => `${path}: ${code}`;

/** What the program of a stack refuses in a config. It may throw faults only. */
async function refusedOf(written: ConfigInput, root: string): Promise<string[]> {
    try {
        await run(written, root);
        return [];
    } catch (error) {
        // The program loads the package as it was built, whose class is another one.
        assert.equal((error as Error).name, ConfigFaults.name, String(error));
        return (error as ConfigFaults).faults.map(idOf);
    }
}

type Tags = Readonly<Record<string, string>>;

/** Tags that a provider puts on all that it makes. */
function tagsOf({ defaultTags }: Asked["inputs"]): Tags {
    const said = typeof defaultTags === "string" ? (JSON.parse(defaultTags) as { readonly tags?: Tags }) : {};
    return said.tags ?? {};
}

/** What AWS takes of tags on any kind of resource: of S3's objects and Route 53's checks ten; keys of IAM's in any case are one. */
function assertTagged(tags: Tags): void {
    const keys = Object.keys(tags);
    assert.ok(keys.length <= 10, `${keys.length} tags`);
    assert.equal(new Set(keys.map(key => key.toLowerCase())).size, keys.length, keys.join(", "));
    for (const [key, value] of Object.entries(tags)) {
        assert.match(key, /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu);
        assert.match(value, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u);
    }
}
