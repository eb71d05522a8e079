import { existsSync, readFileSync } from "node:fs";

import type { RunningModel } from "../../components/watch/drills/operations";
import type { Question } from "./entry";

/** Different questions that a model is asked; more would tell little more, and take longer to learn the answers of. */
const most = 8;

/** What a model is asked for a subject: the samples that lie beside it, else what it is. */
export function questionsOf({ name, samples }: RunningModel): readonly Question[] {
    const requests = samples.filter(file => existsSync(file)).flatMap(file => requestsIn(readFileSync(file, "utf8")));
    const path = `/v2/models/${encodeURIComponent(name)}`;
    return requests.length === 0
        ? [{ method: "GET", path }]
        : requests.slice(0, most).map(request => ({
              method: "POST",
              path: `${path}/infer`,
              body: JSON.stringify(request),
          }));
}

/** One request, or a list of them, each under `request`. Throws where it is no JSON. */
export function requestsIn(text: string): unknown[] {
    const value = JSON.parse(text) as unknown;
    const all = Array.isArray(value) ? value.map(each => (each as { request?: unknown } | null)?.request) : [value];
    return all.filter(request => typeof request === "object" && request !== null);
}

/** The question as a subject asks it, so that it meets the release that is the subject's. */
export function askedBy(question: Question, { sticky }: RunningModel, subject: string): Question {
    switch (sticky?.kind) {
        case "header":
            return { ...question, headers: { [sticky.name]: subject } };
        case "cookie":
            return { ...question, headers: { cookie: `${sticky.name}=${subject}` } };
        // Of a token's subject there is one.
        case "claim":
        case undefined:
            return question;
    }
}
