/**
 * Sends inferences at a steady rate, whether or not earlier ones are answered; every other one on a new connection, the others on kept ones: one
 * that finds its connection closed is sent once more on a new connection, as clients do (nodejs.org/api/http.html#requestreusedsocket). Logs a
 * line each second: the number sent, the number without an answer yet, answers by version since the last line, and all failures by reason.
 */
const { Agent, request } = require("node:https");
const { readFileSync } = require("node:fs");

const { ADDRESS, PORT, SERVER_NAME, PER_SECOND, BODY } = process.env;
const tls = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };
const kept = new Agent({ ...tls, keepAlive: true });
const own = new Agent({ ...tls, keepAlive: false, maxCachedSessions: 0 });

let sent = 0;
let waiting = 0;
let versions = {};
const failures = {};

function file(name) {
    return readFileSync(`/tls/${name}`);
}

function fail(reason) {
    failures[reason] = (failures[reason] ?? 0) + 1;
}

function infer() {
    waiting++;
    let isOver = false;
    const over = reason => {
        if (isOver) return;
        isOver = true;
        waiting--;
        if (reason !== undefined) fail(reason);
    };
    send(sent++ % 2 === 0 ? kept : own, over);
}

function send(agent, over) {
    const asking = request(
        {
            agent,
            host: ADDRESS,
            port: PORT,
            servername: SERVER_NAME,
            method: "POST",
            path: "/v2/models/screening/infer",
            headers: { "content-type": "application/json", "content-length": Buffer.byteLength(BODY) },
            timeout: 20_000,
        },
        response => {
            let text = "";
            response.setEncoding("utf8").on("data", part => (text += part));
            response.on("error", error => over(error.message));
            response.on("end", () => {
                if (response.statusCode !== 200) return over(`status ${response.statusCode}: ${text.slice(0, 200)}`);
                const { model_version: version } = JSON.parse(text);
                versions[version] = (versions[version] ?? 0) + 1;
                over();
            });
        },
    );
    asking.on("timeout", () => asking.destroy(new Error("no answer within 20 s")));
    asking.on("error", error => {
        if (asking.reusedSocket && error.code === "ECONNRESET") return send(own, over);
        over(error.code ?? error.message);
    });
    asking.end(BODY);
}

setInterval(infer, 1000 / Number(PER_SECOND));
setInterval(() => {
    console.log(JSON.stringify({ sent, waiting, versions, failures }));
    versions = {};
}, 1000);
process.once("SIGTERM", () => process.exit(0));
