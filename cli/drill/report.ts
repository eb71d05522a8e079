import { type DrillName, drills } from "../../components/watch/drills/drills";
import { columns } from "../columns";
import { shown } from "../files";
import { styleFor } from "../style";
import { figuresOf } from "./figures";
import type { Result } from "./result";
import type { ResultFiles } from "./result-file";

/** What a drill has found, on standard output. */
export function report(result: Result, { file, page }: ResultFiles): void {
    const { bad, dim, good, strong } = styleFor(process.stdout);
    const { drill, region, cell, passed, findings, changed } = result;
    const [, ...found] = columns(
        ["", "", ""],
        findings.map(({ isMet, expected, found }) => [isMet ? "met" : "missed", expected, found]),
    );
    const [, ...figures] = columns(["", ""], figuresOf(result));
    const lines = [
        `${strong(`${drill} of ${region ?? `cell ${cell}`}`)}: ${passed ? good("passed") : bad("failed")}`,
        "",
        ...found.map((line, i) => (findings[i]!.isMet ? line : bad(line))),
        ...changed.map(one => dim(`        ${one}`)),
        "",
        ...figures,
        "",
        dim(shown(page)),
        dim(shown(file)),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
}

/** What drills there are, and what each expects. */
export function list(): string {
    const { dim, strong } = styleFor(process.stdout);
    return Object.entries(drills)
        .map(([name, drill]) => {
            const expects = [...drill.expects.map(phrase), `all requests succeeded again ${drill.recovers}`];
            return [
                `${strong(name)} (${drill.of}, ${drill.seconds} s): ${drill.about}`,
                `    guards: ${drill.guards}`,
                dim(`    expects: ${expects.join(", ")}`),
            ].join("\n");
        })
        .join("\n");
}

export function listJson() {
    return (Object.keys(drills) as DrillName[]).map(name => {
        const { about, guards, of, needs, expects, recovers, seconds } = drills[name];
        return { name, about, guards, of, needs, expects: expects.map(phrase), recovers, seconds };
    });
}

function phrase({ atMost, of }: { readonly atMost: number; readonly of: string }): string {
    return `${atMost === 0 ? "no" : `at most ${atMost}`} ${of}`;
}
