import { readFileSync } from "node:fs";
import path from "node:path";

import { definitionFaults } from "../../components/gate/platform";
import { emptyLock } from "../../components/plan/config/lock";
import { otherNamespaces } from "../../components/plan/config/namespaces";
import { exportAuthorityFaults } from "../../components/plan/watch/export-authorities";
import { exitCodes, UsageError } from "../exit";
import { reasonOf } from "../files";
import { asJson, countOf, faultCount, placed, printFaults } from "../fault-report";
import { readLock } from "../lock-file";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject, type Project, stackNames } from "../project";
import type { PlacedFault } from "../placed-fault";
import { type PlannedStack, planStack } from "../read-plan";
import { findAll } from "../resolve/find";
import { progressOf } from "../resolve/progress";
import { baselinesIn, type Wanted, wantedOf } from "../resolve/wanted";
import { styleFor } from "../style";

export const usage = `usage: meridian validate [-s <stack> | --all] [--json]

Checks a stack's config as \`pulumi up\` would, without an engine or an account: every fault at once, with its line, the
allowed values and the remedy. \`meridian explain <code>\` describes each further. A feature that no adapter builds yet is a
fault, too. Artifacts that are files (\`file:\`) are compared with their digests. Values that an environment of Pulumi ESC
adds are not read.

  -s, --stack <name>   the stack (default: the only one)
      --all            every stack of the project
      --json           the result as JSON on standard output
  -h, --help           shows this

JSON: { valid, stacks: [{ stack, file, valid, otherNamespaces, faults: [{ file, line, column, code, path, value, problem,
allowed, remedy }] }] }, where value is left out of what may not be shown, allowed is a list of values, and otherNamespaces
are those whose keys are for others.

exit codes: 0 the config is valid; 1 it has faults; 2 the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const options = readOptions(argv, { ...commonOptions, all: { type: "boolean", default: false } });
    if (options.all && options.stack !== undefined) {
        throw new UsageError("--all and --stack exclude each other");
    }
    const project = findProject(process.cwd());
    const names = options.all ? stackNames(project) : [];
    const chosen = names.length > 0 ? names : [chooseStack(project, options.stack)];
    const results: PlannedStack[] = [];
    for (const name of chosen)
        results.push(await withWhatFollows(planStack(project, name, { toBuild: true }), project));
    const valid = results.every(({ faults }) => faults === undefined);
    if (options.json) {
        const stacks = results.map(({ stack, faults }) => ({
            stack: stack.stack,
            file: stack.file,
            valid: faults === undefined,
            otherNamespaces: otherNamespaces(stack.keys),
            faults: asJson(faults ?? []),
        }));
        process.stdout.write(`${JSON.stringify({ valid, stacks }, undefined, 2)}\n`);
    } else {
        results.forEach(report);
    }
    return valid ? exitCodes.ok : exitCodes.faults;
}

/** The same, with what is wrong with files that it names, and with gates that are made from the plan. */
async function withWhatFollows(planned: PlannedStack, project: Project): Promise<PlannedStack> {
    const { stack } = planned;
    const { wanted } = wantedOf([stack], []);
    if (planned.faults !== undefined) {
        // Models that are written as they must be, whatever is wrong with the rest.
        return { stack, faults: [...planned.faults, ...(await fileFaults(wanted, project))] };
    }
    const { config, plan } = planned;
    const ofExports = (config.observability?.exports ?? []).flatMap(({ ca }, i) =>
        ca === undefined ? [] : exportAuthorityFaults(ca, i, contentOf(path.resolve(project.root, ca))),
    );
    const ofGates = definitionFaults(plan.cells.flatMap(({ servings }) => servings));
    const faults = [
        ...(await fileFaults([...wanted, ...baselinesIn(config, stack)], project)),
        ...placed(stack, [...ofExports, ...ofGates]),
    ];
    return faults.length === 0 ? planned : { stack, faults };
}

/** Artifacts that are files here, and are missing or have another digest. */
async function fileFaults(wanted: readonly Wanted[], project: Project): Promise<readonly PlacedFault[]> {
    const { faults } = await findAll(
        wanted.filter(({ artifact }) => artifact.startsWith("file:")),
        {
            root: project.root,
            env: process.env,
            before: readLock(project) ?? emptyLock,
            progress: ({ model, version }) => progressOf(`${model} ${version}`, process.stderr),
        },
    );
    return faults;
}

function contentOf(file: string): { readonly text: string } | { readonly unreadable: string } {
    try {
        return { text: readFileSync(file, "utf8") };
    } catch (error) {
        return { unreadable: reasonOf(error) };
    }
}

function report(result: PlannedStack): void {
    const { file } = result.stack;
    if (result.faults !== undefined) {
        printFaults(result.faults);
        process.stderr.write(`${file}: ${faultCount(result.faults)}\n`);
        return;
    }
    const { cells } = result.plan;
    const regions = cells.reduce((sum, { servings }) => sum + servings.length, 0);
    const parts = [
        countOf(cells.length, "cell"),
        countOf(regions, "region"),
        countOf(result.config.models.length, "model"),
    ];
    const { dim, good } = styleFor(process.stdout);
    process.stdout.write(`${file}: ${good("valid")} (${parts.join(", ")})\n`);
    const others = otherNamespaces(result.stack.keys);
    if (others.length > 0) process.stdout.write(dim(`    not read here: keys of ${others.join(", ")}\n`));
}
