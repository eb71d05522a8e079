import { exitCodes, UsageError } from "../exit";
import { countOf, inOrder, printFaults } from "../fault-report";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject, stackNames } from "../project";
import { type PlannedStack, planStack } from "../read-plan";
import { styleFor } from "../style";

export const usage = `usage: meridian validate [-s <stack> | --all] [--json]

Checks a stack's config as \`pulumi up\` would, without an engine or an account: every fault at once, with its line, what is
allowed there and what to do. What an environment of Pulumi ESC adds is not seen.

  -s, --stack <name>   the stack (default: the only one)
      --all            every stack of the project
      --json           the result as JSON on standard output
  -h, --help           shows this

JSON: { valid, stacks: [{ stack, file, valid, faults: [{ file, line, column, code, path, value, allowed, remedy }] }] },
where value is left out of what may not be shown.

exit codes: 0 the config is valid; 1 it has faults; 2 the command can't be run
`;

export function run(argv: readonly string[]): number {
    const options = readOptions(argv, { ...commonOptions, all: { type: "boolean", default: false } });
    if (options.all && options.stack !== undefined) {
        throw new UsageError("--all and --stack exclude each other");
    }
    const project = findProject(process.cwd());
    const names = options.all ? stackNames(project) : [];
    const chosen = names.length > 0 ? names : [chooseStack(project, options.stack)];
    const results = chosen.map(name => planStack(project, name));
    const valid = results.every(({ faults }) => faults === undefined);
    if (options.json) {
        const stacks = results.map(({ stack, faults }) => ({
            stack: stack.stack,
            file: stack.file,
            valid: faults === undefined,
            faults: inOrder(faults ?? []),
        }));
        process.stdout.write(`${JSON.stringify({ valid, stacks }, undefined, 2)}\n`);
    } else {
        results.forEach(report);
    }
    return valid ? exitCodes.ok : exitCodes.faults;
}

function report(result: PlannedStack): void {
    const { file } = result.stack;
    if (result.faults !== undefined) {
        printFaults(result.faults);
        process.stderr.write(`${file}: ${styleFor(process.stderr).bad(countOf(result.faults.length, "fault"))}\n`);
        return;
    }
    const { cells } = result.plan;
    const regions = cells.reduce((sum, { servings }) => sum + servings.length, 0);
    const parts = [
        countOf(cells.length, "cell"),
        countOf(regions, "region"),
        countOf(result.config.models.length, "model"),
    ];
    process.stdout.write(`${file}: ${styleFor(process.stdout).good("valid")} (${parts.join(", ")})\n`);
}
