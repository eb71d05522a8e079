import { run } from "../../cli/local/run";

/** The commands of `npm run local`, on a project of the test's choice. */
const [project = "", ...argv] = process.argv.slice(2);
void run(argv, project).then(exitCode => {
    process.exitCode = exitCode;
});
