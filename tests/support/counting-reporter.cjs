const { reporters } = require("mocha");

/** The usual report, and at its end one line that CI reads: `N passed, N failed`, and how many were skipped, if any. */
module.exports = class CountingReporter extends reporters.Spec {
    done(failures, exit) {
        const { passes, pending } = this.stats;
        const skipped = pending > 0 ? `, ${pending} skipped` : "";
        process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`, () => exit?.(failures));
    }
};
