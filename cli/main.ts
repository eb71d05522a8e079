#!/usr/bin/env node
import { exitCodes } from "./exit";
import { reasonOf } from "./files";
import { run } from "./run";

// Whoever reads may stop early, as `head` does: that is no error, and there is nobody left to tell.
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
