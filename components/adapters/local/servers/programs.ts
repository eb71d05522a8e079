import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

import { pathOf } from "../../../plan/config/paths";
import type { ServerConfig } from "../../../plan/config/server";
import { type Fault, quoted } from "../../../plan/faults";
import { runningReleases, type ServingPlan } from "../../../plan/serving/serving";

/** Servers whose program this machine does not have: `up` would start them again and again until their time is over. */
export function programFaults({ models }: ServingPlan, searchPath = process.env.PATH ?? ""): Fault[] {
    return models.flatMap(model =>
        runningReleases(model).flatMap(({ server, version }) =>
            server === undefined || hasProgram(server, searchPath)
                ? []
                : [
                      fault(
                          server,
                          `release ${quoted(version)} of model ${quoted(model.name)}`,
                          pathOf([model.name, "releases", version, "server", "command", 0], "models"),
                      ),
                  ],
        ),
    );
}

function fault({ command, directory, env }: ServerConfig, release: string, at: string): Fault {
    const [program = ""] = command ?? [];
    const isPath = program.includes("/");
    const searched = env.PATH === undefined ? "PATH" : `env.PATH (${env.PATH})`;
    return {
        code: "server/no-program",
        path: at,
        value: program,
        problem: isPath
            ? `program ${quoted(program)} of ${release} is not a file that this user may execute`
            : `program ${quoted(program)} of ${release} is not in any directory of ${searched}`,
        remedy: isPath
            ? `correct the path${path.isAbsolute(program) ? "" : `, which is relative to ${directory ?? "."}`}, or make the file executable`
            : "install the program, correct its name, or write its path",
    };
}

function hasProgram({ command, directory, env }: ServerConfig, searchPath: string): boolean {
    const program = command?.[0];
    const search = env.PATH ?? searchPath;
    // What holds a reference is known only once the server's own directory is.
    if (program === undefined || `${program}${search}`.includes("$(")) return true;
    if (!program.includes("/")) return search.split(path.delimiter).some(place => isProgram(path.join(place, program)));
    if (path.isAbsolute(program)) return isProgram(program);
    return directory === undefined || isProgram(path.resolve(directory, program));
}

function isProgram(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}
