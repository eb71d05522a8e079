// Has a process believe that its machine's clock is ahead by as many milliseconds as a file says, which a test changes while it runs.
// `performance.now()` and timers go on as they are, as they do where a clock is set.
const { readFileSync } = require("node:fs");

const RealDate = Date;
const file = process.env.CLOCK_AHEAD;

function ahead() {
    try {
        return Number(readFileSync(file, "utf8"));
    } catch {
        return 0;
    }
}

globalThis.Date = class Date extends RealDate {
    constructor(...args) {
        if (args.length === 0) super(Date.now());
        else super(...args);
    }

    static now() {
        return RealDate.now() + ahead();
    }
};
