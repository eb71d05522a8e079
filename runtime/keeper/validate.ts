import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { type EnvoyConfiguration, wholeFile } from "../../components/gate/configuration";
import { replaceFile } from "../files";
import { fileOf, type GatePlace } from "./gate-files";

/** Runs the program `envoy` on the configuration in one piece: it reads no watched file when it validates. */
export async function validate(place: GatePlace, configuration: EnvoyConfiguration, envoy: string): Promise<void> {
    const candidate = fileOf(place, "candidate");
    await replaceFile(candidate, wholeFile(configuration));
    try {
        const file = path.relative(place.root, candidate);
        await promisify(execFile)(envoy, ["--mode", "validate", "--log-level", "error", "-c", file], {
            cwd: place.root,
        });
    } catch (error) {
        const { stderr } = error as { stderr?: string };
        throw new Error(`envoy refuses the configuration for ${place.directory}: ${stderr ?? String(error)}`, {
            cause: error,
        });
    } finally {
        await rm(candidate, { force: true });
    }
}
