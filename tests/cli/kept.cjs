/**
 * Commands of `meridian`, as they were built, one after another in a process that stays: most of what one takes is starting. Each is
 * sent as its folder, arguments and environment; the exit code and the output are sent back.
 */
const { run } = require("../../dist/cli/run");

const streams = ["stdout", "stderr"];

async function answered({ cwd, argv, env }) {
    process.chdir(cwd);
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
    const said = { stdout: "", stderr: "" };
    const writes = streams.map(name => process[name].write);
    for (const name of streams) {
        process[name].write = (chunk, encoding, done = encoding) => {
            said[name] += Buffer.from(chunk).toString();
            if (typeof done === "function") setImmediate(done);
            return true;
        };
    }
    try {
        return { code: await run(argv), ...said };
    } finally {
        streams.forEach((name, i) => (process[name].write = writes[i]));
    }
}

let last = Promise.resolve();
process.on("message", order => {
    last = last.then(async () => process.send(await answered(order)));
});
