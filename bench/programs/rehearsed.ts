import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import catalogue from "../../components/plan/places/tables/aws.json";
import { recordedState, recordedVersions } from "../../tests/rehearsal/recorded";
import { Rehearsal } from "../../tests/rehearsal/rehearsal";
import { packageRoot } from "../../tools/package-root";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { handWritten } from "./hand-written";
import { repeat } from "../harness/repeat";

const runs = 5;
/** A cell has two. */
const sizes = [2, 8, 32] as const;

export const rehearsed: Benchmark = {
    description:
        "previews of AWS by the real engine with fake providers: against a hand-written program, by size, and of a faulty config",
    goal: "at most 1.15 times a hand-written program; as long for each region of 32 as of 8; an error within a second, before an SDK is loaded",
    async run(note) {
        return [...(await againstByHand(note)), ...(await bySize(note)), ...(await ofFaultyConfig(note))];
    },
};

/** Says at its end what the program took. */
const measured = (program: string) => `
const told = process.env.REHEARSAL_REPORT;
process.on("exit", () => {
    const sdk = Object.keys(require.cache).some(file => file.includes("/@pulumi/aws/"));
    const { maxRSS } = process.resourceUsage();
    require("node:fs").writeFileSync(told, JSON.stringify({ kibibytes: maxRSS, ms: performance.now(), sdk }));
});
${program}
`;
const own = `module.exports = require(${JSON.stringify(path.join(packageRoot(), "dist", "stacks"))});`;

interface Reported {
    /** Seconds, of the whole command. */
    readonly s: number;
    /** Of the program alone. */
    readonly mebibytes: number;
    readonly programMs: number;
    readonly sdk: boolean;
    readonly exitCode: number;
    readonly output: string;
}

async function previewOf(rehearsal: Rehearsal): Promise<Reported> {
    rmSync(reportedIn(rehearsal), { force: true });
    const begun = performance.now();
    const { exitCode, errors, output } = await rehearsal.run("preview", "--json");
    const s = (performance.now() - begun) / 1000;
    if (!existsSync(reportedIn(rehearsal))) throw new Error(`the program did not come to its end: ${output}${errors}`);
    const { kibibytes, ms, sdk } = JSON.parse(readFileSync(reportedIn(rehearsal), "utf8")) as {
        kibibytes: number;
        ms: number;
        sdk: boolean;
    };
    return { s, mebibytes: kibibytes / 1024, programMs: ms, sdk, exitCode, output: output + errors };
}

const reportedIn = ({ project }: Rehearsal) => path.join(project, "told.json");

async function withProgram<T>(
    stack: string,
    config: string | Readonly<Record<string, unknown>>,
    program: string,
    measure: (rehearsal: Rehearsal) => Promise<T>,
): Promise<T> {
    const rehearsal = await Rehearsal.prepare(stack, config, { program: measured(program) });
    process.env.REHEARSAL_REPORT = reportedIn(rehearsal);
    try {
        return await measure(rehearsal);
    } finally {
        await rehearsal.dispose();
    }
}

async function againstByHand(note: Note): Promise<Figure[]> {
    const text = readFileSync(path.join(packageRoot(), "stacks", "Pulumi.aws.yaml"), "utf8");
    const pairs = await repeat(runs, async run => {
        note(`stack aws, ${run + 1} of ${runs}`);
        const hand = await withProgram(
            "hand",
            {},
            handWritten(recordedState("aws", recordedVersions("aws").at(-1)!)),
            ok,
        );
        const components = await withProgram("aws", text, own, ok);
        return { hand, components };
    });
    const ratio = (what: "s" | "mebibytes") => pairs.map(({ hand, components }) => components[what] / hand[what]);
    return [
        { name: "preview of stack aws, hand-written", unit: "s", values: pairs.map(({ hand }) => hand.s) },
        { name: "preview of stack aws", unit: "s", values: pairs.map(({ components }) => components.s) },
        { name: "time, to hand-written", unit: "times", values: ratio("s"), goal: { atMost: 1.15 } },
        {
            name: "memory of the program, to hand-written",
            unit: "times",
            values: ratio("mebibytes"),
            goal: { atMost: 1.15 },
        },
    ];
}

async function ok(rehearsal: Rehearsal): Promise<Reported> {
    const reported = await previewOf(rehearsal);
    if (reported.exitCode !== 0) throw new Error(reported.output);
    return reported;
}

/** Cells of two regions each, in the vendor's own order. */
function configOf(regions: number): Record<string, unknown> {
    const file = path.join(packageRoot(), "stacks", "Pulumi.aws-one-region.yaml");
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const open = Object.entries(catalogue.regions as Record<string, { country: string; sovereign?: string }>)
        .filter(([, { sovereign }]) => sovereign === undefined)
        .slice(0, regions);
    const cells = Array.from({ length: regions / 2 }, (_, i) => {
        const pair = open.slice(2 * i, 2 * i + 2);
        return {
            name: `c${i}`,
            jurisdictions: [...new Set(pair.map(([, { country }]) => country))],
            dataClasses: ["internal"],
            regions: pair.map(([name]) => `aws:${name}`),
            primary: `aws:${pair[0]![0]}`,
        };
    });
    return { ...config, "meridian:cells": cells };
}

interface Size {
    readonly s: readonly number[];
    readonly resources: number;
}

async function bySize(note: Note): Promise<Figure[]> {
    const of = new Map<number, Size>();
    for (const regions of sizes) {
        note(`${regions} regions`);
        await withProgram(`of-${regions}`, configOf(regions), own, async rehearsal => {
            const reported = await repeat(3, () => ok(rehearsal));
            const { changeSummary = {} } = JSON.parse(reported[0]!.output) as {
                changeSummary?: Record<string, number>;
            };
            of.set(regions, { s: reported.map(({ s }) => s), resources: changeSummary.create ?? 0 });
        });
    }
    const [least, middle, most] = sizes.map(regions => of.get(regions)!) as [Size, Size, Size];
    const perRegion = (larger: Size, smaller: Size, by: number) => larger.s.map((s, i) => (s - smaller.s[i]!) / by);
    return [
        ...sizes.map((regions): Figure => ({
            name: `preview of ${regions} regions`,
            unit: "s",
            values: of.get(regions)!.s,
        })),
        {
            name: "each more region of 32, to each more of 8",
            unit: "times",
            values: perRegion(most, middle, 24).map((each, i) => each / perRegion(middle, least, 6)[i]!),
            goal: { atMost: 1.5 },
        },
        {
            name: "resources for each more region",
            unit: "resources",
            values: [(most.resources - middle.resources) / 24],
        },
    ];
}

/** A cell whose primary is none of its regions. */
async function ofFaultyConfig(note: Note): Promise<Figure[]> {
    note("a faulty config");
    const config = configOf(2);
    const [cell] = config["meridian:cells"] as Record<string, unknown>[];
    const faulty = { ...config, "meridian:cells": [{ ...cell, primary: "aws:sa-east-1" }] };
    const reported = await withProgram("faulty", faulty, own, rehearsal => repeat(runs, () => previewOf(rehearsal)));
    for (const { exitCode, output } of reported) {
        if (exitCode === 0 || !output.includes("primary")) throw new Error(`the fault was not reported: ${output}`);
    }
    return [
        {
            name: "program's start to its end with a fault",
            unit: "ms",
            values: reported.map(({ programMs }) => programMs),
            goal: { atMost: 1000 },
        },
        {
            name: "SDKs loaded by then",
            unit: "SDKs",
            values: reported.map(({ sdk }) => (sdk ? 1 : 0)),
            goal: { atMost: 0, exact: true },
        },
    ];
}
