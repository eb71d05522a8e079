// A custom model server, whose answer reports what it finds in its container. It hangs after SIGUSR2, and ends at once on SIGTERM.
const { createHash } = require("node:crypto");
const { readFileSync, realpathSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");

const { API_KEY, HOST, LITERAL, MODEL_NAME, MODEL_PATH, PORT, WORK_DIRECTORY } = process.env;
const readyAt = Date.now() + 3000;
let hangs = false;

const tried = file => {
    try {
        writeFileSync(file, "");
        return "written";
    } catch ({ code }) {
        return code;
    }
};

const found = {
    digest: `sha256:${createHash("sha256").update(readFileSync(MODEL_PATH)).digest("hex")}`,
    user: process.getuid(),
    secret: createHash("sha256").update(API_KEY).digest("hex"),
    literal: LITERAL,
    root: tried("/written"),
    release: tried(`${realpathSync(MODEL_PATH)}.other`),
    work: tried(`${WORK_DIRECTORY}/written`),
};

process.on("SIGUSR2", () => (hangs = true));
process.on("SIGTERM", () => process.exit());
createServer((request, response) => {
    request.resume();
    if (hangs) return;
    if (request.url === `/v2/models/${MODEL_NAME}/ready`) {
        response.writeHead(Date.now() < readyAt ? 503 : 200).end();
    } else {
        // Long enough for some to be under way at any time.
        setTimeout(() => response.end(JSON.stringify({ model_name: MODEL_NAME, outputs: [found] })), 200);
    }
}).listen(Number(PORT), HOST);
