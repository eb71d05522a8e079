import { getTool, type Progress, progressOn, type ToolName } from "../../tools";
import { getConverter } from "../../tools/convert";
import { getLitertServer } from "../../tools/litert";
import { whyNoClusters } from "../support/clusters/requirements";
import { fillCache } from "../support/containers/build-images";
import { awsLinters } from "../support/aws-linters";
import { azurite, pythonEmulators } from "../support/emulators/install";
import { goProgram } from "../support/go-program";
import { linearizability } from "../support/linearizability/check";
import { missingForPackages, mlserverPackages } from "../support/servers/python-packages";
import { otlpReceiver } from "../support/otlp-receiver/receiver";
import { type ProgramName, suiteOf } from "./suites";
import type { Unit } from "./units";

const programs: Readonly<Record<ProgramName, (progress: Progress) => Promise<unknown>>> = {
    linearizability: () => goProgram(linearizability),
    "otlp-receiver": () => goProgram(otlpReceiver),
    converter: getConverter,
    "litert-server": getLitertServer,
    mlserver: async progress => {
        if ((await missingForPackages()) === undefined) await mlserverPackages(progress);
    },
    kubernetes: async progress => {
        if (whyNoClusters() === undefined) await getTool("kubernetes", progress);
    },
    "kubernetes-provider": async progress => {
        if (whyNoClusters() === undefined) await getTool("pulumi-resource-kubernetes", progress);
    },
    "aws-linters": awsLinters,
    emulators: async (progress: Progress) => {
        await pythonEmulators(progress);
        await azurite(progress);
    },
};

/** Installs or builds what test files start, so that no test waits for a compiler, nor shares the processors with one. */
export async function prepare(units: readonly Unit[]): Promise<void> {
    const all = [...new Set(units.map(({ suite }) => suite))].map(suiteOf);
    const progress = progressOn();
    for (const tool of new Set<ToolName>(all.flatMap(({ tools = [] }) => tools))) await getTool(tool, progress);
    for (const program of programsFor(units)) await programs[program](progress);
    if (all.some(({ images }) => images)) await fillCache(progress);
}

function programsFor(units: readonly Unit[]): ReadonlySet<ProgramName> {
    return new Set(
        units.flatMap(({ suite, files }) =>
            Object.entries(suiteOf(suite).programs ?? {}).flatMap(([program, users]) =>
                files.some(file => users.some(user => file.startsWith(`tests/${user}`)))
                    ? [program as ProgramName]
                    : [],
            ),
        ),
    );
}
