#!/usr/bin/env node
import { exitCodes } from "./exit";
import { reasonOf } from "./files";
import { run } from "./run";

// A reader such as `head` may close the pipe early. That is no error, and there is no place left to report to.
for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EPIPE") return;
        process.stderr.write(`the answer can't be written: ${reasonOf(error)}\n`);
        process.exit(exitCodes.failed);
    });
}

void run(process.argv.slice(2)).then(code => {
    process.exitCode = code;
});
