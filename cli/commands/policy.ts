import { sentence } from "../../policy/coverage";
import type { PackConfig } from "../../policy/config";
import { type Judgement, messageOf, type Violation } from "../../policy/judge";
import { judgeState } from "../../policy/state";
import { columns } from "../columns";
import { exitCodes, ProjectError, UsageError } from "../exit";
import { countOf } from "../fault-report";
import { readJson } from "../files";
import { commonOptions, readOptions } from "../options";
import { findProject, type Project, stackNames } from "../project";
import { readStack } from "../stack-config";
import { styleFor } from "../style";

export const usage = `usage: meridian policy --state <file> [-s <stack>] [--config <file>] [--json]

Evaluates a stack by the rules of the policy pack, without an engine or an account: any stack that \`pulumi stack export\` has
written. Cells come from the stack's config (meridian:cells), or from the config of the pack.

      --state <file>   what \`pulumi stack export\` wrote; - is standard input
  -s, --stack <name>   whose config has the cells (default: the stack that the state is of, where the project here has it)
      --config <file>  the pack's config, as --policy-pack-config takes it: cells, externals, exceptions, levels
      --json           the result as JSON on standard output
  -h, --help           shows this

JSON: { cells, violations: [{ rule, level, severity, verdict, urn, message, remedy, exception }], coverage: { keeping, proven,
violated, undetermined, unmapped, disabled } }, where cells is their number; without cells residency is not evaluated.

exit codes: 0 nothing stops an update; 1 a mandatory violation does; 2 the command can't be run
`;

export function run(argv: readonly string[]): number {
    const options = readOptions(argv, {
        ...commonOptions,
        state: { type: "string" },
        config: { type: "string" },
    });
    if (options.state === undefined)
        throw new UsageError("policy needs --state <file>, what `pulumi stack export` wrote");
    const state = readJson(options.state);
    const pack = options.config === undefined ? {} : packConfig(readJson(options.config));
    const config = { ...stackConfig(options.stack, state), ...pack };
    const judgement = judged(state, config);
    const { coverage, violations } = judgement;
    const cells = Array.isArray(config.cells) ? config.cells.length : 0;
    if (options.json) {
        process.stdout.write(`${JSON.stringify({ cells, violations, coverage }, undefined, 2)}\n`);
    } else {
        process.stdout.write(text(judgement, cells > 0));
    }
    return violations.some(({ level }) => level === "mandatory") ? exitCodes.faults : exitCodes.ok;
}

/** The engine's form: configs, or levels alone, by the names of policies. The config of a single policy is accepted, too. */
function packConfig(file: unknown): PackConfig {
    if (typeof file !== "object" || file === null || Array.isArray(file)) {
        throw new ProjectError("the policy pack's config is no object");
    }
    const isByPolicy = Object.keys(file).some(key => key === judging || key === "all" || key.startsWith("remedy-"));
    const named = isByPolicy ? (file as Readonly<Record<string, unknown>>)[judging] : file;
    const { enforcementLevel: _, ...config } = (typeof named === "object" ? (named ?? {}) : {}) as Record<
        string,
        unknown
    >;
    return config;
}

/** The policy whose config says cells and exceptions (`policy/policies.ts`). */
const judging = "residency-and-encryption";

/** Cells and places of a stack: the named one, or the one that the state is of. */
function stackConfig(named: string | undefined, state: unknown): PackConfig {
    const project = named === undefined ? projectHere() : findProject(process.cwd());
    const stack = named ?? stackOf(state);
    if (project === undefined || stack === undefined) return {};
    if (!stackNames(project).includes(stack)) {
        if (named === undefined) return {};
        throw new ProjectError(
            `the project ${project.name} has no stack ${named}; it has ${stackNames(project).join(", ")}`,
        );
    }
    const { faults, file, input } = readStack(project, stack);
    if (faults.length > 0) {
        throw new ProjectError(`${file} can't be read: \`meridian validate -s ${stack}\` says why`);
    }
    return { ...("cells" in input && { cells: input.cells }), ...("places" in input && { places: input.places }) };
}

function projectHere(): Project | undefined {
    try {
        return findProject(process.cwd());
    } catch (error) {
        if (error instanceof ProjectError) return undefined;
        throw error;
    }
}

/** `urn:pulumi:<stack>::…` of the first resource. */
function stackOf(state: unknown): string | undefined {
    const { deployment } = (state ?? {}) as {
        readonly deployment?: { readonly resources?: readonly { urn?: unknown }[] };
    };
    const [first] = deployment?.resources ?? [];
    return /^urn:pulumi:([^:]+)::/.exec(String(first?.urn))?.[1];
}

function judged(state: unknown, config: PackConfig): Judgement {
    try {
        return judgeState(state, config);
    } catch (error) {
        throw new ProjectError((error as Error).message);
    }
}

function text({ coverage, violations }: Judgement, areCellsKnown: boolean): string {
    const { bad, dim, good, strong } = styleFor(process.stdout);
    const groups = [
        [strong("These stop an update"), violations.filter(({ level }) => level === "mandatory")],
        [
            strong("These don't"),
            violations.filter(({ exception, level }) => level === "advisory" && exception === undefined),
        ],
        [strong("Accepted until a date (exceptions)"), violations.filter(({ exception }) => exception !== undefined)],
    ] as const;
    const reported = groups
        .filter(([, some]) => some.length > 0)
        .map(([title, some]) => {
            const [head = "", ...lines] = columns(["rule", "resource", "what"], some.map(rowOf));
            return [title, `  ${dim(head)}`, ...lines.map(line => `  ${line}`), ""].join("\n");
        });
    const stops = groups[0][1].length;
    const summary = areCellsKnown
        ? sentence(coverage)
        : "residency is not evaluated: meridian:cells is not set (--stack, or --config)";
    const result = stops === 0 ? good("nothing stops an update") : bad(countOf(stops, "violation"));
    return `${[...reported, summary, result].join("\n")}\n`;
}

function rowOf(violation: Violation): string[] {
    const [, , type = "", ...name] = (violation.urn ?? "").split("::");
    const resource = violation.urn === undefined ? "the pack's config" : `${type.split("$").at(-1)} ${name.join("::")}`;
    return [violation.rule, resource, messageOf(violation)];
}
