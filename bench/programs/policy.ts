import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { parse } from "yaml";

import type { Exported } from "../../policy/state";
import { recordedState, recordedVersions } from "../../tests/rehearsal/recorded";
import { Rehearsal } from "../../tests/rehearsal/rehearsal";
import { PackProcess, type Reported } from "../../tests/support/policy-pack";
import { packageRoot } from "../../tools/package-root";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { repeat, seconds } from "../harness/repeat";

const runs = 5;
const sizes = [1_000, 10_000] as const;
const own = path.join(packageRoot(), "policy");
const { config } = parse(readFileSync(path.join(packageRoot(), "stacks", "Pulumi.aws.yaml"), "utf8")) as {
    config: Record<string, unknown>;
};

export const policy: Benchmark = {
    description:
        "the policy pack, asked as an engine asks it: its start, 1,000 and 10,000 resources against AWSGuard and against 30 stack policies that look at one property each, and its part of a preview",
    goal: "started within a second; faster than either; at most a tenth more than a preview without it",
    async run(note) {
        const empty = emptyPack();
        const packs = { meridian: own, AWSGuard: awsGuard(note), "30 stack policies": plainPack() };
        return [...(await starts(empty, note)), ...(await bySize(packs, note)), ...(await partOfPreview(empty, note))];
    },
};

/** A pack in a directory of its own: its code, and what it needs of this project. */
function packOf(code: string): string {
    const directory = mkdtempSync(path.join(tmpdir(), "pack-"));
    writeFileSync(path.join(directory, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: index.js\n");
    writeFileSync(
        path.join(directory, "package.json"),
        JSON.stringify({ name: "pack", version: "0.0.1", main: "index.js" }),
    );
    writeFileSync(path.join(directory, "index.js"), code);
    return directory;
}

function withModules(directory: string): string {
    symlinkSync(path.join(packageRoot(), "node_modules"), path.join(directory, "node_modules"));
    return directory;
}

const emptyPack = () =>
    withModules(packOf('const { PolicyPack } = require("@pulumi/policy"); new PolicyPack("empty", { policies: [] });'));

/** What a team writes first: each policy walks over all resources, and looks at one property of one type. */
const plainPack = () =>
    withModules(
        packOf(`
const { PolicyPack } = require("@pulumi/policy");
const types = ["aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:lb/listener:Listener", "aws:dynamodb/table:Table", "aws:iam/role:Role"];
const policies = Array.from({ length: 30 }, (_, i) => ({
    name: "plain-" + i,
    description: "A tag is there.",
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, report) => {
        for (const { props, type, urn } of resources) {
            if (type === types[i % types.length] && props.tags === undefined) report("it has no tags", urn);
        }
    },
}));
new PolicyPack("plain", { policies });
`),
    );

/** Policies of AWSGuard that ask AWS itself: there is none. */
const asking = ["acm-certificate-expiration", "access-keys-rotated", "mfa-enabled-for-iam-console-access"];

function awsGuard(note: Note): string {
    note("getting AWSGuard 0.3.1 from npm");
    const directory = packOf('const { AwsGuard } = require("@pulumi/awsguard"); new AwsGuard({ all: "advisory" });');
    const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "@pulumi/awsguard@0.3.1"];
    execFileSync("npm", install, { cwd: directory, stdio: "ignore" });
    return directory;
}

async function starts(empty: string, note: Note): Promise<Figure[]> {
    const pairs = await repeat(runs, async run => {
        note(`start, ${run + 1} of ${runs}`);
        return { empty: await startOf(empty), own: await startOf(own) };
    });
    return [
        { name: "start of a pack without policies", unit: "ms", values: pairs.map(({ empty }) => empty) },
        { name: "start", unit: "ms", values: pairs.map(({ own }) => own), goal: { atMost: 1_000 } },
        {
            name: "start, to a pack without policies",
            unit: "times",
            values: pairs.map(({ empty, own }) => own / empty),
        },
    ];
}

async function startOf(directory: string): Promise<number> {
    const pack = await PackProcess.start(directory);
    await pack.stop();
    return pack.startMs;
}

/** The stack `aws` as an update left it, again and again under other names, until it is so large. */
function stackOf(size: number): Reported[] {
    const exported = (
        (recordedState("aws", recordedVersions("aws").at(-1)!).deployment.resources ?? []) as readonly Exported[]
    ).filter(({ type }) => !/^(pulumi|meridian):/.test(type));
    // Whatever things call each other by: each copy of the stack is one of its own.
    const called = exported.flatMap(({ id, outputs, urn }) => [urn, id, outputs?.arn, outputs?.name, outputs?.keyId]);
    const longestFirst = [
        ...new Set(called.filter(text => typeof text === "string" && text.length > 3 && !isRegion.test(text))),
    ].sort((a, b) => String(b).length - String(a).length);
    const names = new RegExp(
        longestFirst.map(text => String(text).replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")).join("|"),
        "g",
    );
    const copies = Array.from({ length: Math.ceil(size / exported.length) }, (_, copy): readonly Exported[] => {
        const text = JSON.stringify(exported);
        return JSON.parse(copy === 0 ? text : text.replace(names, name => `${name}-${copy}`)) as readonly Exported[];
    });
    return copies
        .flat()
        .slice(0, size)
        .map(({ inputs, outputs, propertyDependencies, type, urn }) => ({
            urn,
            type,
            properties: opened({ ...inputs, ...outputs }) as Reported["properties"],
            propertyDependencies: Object.fromEntries(
                Object.entries(propertyDependencies ?? {}).map(([key, urns]) => [key, urns ?? []]),
            ),
        }));
}

const isRegion = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** What is secret is closed in a state; an engine tells a pack what is in it. */
function opened(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(opened);
    if (typeof value !== "object" || value === null) return value;
    if ("4dabf18193072939515e22adb298388d" in value) return "a secret";
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

interface Asked {
    readonly resourceUs: number;
    readonly stackMs: number;
    readonly totalMs: number;
    readonly mebibytes: number;
}

/** As the engine does: each resource by itself, for remedies and for policies, and then all of them. */
async function asked(directory: string, resources: readonly Reported[]): Promise<Asked> {
    const pack = await PackProcess.start(directory, { "meridian:cells": config["meridian:cells"] });
    try {
        await pack.configure(Object.fromEntries(asking.map(name => [name, { enforcementLevel: "disabled" }])));
        const each = await seconds(async () => {
            for (const resource of resources) {
                await pack.remediate(resource);
                await pack.analyze(resource);
            }
        });
        const stack = await seconds(() => pack.analyzeStack(resources));
        return {
            resourceUs: (each / resources.length) * 1e6,
            stackMs: stack * 1000,
            totalMs: (each + stack) * 1000,
            mebibytes: pack.peakMebibytes(),
        };
    } finally {
        await pack.stop();
    }
}

async function bySize(packs: Readonly<Record<string, string>>, note: Note): Promise<Figure[]> {
    const figures: Figure[] = [];
    for (const size of sizes) {
        const resources = stackOf(size);
        const rounds = await repeat(size > 1_000 ? 3 : runs, async run => {
            note(`${size} resources, round ${run + 1}`);
            const reported: Record<string, Asked> = {};
            for (const [name, directory] of Object.entries(packs)) reported[name] = await asked(directory, resources);
            return reported;
        });
        const of = (name: string, what: keyof Asked) => rounds.map(reported => reported[name]![what]);
        const many = `${size.toLocaleString("en")} resources`;
        for (const name of Object.keys(packs)) {
            figures.push(
                { name: `${many}, ${name}: each by itself`, unit: "µs", values: of(name, "resourceUs") },
                { name: `${many}, ${name}: all of them`, unit: "ms", values: of(name, "stackMs") },
                { name: `${many}, ${name}: memory`, unit: "MiB", values: of(name, "mebibytes") },
            );
            if (name === "meridian") continue;
            figures.push({
                name: `${many}: time, to ${name}`,
                unit: "times",
                values: rounds.map(reported => reported.meridian!.totalMs / reported[name]!.totalMs),
                goal: { atMost: 1 },
            });
        }
    }
    return figures;
}

/** What any pack costs, the engine asking it of each resource, and what this one costs. */
async function partOfPreview(empty: string, note: Note): Promise<Figure[]> {
    const rehearsal = await Rehearsal.prepare("aws", config);
    try {
        const preview = async (...more: readonly string[]) => {
            const { exitCode, errors, output } = await rehearsal.run("preview", ...more);
            if (exitCode !== 0) throw new Error(output + errors);
        };
        // A first run that is not counted, because it starts with cold caches.
        await preview();
        const pairs = await repeat(runs, async run => {
            note(`preview of stack aws, ${run + 1} of ${runs}`);
            return {
                without: await seconds(() => preview()),
                judged: await seconds(() => preview("--policy-pack", own)),
                asked: await seconds(() => preview("--policy-pack", empty)),
            };
        });
        return [
            { name: "preview of stack aws without a pack", unit: "s", values: pairs.map(({ without }) => without) },
            { name: "preview of stack aws with it", unit: "s", values: pairs.map(({ judged }) => judged) },
            {
                name: "preview of stack aws with a pack without policies",
                unit: "s",
                values: pairs.map(({ asked }) => asked),
            },
            {
                name: "its part of a preview",
                unit: "%",
                values: pairs.map(({ judged, without }) => (judged / without - 1) * 100),
                goal: { atMost: 10 },
            },
            {
                name: "its part of a preview, beyond a pack without policies",
                unit: "%",
                values: pairs.map(({ asked, judged, without }) => ((judged - asked) / without) * 100),
            },
        ];
    } finally {
        await rehearsal.dispose();
    }
}
