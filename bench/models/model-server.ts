import { readFile } from "node:fs/promises";

import type { RuntimeName } from "../../runtime/model-server/environment";
import { bareModel } from "./bare-model";
import { connections, file, isInstalled, runtimes, withServer } from "./own-server";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { nodeGenerator, type Work } from "../load/load-generator";
import { coreSecondsOf } from "../measuring/processor-time";
import { repeat } from "../harness/repeat";

const runs = 3;
const seconds = 3;
const warmUpSeconds = 2;

export const modelServer: Benchmark = {
    description:
        `a model server over ${connections} kept mutual TLS connections in a closed loop, beside its runtime called in a ` +
        "loop with the same records read already; by the core time that each used",
    goal: "none set",
    async run(note) {
        const figures: Figure[] = [];
        for (const [runtime, module] of Object.entries(runtimes) as [RuntimeName, string][]) {
            if (isInstalled(module)) figures.push(...(await compare(runtime, module, note)));
            else
                note(
                    `${module} is not installed, so there is no ${runtime} runtime to measure; npm install ${module} adds it`,
                );
        }
        return figures;
    },
};

async function compare(runtime: RuntimeName, module: string, note: Note): Promise<Figure[]> {
    const bare = await bareModel(module, runtime, await readFile(file));
    return withServer(runtime, {}, async ({ pid }, work) => {
        await bare(warmUpSeconds);
        await nodeGenerator({ ...work, seconds: warmUpSeconds });
        const pairs = await repeat(runs, async () => ({
            bare: await bare(seconds),
            server: await perCoreSecond(pid, { ...work, seconds }),
        }));
        const [alone, served] = [pairs.map(({ bare }) => bare), pairs.map(({ server }) => server)];
        note(`${runtime}: server ${shown(served)}, model ${shown(alone)} per core-second`);
        return [
            { name: `${runtime}: model alone`, unit: "requests/core-s", values: alone },
            { name: `${runtime}: server`, unit: "requests/core-s", values: served },
            {
                name: `${runtime}: server, of the model alone`,
                unit: "%",
                values: served.map((s, i) => (s / alone[i]!) * 100),
            },
        ];
    });
}

const shown = (values: readonly number[]) => values.map(Math.round).join(", ");

async function perCoreSecond(pid: number, work: Work): Promise<number> {
    const before = coreSecondsOf(pid);
    const answered = await nodeGenerator(work);
    return answered / (coreSecondsOf(pid) - before);
}
