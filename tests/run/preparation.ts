import { getTool, type Progress, progressOn, type ToolName } from "../../tools";
import { getConverter } from "../../tools/convert";
import { getLitertServer } from "../../tools/litert";
import { fillCache } from "../images/built";
import { azurite, pythonEmulators } from "../support/emulators/install";
import { goProgram } from "../support/go-program";
import { linearizability } from "../support/linearizability/check";
import { otlpReceiver } from "../support/otlp-receiver/receiver";
import { type SuiteName, suiteOf } from "./suites";

const programs = {
    linearizability: () => goProgram(linearizability),
    "otlp-receiver": () => goProgram(otlpReceiver),
    converter: getConverter,
    "litert-server": getLitertServer,
    emulators: async (progress: Progress) => {
        await pythonEmulators(progress);
        await azurite(progress);
    },
};

/** Installs or builds what suites start, so that no test waits for a compiler, nor shares the processors with one. */
export async function prepare(names: readonly SuiteName[]): Promise<void> {
    const all = names.map(suiteOf);
    const progress = progressOn();
    for (const tool of new Set<ToolName>(all.flatMap(({ tools = [] }) => tools))) await getTool(tool, progress);
    for (const program of new Set(all.flatMap(each => each.programs ?? []))) await programs[program](progress);
    if (all.some(({ images }) => images)) await fillCache(progress);
}
