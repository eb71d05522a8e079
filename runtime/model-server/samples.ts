import { samplesPath } from "../../components/watch/samples";
import { Refusal } from "../refusal";
import type { Route } from "../routes";

/** Which inferences a server stores as samples. */
export interface SamplesSetting {
    /** Part of inferences, in percent. */
    readonly percent: number;
    /** The last so many. */
    readonly keep: number;
}

/** A larger request or answer is not kept. */
const MOST_SAMPLE_BYTES = 256 * 1024;
/** Of all that are kept: beyond it the oldest go sooner. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;
/** Limit of an answer; callers accept no more than twice that. */
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Some of what a release was asked, drawn by chance, with the answers. They are as protected as what is asked: they are in this
 * process's memory and nowhere else, go with it, and only what watches the region may have them.
 */
export class Samples {
    /** As JSON, oldest first. */
    private readonly kept: string[] = [];
    private bytes = 0;

    constructor(
        private readonly setting: SamplesSetting,
        private readonly random: () => number = Math.random,
        private readonly now: () => Date = () => new Date(),
    ) {}

    /** Keeps a request and its answer, if chance has it. */
    offer(request: unknown, answer: string): void {
        if (this.random() * 100 >= this.setting.percent || isLarge(answer)) {
            return;
        }
        const asked = JSON.stringify(request);
        if (isLarge(asked)) {
            return;
        }
        const sample = `{"time":"${this.now().toISOString()}","request":${asked},"answer":${answer}}`;
        this.kept.push(sample);
        this.bytes += Buffer.byteLength(sample);
        while (this.kept.length > this.setting.keep || this.bytes > MOST_KEPT_BYTES) {
            this.bytes -= Buffer.byteLength(this.kept.shift() ?? "");
        }
    }

    /** The newest, as JSON, newest first: so many at most, and as many as an answer has room for. */
    newest(most: number): string[] {
        const chosen: string[] = [];
        let room = MOST_ANSWER_BYTES;
        for (const sample of this.kept.slice(-most).reverse()) {
            room -= Buffer.byteLength(sample) + 1;
            if (room < 0) break;
            chosen.push(sample);
        }
        return chosen;
    }

    get count(): number {
        return this.kept.length;
    }
}

/** A unit of UTF-16 is three bytes of UTF-8 at most, so that of most texts the bytes need not be counted. */
function isLarge(text: string): boolean {
    return (
        text.length > MOST_SAMPLE_BYTES ||
        (3 * text.length > MOST_SAMPLE_BYTES && Buffer.byteLength(text) > MOST_SAMPLE_BYTES)
    );
}

/** Where the region's watcher reads them, and no other process: `?most=<n>`. Without samples it answers that none are stored. */
export function samplesRoute(samples: Samples | undefined): Route {
    return {
        method: "GET",
        path: samplesPath,
        observed: "only",
        handle: (_path, { url = "" }) => {
            if (samples === undefined) {
                throw new Refusal(409, "no samples are kept; set observability.samples");
            }
            const most = /[?&]most=([1-9]\d{0,3})(&|$)/.exec(url)?.[1];
            if (most === undefined) {
                throw new Refusal(400, "most must be a number of samples, 1 to 9999");
            }
            const newest = samples.newest(Number(most));
            return { status: 200, body: `{"kept":${samples.count},"samples":[${newest.join(",")}]}` };
        },
    };
}
