import { stat } from "node:fs/promises";
import { Agent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

import { versionHeader } from "../../components/gate/headers";
import { call } from "../../tests/support/gates/client";
import type { Gates } from "../../tests/support/gates/gates";
import type { Benchmark } from "../harness/benchmark";
import { none } from "../harness/figure";
import { model, oneGate, region, releases, withGate } from "./one-gate";
import { repeat } from "../harness/repeat";

const runs = 10;
const before = 200;
const after = 200;

export const configToEffect: Benchmark = {
    description:
        "all shares moved from one release to the other and back, while one client asks one request after the other",
    goal: "none set; no answer by the old shares once there was one by the new",
    run: note =>
        withGate(oneGate([model()]), async gates => {
            const switches = await repeat(runs, run => change(gates, run % 2 === 0));
            note(
                `${switches.map(({ fromFile }) => fromFile.toFixed(0)).join(", ")} ms from the file to the first answer`,
            );
            return [
                {
                    name: "from the routes' file replaced to the first answer by it",
                    unit: "ms",
                    values: switches.map(({ fromFile }) => fromFile),
                },
                {
                    name: "from the change handed over, with its validation, to the first answer by it",
                    unit: "ms",
                    values: switches.map(({ fromStart }) => fromStart),
                },
                {
                    name: "answers by the old shares after the first by the new",
                    unit: "requests",
                    values: switches.map(({ relapses }) => relapses),
                    goal: none,
                },
            ];
        }),
};

interface Switch {
    readonly fromFile: number;
    readonly fromStart: number;
    readonly relapses: number;
}

interface Seen {
    /** By the clock that files are dated by. */
    readonly answered: number;
    readonly version: string;
}

async function change(gates: Gates, toNewer: boolean): Promise<Switch> {
    const asking = new Asking(gates);
    await pause(before);
    const started = Date.now();
    await gates.configure(oneGate([model(undefined, toNewer ? 100 : 0)]));
    await pause(after);
    const seen = await asking.finish();

    const wanted = toNewer ? releases.new : releases.old;
    const first = seen.findIndex(({ version }) => version === wanted);
    if (first <= 0) throw new Error(`no change to ${wanted} was seen in ${seen.length} answers`);
    // The time of the rename: that of the content's writing comes before.
    const { ctimeMs } = await stat(gates.file(region, "clientRoutes"));
    const { answered } = seen[first]!;
    return {
        fromFile: answered - ctimeMs,
        fromStart: answered - started,
        relapses: seen.slice(first).filter(({ version }) => version !== wanted).length,
    };
}

/** Asks without a pause, on one kept connection. */
class Asking {
    private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
    private readonly seen: Seen[] = [];
    private over = false;
    private readonly running: Promise<void>;

    constructor(private readonly gates: Gates) {
        this.running = this.run();
        // Reported by `finish`; until then no caller waits for it.
        this.running.catch(() => undefined);
    }

    async finish(): Promise<readonly Seen[]> {
        this.over = true;
        await this.running.finally(() => {
            this.agent.destroy();
        });
        return this.seen;
    }

    private async run(): Promise<void> {
        while (!this.over) {
            const { status, headers } = await call(this.gates, region, { body: "{}", agent: this.agent });
            if (status !== 200) throw new Error(`status ${status} while shares changed`);
            this.seen.push({ answered: Date.now(), version: String(headers[versionHeader]) });
        }
    }
}
