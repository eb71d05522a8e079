import { packageRoot } from "../../tools/package-root";
import { run } from "./run";

void run(process.argv.slice(2), packageRoot()).then(exitCode => {
    process.exitCode = exitCode;
});
