import type { IncomingMessage } from "node:http";
import { ownHeaders } from "../../components/plan/names";
import { comparisonsAtOnce } from "../../components/plan/serving/shadow";
import { readBytes } from "../body";
import { Refusal } from "../refusal";
import type { Answer, Route } from "../routes";
import { compare } from "./compare";
import { describing, type Gate, type GateAnswer, type Inference } from "./gate";
import { Budget, Line } from "./line";
import type { Metrics, Subject } from "./metrics";

const most = { atOnce: comparisonsAtOnce, waiting: 64 };
/** For all requests that are read, queued or sent; and for the largest that a gate admits, if that is more. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * What the gate mirrors is taken at once, and compared later: the same request goes to the release that was drawn for the
 * client and to its shadow. So the release infers it twice; the client's answer itself never comes here.
 */
export class Comparer {
    private readonly line = new Line(most);
    private readonly budget: Budget;

    constructor(
        private readonly gate: Pick<Gate, "ask">,
        private readonly metrics: Metrics,
        private readonly maxBodyBytes: number,
    ) {
        this.budget = new Budget(Math.max(MOST_BYTES, maxBodyBytes));
    }

    routes(): readonly Route[] {
        return [
            { method: "GET", path: "/v2/health/live", handle: () => ({ status: 200, body: '{"live":true}' }) },
            this.metrics.route(),
            {
                method: "POST",
                path: "/v2/models/:model/infer",
                handle: ({ model = "" }, request) => this.take(subjectOf(model, request), request),
            },
        ];
    }

    /** What there is no room for is counted, and not read. */
    private async take(subject: Subject, request: IncomingMessage): Promise<Answer> {
        const giveBack = this.budget.take(Number(request.headers["content-length"] ?? this.maxBodyBytes));
        const taken = giveBack !== undefined && (await this.keep(subject, request, giveBack));
        if (!taken) {
            this.metrics.ended(subject, "dropped");
        }
        return { status: 202, body: "{}" };
    }

    private async keep(subject: Subject, request: IncomingMessage, giveBack: () => void): Promise<boolean> {
        try {
            const body = await readBytes(request, this.maxBodyBytes);
            const inference = { model: subject.model, headers: headersOf(request), body };
            if (this.line.take(() => this.compare(subject, inference).finally(giveBack))) {
                return true;
            }
        } catch (error) {
            giveBack();
            throw error;
        }
        giveBack();
        return false;
    }

    private async compare(subject: Subject, inference: Inference): Promise<void> {
        const [release, shadow] = await Promise.all([
            this.answerOf(subject, "release", inference),
            this.answerOf(subject, "shadow", inference),
        ]);
        if (release?.overloaded === true || shadow?.overloaded === true) {
            this.metrics.ended(subject, "dropped");
        } else if (isRefusal(release) && shadow?.status === release?.status) {
            this.metrics.ended(subject, "refused");
        } else if (!isGood(release)) {
            this.metrics.ended(subject, "release_failed");
        } else if (!isGood(shadow)) {
            this.metrics.ended(subject, "shadow_failed");
        } else {
            const comparison = compare(release.body, shadow.body);
            if (comparison.comparable) {
                this.metrics.compared(subject, comparison);
            } else {
                this.metrics.ended(subject, "incomparable");
            }
        }
    }

    private async answerOf(subject: Subject, of: "release" | "shadow", inference: Inference) {
        try {
            const answer = await this.gate.ask(inference, subject[of]);
            this.metrics.answered(subject, of, answer.seconds);
            return answer;
        } catch {
            // Counted as a failure; the reason may quote what was sent.
            return undefined;
        }
    }
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
    const said = describing.flatMap(name => {
        const value = headers[name];
        return typeof value === "string" ? [[name, value]] : [];
    });
    return Object.fromEntries(said) as Readonly<Record<string, string>>;
}

function subjectOf(model: string, { headers }: IncomingMessage): Subject {
    const [release, shadow] = [headers[`${ownHeaders}version`], headers[`${ownHeaders}shadow`]];
    if (typeof release !== "string" || typeof shadow !== "string") {
        throw new Refusal(400, "headers say neither release nor shadow; only a gate mirrors requests to here");
    }
    return { model, release, shadow };
}

function isGood(answer: GateAnswer | undefined): answer is GateAnswer {
    return answer?.status === 200;
}

/** Of the request, which is then no release's fault. */
function isRefusal(answer: GateAnswer | undefined): boolean {
    return answer !== undefined && answer.status >= 400 && answer.status < 500;
}
