import type { Finding } from "../../components/watch/audit/verify";
import { exitCodes } from "../exit";
import { countOf } from "../fault-report";
import { shown } from "../files";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject } from "../project";
import { styleFor } from "../style";
import { type VerifiedTrail, verifiedTrails } from "./trails";
import { watchedTrails } from "./watched";

/** `meridian audit verify` */
export async function verify(argv: readonly string[]): Promise<number> {
    const options = readOptions(argv, { ...commonOptions, cell: { type: "string" } } as const);
    const project = findProject(process.cwd());
    const stack = chooseStack(project, options.stack);
    const trails = await verifiedTrails(watchedTrails(project, stack, options.cell));
    const whole = trails.every(isWhole);
    if (options.json) {
        const answer = { stack, whole, cells: trails.map(asJson) };
        process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    } else {
        trails.forEach(report);
    }
    return whole ? exitCodes.ok : exitCodes.faults;
}

function isWhole({ findings }: VerifiedTrail): boolean {
    return findings.length === 0;
}

function asJson(trail: VerifiedTrail) {
    const { cell, files, entries, findings, notes } = trail;
    const last = entries.at(-1);
    return {
        cell,
        log: shown(files.log),
        whole: isWhole(trail),
        entries: entries.length,
        ...(last && { last: { seq: last.seq, time: last.time, hash: last.hash } }),
        findings: findings.map(finding => ({ ...finding, ...placeOf(finding), remedy: remedies[finding.kind] })),
        notes: notes.map(note => ({ ...note, ...placeOf(note) })),
    };
}

function placeOf({ anchor }: Finding<string>): { anchor?: string } {
    return anchor === undefined ? {} : { anchor: shown(anchor) };
}

function report(trail: VerifiedTrail): void {
    const { cell, files, entries, findings, notes } = trail;
    const { bad, strong } = styleFor(process.stderr);
    for (const finding of findings) {
        const lines = [
            `${strong(whereIs(finding, files.log))} ${finding.what} ${styleFor(process.stderr).dim(`[${finding.kind}]`)}`,
            `    ${remedies[finding.kind]}`,
        ];
        process.stderr.write(`${lines.join("\n")}\n`);
    }
    const count = countOf(entries.length, "entry").replace(/ys$/, "ies");
    const last = entries.at(-1);
    const upTo = last === undefined ? "no entries yet" : `${count}, the last of ${last.time}`;
    if (isWhole(trail)) {
        process.stdout.write(`${cell}: ${upTo}: ${styleFor(process.stdout).good("whole")}\n`);
    } else {
        process.stderr.write(`${cell}: ${upTo}: ${bad(`not whole, ${countOf(findings.length, "finding")}`)}\n`);
    }
    const { dim } = styleFor(process.stdout);
    for (const note of notes) {
        process.stdout.write(dim(`    ${whereIs(note, files.log)} ${note.what}`) + "\n");
    }
}

function whereIs({ line, anchor }: Finding<string>, log: string): string {
    return anchor !== undefined ? shown(anchor) : line === undefined ? shown(log) : `${shown(log)}:${line}`;
}

const copy = "a copy of the log that was kept elsewhere";
const remedies: Readonly<Record<Finding["kind"], string>> = {
    changed: `compare the line, and the one before it, with ${copy}, and find out who could write here`,
    "not-an-entry": `compare the line with ${copy}, and find out who could write here`,
    foreign: "find out who put it here; only the other cell's log may have it",
    missing: `take them from ${copy}, and find out who could write here`,
    reordered: `take the order from ${copy}, and find out who could write here`,
    duplicated: `compare both lines with ${copy}, and find out who could write here`,
    cut: `take them from ${copy}, and find out who could write here; what is written next goes on after the gap`,
    "anchor-missing": "find out who removed it, before the next entry recreates it",
    "anchor-unreadable": "find out who wrote there, before the next entry replaces it",
    "anchor-mismatch": `compare the log with ${copy}, and with the other anchors, to see which of them was rewritten`,
    "anchor-behind": `check whether that location could be written, which is reported to the appending process; otherwise compare the log with ${copy}`,
};
