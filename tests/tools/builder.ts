import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installOnce } from "../../tools/install";
import { silent } from "../../tools/progress";

/** A process that installs `directory`, for tests that cut it off or run two at once. It says on standard output when it builds. */
const [directory = "", buildMs = "0"] = process.argv.slice(2);
void installOnce(
    directory,
    async into => {
        writeFileSync(join(into, "half"), "");
        process.stdout.write("building\n");
        await delay(Number(buildMs));
        mkdirSync(join(into, "bin"));
    },
    silent,
);
