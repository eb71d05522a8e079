/** The commands of `npm run local`, as they were built, on a project of the test's choice. */
const { run } = require("../../dist/cli/local/run");

const [project = "", ...argv] = process.argv.slice(2);
void run(argv, project).then(exitCode => {
    process.exitCode = exitCode;
});
