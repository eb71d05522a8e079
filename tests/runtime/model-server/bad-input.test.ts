import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { endPrograms } from "../program";
import { ask, environmentOf, errorOf, ModelServer } from "./server";
import { until } from "../../support/until";

const INFER = "/v2/models/classifier/infer";
const good = { name: "features", datatype: "FP32", shape: [1, 3], data: [1, 2, 3] };

/** Title, body, and what the error says. */
const REFUSED: readonly (readonly [string, unknown, RegExp])[] = [
    ["broken JSON", '{"inputs": [', /not JSON/],
    ["JSON with NaN", '{"inputs":[{"name":"features","datatype":"FP32","shape":[1,3],"data":[1,2,NaN]}]}', /not JSON/],
    ["no body", "", /not JSON/],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
    ["a list", [], /the body must be a JSON object/],
    ["null", "null", /the body must be a JSON object/],
    ["no inputs", {}, /inputs must be a list, and is missing/],
    ["inputs that are no list", { inputs: { 0: good } }, /inputs must be a list/],
    ["an input that is null", { inputs: [null] }, /inputs\[0\] must be a JSON object/],
    ["a missing input", { inputs: [] }, /inputs lacks "features"/],
    ["an unknown input", { inputs: [{ ...good, name: "secret" }] }, /inputs\[0\]\.name is not an input.*"features"/],
    ["an extra input", { inputs: [good, { ...good, name: "more" }] }, /inputs\[1\]\.name is not an input/],
    ["an input given twice", { inputs: [good, good] }, /inputs\[1\]\.name: "features" is given twice/],
    ["a wrong data type", { inputs: [{ ...good, datatype: "FP64" }] }, /inputs\[0\]\.datatype.*allowed: FP32/],
    ["no data type", { inputs: [{ ...good, datatype: undefined }] }, /inputs\[0\]\.datatype/],
    ["a wrong size", { inputs: [{ ...good, shape: [1, 4], data: [1, 2, 3, 4] }] }, /is \[1, 4\]; allowed: \[-1, 3\]/],
    ["a wrong rank", { inputs: [{ ...good, shape: [3] }] }, /is \[3\]; allowed: \[-1, 3\]/],
    ["no shape", { inputs: [{ ...good, shape: undefined }] }, /inputs\[0\]\.shape must be a list/],
    ["a negative dimension", { inputs: [{ ...good, shape: [-1, 3] }] }, /whole numbers from 0/],
    ["a broken dimension", { inputs: [{ ...good, shape: [1.5, 3] }] }, /whole numbers from 0/],
    ["a huge dimension", { inputs: [{ ...good, shape: [1e15, 3] }] }, /whole numbers from 0/],
    [
        "a shape beyond the data",
        { inputs: [{ ...good, shape: [2 ** 31 - 1, 3] }] },
        /needs 6442450941, not the 3 elements/,
    ],
    ["a shape beyond numbers", { inputs: [{ ...good, shape: Array(32).fill(2 ** 31 - 1) }] }, /allowed: \[-1, 3\]/],
    ["a shape of many ranks", { inputs: [{ ...good, shape: Array(1000).fill(1) }] }, /at most 32/],
    ["too few elements", { inputs: [{ ...good, data: [1, 2] }] }, /shape \[1, 3\] needs 3, not the 2 elements/],
    ["too many elements", { inputs: [{ ...good, data: [1, 2, 3, 4] }] }, /needs 3, not the 4 elements/],
    ["an empty batch with data", { inputs: [{ ...good, shape: [0, 3] }] }, /needs 0, not the 3 elements/],
    ["data nested unlike the shape", { inputs: [{ ...good, data: [[1, 2], [3]] }] }, /nested as shape \[1, 3\]/],
    ["data nested in part", { inputs: [{ ...good, data: [[1, 2, 3], 4] }] }, /nested as shape/],
    ["data nested too deep", { inputs: [{ ...good, data: [[[1], [2], [3]]] }] }, /element 0 \(row-major\)/],
    ["no data", { inputs: [{ ...good, data: undefined }] }, /inputs\[0\]\.data must be a list, and is missing/],
    ["a text for a number", { inputs: [{ ...good, data: [1, "2", 3] }] }, /element 1 \(row-major\) is not a number/],
    ["null for a number", { inputs: [{ ...good, data: [1, 2, null] }] }, /element 2 \(row-major\)/],
    ["a number beyond FP32", { inputs: [{ ...good, data: [1e39, 2, 3] }] }, /element 0 .*finite as FP32/],
    ["a number beyond all", `{"inputs":[${JSON.stringify(good).replace("[1,2,3]", "[1,2,1e999]")}]}`, /element 2/],
    ["an unknown output", { inputs: [good], outputs: [{ name: "x" }] }, /outputs\[0\]\.name.*"probability", "label"/],
    ["an output twice", { inputs: [good], outputs: [{ name: "label" }, { name: "label" }] }, /asked for twice/],
    ["an id that is no string", { id: 7, inputs: [good] }, /id must be a string/],
    ["parameters that are no object", { parameters: 1, inputs: [good] }, /parameters must be a JSON object/],
    [
        "keys meant to reach a prototype",
        '{"__proto__":{"inputs":[]},"constructor":{"prototype":{}}}',
        /inputs must be a list/,
    ],
    ["a name out of a prototype", { inputs: [{ ...good, name: "__proto__" }] }, /not an input/],
    [
        "deep nesting",
        `{"inputs":[{"name":"features","datatype":"FP32","shape":[1,3],"data":${"[".repeat(1e5)}${"]".repeat(1e5)}}]}`,
        /nested too deeply; allowed: 64 levels/,
    ],
    ["deep nesting elsewhere", `${"[".repeat(1e6)}${"]".repeat(1e6)}`, /nested too deeply/],
];

describe("bad input", () => {
    let server: ModelServer;

    before(async () => {
        server = await ModelServer.ready(environmentOf("classifier"));
    });
    after(endPrograms);
    afterEach("still serves", async () => {
        assert.equal((await ask(server.port, INFER, { body: { inputs: [good] } })).status, 200);
        assert.deepEqual(server.noise, []);
    });

    for (const [title, body, message] of REFUSED) {
        it(`is refused with 400: ${title}`, async () => {
            const reply = await ask(server.port, INFER, { body });
            assert.match(errorOf(reply), message);
            assert.equal(reply.status, 400);
            assert.ok(reply.text.length < 600);
            assert.doesNotMatch(reply.text, /secret| at .*\.js|node_modules/);
        });
    }

    it("is refused by the position of a value and never by the value", async () => {
        const data = ["Jane Doe", "Jane Doe", "Jane Doe"];
        for (const body of [{ inputs: [{ ...good, data }] }, `{"inputs":"Jane Doe" Jane Doe}`]) {
            assert.doesNotMatch((await ask(server.port, INFER, { body })).text, /Jane/);
        }
        assert.doesNotMatch(JSON.stringify(server.lines), /Jane/);
    });

    const missing: readonly (readonly [string, RegExp])[] = [
        ["/v2/models/other/infer", /no such model here; allowed: classifier/],
        ["/v2/models/classifier/versions/9/infer", /no such version .* allowed: 1\.0\.0/],
        ["/v2/models/classifier/infer/more", /no such path/],
        ["/v1/models/classifier:predict", /no such path/],
        ["/v2/models/__proto__/infer", /no such model/],
        ["/v2/models/%2e%2e%2f/infer", /no such model/],
    ];
    for (const [path, message] of missing) {
        it(`is refused with 404: ${path}`, async () => {
            const reply = await ask(server.port, path, { body: { inputs: [good] } });
            assert.equal(reply.status, 404);
            assert.match(errorOf(reply), message);
        });
    }

    it("is refused with 400 for a path that is not percent-encoded", async () => {
        assert.equal((await ask(server.port, "/v2/models/%ff/ready")).status, 400);
    });

    it("is refused with 405 for a method that a path hasn't", async () => {
        const get = await ask(server.port, INFER);
        assert.deepEqual([get.status, get.headers.allow], [405, "POST"]);
        const post = await ask(server.port, "/v2/health/ready", { method: "POST" });
        assert.deepEqual([post.status, post.headers.allow], [405, "GET, HEAD"]);
        assert.match(errorOf(post), /allowed: GET, HEAD/);
    });

    it("is refused with 415 for what isn't plain JSON", async () => {
        const body = { inputs: [good] };
        const wrong: readonly Readonly<Record<string, string>>[] = [
            { "content-type": "application/octet-stream" },
            { "content-type": "text/plain" },
            { "content-type": "application/json; charset=latin1" },
            { "content-encoding": "gzip" },
        ];
        for (const headers of wrong) {
            assert.equal((await ask(server.port, INFER, { body, headers })).status, 415, JSON.stringify(headers));
        }
    });

    it("is refused with 400 when it is not HTTP", async () => {
        const socket = connect(server.port, "127.0.0.1");
        let text = "";
        socket.on("data", chunk => (text += chunk.toString()));
        socket.write("hello\r\n\r\n");
        await until("an answer", () => socket.destroyed || (socket.readableEnded && text !== ""));
        assert.match(text, /^HTTP\/1\.1 400 [^]*\{"error":"the request is not HTTP\/1\.1"\}$/);
    });

    it("is refused with 413 before it is sent, where its length is announced", async () => {
        const socket = connect(server.port, "127.0.0.1");
        let text = "";
        socket.on("data", chunk => (text += chunk.toString()));
        socket.write(
            `POST ${INFER} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50000000\r\n\r\n`,
        );
        await until("an answer", () => text.includes("}"));
        socket.destroy();
        assert.match(text, /^HTTP\/1\.1 413 [^]*the body is too big; allowed: 8388608 bytes/);
    });

    it("is refused with 413 without being kept in memory, whether or not its length is announced", async () => {
        const before = residentMiB(server);
        const body = Buffer.alloc(50e6, " ");
        const chunked = { "transfer-encoding": "chunked" };
        for (const headers of [{}, chunked, {}, chunked, {}, chunked, {}, chunked, {}, chunked]) {
            const reply = await ask(server.port, INFER, { body, headers });
            assert.equal(reply.status, 413);
        }
        // Half a gigabyte was sent; what stays is what the collector has not come to yet.
        assert.ok(residentMiB(server) - before < 150, `${residentMiB(server) - before} MiB more than before`);
    });

    it("takes a body of just the size that is allowed", async () => {
        const text = JSON.stringify({ inputs: [good] });
        const size = 8 * 1024 * 1024;
        assert.equal((await ask(server.port, INFER, { body: text.padEnd(size) })).status, 200);
        assert.equal((await ask(server.port, INFER, { body: text.padEnd(size + 1) })).status, 413);
    });

    it("doesn't disturb when the sender goes away in the middle", async () => {
        const socket = connect(server.port, "127.0.0.1");
        await new Promise(resolve => {
            const head = `POST ${INFER} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{`;
            socket.write(head, resolve);
        });
        socket.destroy();
        assert.equal((await ask(server.port, "/v2/health/ready")).status, 200);
    });
});

describe("bad input of other types", () => {
    afterEach(endPrograms);

    it("is refused by element, for each type's own limits", async () => {
        const { port } = await ModelServer.ready(environmentOf("echo"));
        const { json } = await ask(port, "/v2/models/echo");
        const metadata = (json as { inputs: { name: string; datatype: string }[] }).inputs;
        const wrong: readonly (readonly [string, readonly unknown[]])[] = [
            ["BOOL", [1, 0, "true", null]],
            ["INT8", [128, -129, 0.5, "1", true]],
            ["UINT8", [256, -1]],
            ["INT32", [2 ** 31]],
            ["UINT32", [2 ** 32, -1]],
            ["INT64", [2 ** 53, 0.5, "9223372036854775808", "1.0", "0x1", "", true]],
            ["UINT64", [-1, "-1", "18446744073709551616"]],
            ["FP16", [65520, "1"]],
            ["BYTES", [1, null, "cut\0short", "\ud800"]],
        ];
        for (const [datatype, values] of wrong) {
            for (const value of values) {
                const inputs = metadata.map(input => ({
                    ...input,
                    shape: [1],
                    data: [
                        input.datatype === datatype
                            ? value
                            : (({ BOOL: true, BYTES: "x" } as Record<string, unknown>)[input.datatype] ?? 1),
                    ],
                }));
                const reply = await ask(port, "/v2/models/echo/infer", { body: { inputs } });
                assert.equal(reply.status, 400, `${datatype} ${JSON.stringify(value)}`);
                assert.match(errorOf(reply), /element 0 \(row-major\) is not /);
            }
        }
    });

    it("is 400 when only the model itself can tell, and no value gets into the log", async () => {
        const server = await ModelServer.ready(environmentOf("gather"));
        const body = {
            inputs: [
                { name: "table", datatype: "FP32", shape: [2], data: [1, 2] },
                { name: "index", datatype: "INT64", shape: [1], data: [987654] },
            ],
        };
        const reply = await ask(server.port, "/v2/models/gather/infer", { body });
        assert.equal(reply.status, 400);
        assert.match(errorOf(reply), /the model can't compute with these inputs/);
        assert.doesNotMatch(JSON.stringify([reply.text, server.lines, server.noise]), /987654/);
    });
});

function residentMiB({ process: { pid } }: ModelServer): number {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
}
