import { columns } from "../columns";
import { exitCodes, ProjectError, UsageError } from "../exit";
import { asJson, countOf, printFaults } from "../fault-report";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject } from "../project";
import { planStack } from "../read-plan";
import { styleFor } from "../style";
import { craneTool } from "./crane";
import { type Reference, referencesOf } from "./references";
import { type Answer, answerFor, type ImageState } from "./registry";

/** At a time: a registry limits how many requests it answers. */
const atOnce = 4;

interface Checked extends Reference, Answer {
    readonly found: boolean;
}

/** What an operator reads of a state that is not `there`. */
const failures = {
    missing: {
        title: "missing",
        remedy: "run `meridian images push --to <registry>`, and copy images of your own, as by `crane copy`",
    },
    refused: {
        title: "login refused",
        remedy: "log in by `crane auth login <registry>` or `docker login <registry>`, as one that may pull from it",
    },
    unreachable: { title: "no answer", remedy: "check the network, and the name of the registry in aws.registry" },
} as const satisfies Record<Exclude<ImageState, "there">, { readonly title: string; readonly remedy: string }>;
type Failure = keyof typeof failures;

/** `meridian images check`. */
export async function check(argv: readonly string[]): Promise<number> {
    const { account, json, stack } = readOptions(argv, { ...commonOptions, account: { type: "string" } } as const);
    if (account !== undefined && !/^\d{12}$/.test(account)) throw new UsageError("--account takes 12 digits");
    const project = findProject(process.cwd());
    const planned = planStack(project, chooseStack(project, stack), { toBuild: true });
    if (planned.faults !== undefined) {
        if (json) {
            const faults = asJson(planned.faults);
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
        const some = references.slice(first, first + atOnce).map(async (reference): Promise<Checked> => {
            const answer = await answerFor(reference.image, crane);
            return { ...reference, found: answer.state === "there", ...answer };
        });
        checked.push(...(await Promise.all(some)));
    }
    const complete = checked.every(({ found }) => found);
    if (json) process.stdout.write(`${JSON.stringify({ complete, images: checked }, undefined, 2)}\n`);
    else report(planned.stack.stack, checked);
    if (complete) return exitCodes.ok;
    return checked.some(({ state }) => state === "missing") ? exitCodes.faults : exitCodes.failed;
}

function report(stack: string, checked: readonly Checked[]): void {
    const { bad, dim, good, strong } = styleFor(process.stdout);
    const print = (text: string) => void process.stdout.write(`${text}\n`);
    if (checked.length === 0) {
        print(`${strong(stack)}: no region pulls an image`);
        return;
    }
    const titleOf = (state: ImageState) => (state === "there" ? state : failures[state].title);
    const rows = checked.map(({ cell, region, image, state }) => [cell, region, titleOf(state), image]);
    const [head = "", ...lines] = columns(["cell", "region", "state", "image"], rows);
    print([dim(head), ...lines].join("\n"));
    const failed = (Object.keys(failures) as Failure[]).flatMap(state => {
        const some = checked.filter(each => each.state === state);
        return some.length === 0 ? [] : [{ ...failures[state], some }];
    });
    for (const { some, title, remedy } of failed) {
        print(bad(`${countOf(some.length, "image")}: ${title}; ${remedy}`));
        // One registry has one reason for all of its images.
        print(dim(`  ${some[0]!.reason ?? ""}`));
    }
    print(`${strong(stack)}: ${failed.length === 0 ? good("every image is there") : bad("not every image is there")}`);
}
