import { answerOf } from "../../tools/command";
import { columns } from "../columns";
import { exitCodes, ProjectError, UsageError } from "../exit";
import { countOf, inOrder, printFaults } from "../fault-report";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject } from "../project";
import { planStack } from "../read-plan";
import { styleFor } from "../style";
import { craneTool } from "./crane";
import { type Reference, referencesOf } from "./references";

/** At a time: a registry limits how many requests it answers. */
const atOnce = 4;

interface Checked extends Reference {
    readonly found: boolean;
}

/** `meridian images check`. */
export async function check(argv: readonly string[]): Promise<number> {
    const { account, json, stack } = readOptions(argv, { ...commonOptions, account: { type: "string" } } as const);
    if (account !== undefined && !/^\d{12}$/.test(account)) throw new UsageError("--account takes 12 digits");
    const project = findProject(process.cwd());
    const planned = planStack(project, chooseStack(project, stack), { toBuild: true });
    if (planned.faults !== undefined) {
        if (json) {
            const faults = inOrder(planned.faults);
            process.stdout.write(`${JSON.stringify({ complete: false, images: [], faults }, undefined, 2)}\n`);
        } else {
            printFaults(planned.faults);
        }
        return exitCodes.faults;
    }
    const { references, unknown } = referencesOf(planned.config, account);
    if (unknown.length > 0) {
        throw new ProjectError(`no account is known for cell ${unknown.join(", ")}; name it by --account`);
    }
    const crane = await craneTool();
    const checked: Checked[] = [];
    for (let first = 0; first < references.length; first += atOnce) {
        const some = references.slice(first, first + atOnce).map(async reference => ({
            ...reference,
            found: (await answerOf(crane, ["digest", reference.image])) !== undefined,
        }));
        checked.push(...(await Promise.all(some)));
    }
    const missing = checked.filter(({ found }) => !found).length;
    if (json) process.stdout.write(`${JSON.stringify({ complete: missing === 0, images: checked }, undefined, 2)}\n`);
    else report(planned.stack.stack, checked, missing);
    return missing === 0 ? exitCodes.ok : exitCodes.faults;
}

function report(stack: string, checked: readonly Checked[], missing: number): void {
    const { bad, dim, good, strong } = styleFor(process.stdout);
    if (checked.length === 0) {
        process.stdout.write(`${strong(stack)}: no region pulls an image\n`);
        return;
    }
    const rows = checked.map(({ cell, region, image, found }) => [cell, region, found ? "there" : "missing", image]);
    const [head = "", ...lines] = columns(["cell", "region", "state", "image"], rows);
    process.stdout.write(`${[dim(head), ...lines].join("\n")}\n`);
    const state =
        missing === 0 ? good("every image is there") : bad(`${countOf(missing, "image")} missing or not readable`);
    process.stdout.write(`${strong(stack)}: ${state}\n`);
}
