import type { RunningCell, RunningModel } from "../../components/watch/drills/operations";
import { type Answer, type Entry, jsonIn, type Question } from "./entry";
import { askedBy, questionsOf } from "./questions";

/** A question that was answered before the failure, and how to evaluate a later answer to it. */
export interface Known {
    readonly question: Question;
    readonly isRight: (answer: Answer) => boolean | undefined;
}

/** Subjects that ask. Shares in percent show in so many. */
const subjects = 100;
/** Questions asked at most to meet a release that few requests meet. */
const mostTries = 2_000;

/**
 * What a cell's models answer while all is well: which release each subject is assigned to, and what each release answers to each
 * question. A release that no subject met within 2,000 questions is not evaluated. `samples`: questions for the first model, instead of
 * the samples next to it.
 */
export async function learn(
    cell: RunningCell,
    entry: Entry,
    run: string,
    samples: string | undefined,
): Promise<readonly Known[]> {
    const models = cell.models.map((model, i) => (i === 0 && samples ? { ...model, samples: [samples] } : model));
    const known = await Promise.all(models.map(model => learnModel(model, entry, run)));
    return Array.from({ length: subjects }, (_, i) => known.map(of => of[i]!)).flat();
}

async function learnModel(model: RunningModel, entry: Entry, run: string): Promise<Known[]> {
    const questions = questionsOf(model);
    const answers = new Map<string, string>();
    const versions = new Map<string, string>();
    const ask = async (subject: string, i: number) => {
        const answer = await entry.ask(askedBy(questions[i]!, model, subject));
        const { version } = answer;
        if (answer.status !== 200 || version === undefined) {
            throw new Error(
                `${model.name} answers ${answer.status} in cell ${entry.cell.name} before anything is broken: ${answer.body.slice(0, 200)}`,
            );
        }
        versions.set(subject, version);
        answers.set(keyOf(version, i), saidIn(answer));
    };
    for (let i = 0; i < subjects; i++) await ask(subjectOf(run, i), i % questions.length);
    let tries = subjects;
    for (const version of model.versions) {
        for (const i of questions.keys()) {
            while (!answers.has(keyOf(version, i)) && tries < mostTries) {
                const [of] = [...versions].find(([, met]) => met === version) ?? [subjectOf(run, tries)];
                await ask(of, i);
                tries++;
            }
        }
    }
    return Array.from({ length: subjects }, (_, i) => {
        const subject = subjectOf(run, i);
        const own = model.sticky === undefined ? undefined : versions.get(subject);
        const question = i % questions.length;
        return {
            question: askedBy(questions[question]!, model, subject),
            isRight: answer => {
                const { status, version = "" } = answer;
                const right = answers.get(keyOf(version, question));
                if (status !== 200 || right === undefined) return undefined;
                return right === saidIn(answer) && (own === undefined || own === version);
            },
        };
    });
}

const subjectOf = (run: string, i: number) => `drill-${run}-${i}`;
const keyOf = (version: string, question: number) => `${version} ${question}`;

/** What an answer says, without what may differ each time, as an id does. */
function saidIn(answer: Answer): string {
    const { outputs } = jsonIn(answer) as { outputs?: unknown };
    return outputs === undefined ? answer.body : JSON.stringify(outputs);
}
