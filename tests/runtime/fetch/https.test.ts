import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "../../support/until";
import { type Environment, endPrograms } from "../program";
import { digestOf, Fetch, folder, release } from "./fetched";
import { Origin } from "./origin";

describe("fetch from an https address", () => {
    const content = release();
    let origin: Origin;

    before(async () => {
        origin = await Origin.start(content);
    });
    beforeEach(() => {
        Object.assign(origin, { content, etag: '"1"', hasLength: true, comparesVersions: true });
        origin.asked.length = 0;
        origin.faults.length = 0;
    });
    afterEach(endPrograms);
    after(() => origin.stop());

    const start = (more: Environment = {}) => new Fetch(content, { ...origin.environment(), ...more });

    async function failed(more: Environment = {}): Promise<Fetch> {
        const run = start(more);
        assert.equal(await run.exit(), 1);
        assert.deepEqual(run.parts, []);
        return run;
    }

    async function succeeded(more: Environment = {}): Promise<Fetch> {
        const run = start(more);
        assert.equal(await run.exit(), 0, run.text);
        assert.deepEqual([readFileSync(run.file).equals(content), run.parts], [true, []]);
        return run;
    }

    it("writes the release, for every user to read, and logs its progress", async () => {
        const run = await succeeded();
        assert.equal(statSync(run.file).mode & 0o777, 0o644);
        assert.equal(run.events("progress").at(-1)?.percent, 100);
        assert.ok(run.events("progress").length <= 10);
        assert.deepEqual([run.events("done")[0]?.bytes, run.noise], [content.length, []]);
    });

    it("downloads nothing where the file is there with its digest", async () => {
        const file = path.join(folder(), "release");
        writeFileSync(file, content);
        const run = await succeeded({ MODEL_URI: file });
        assert.equal(run.events("present").length, 1);
        assert.equal(origin.asked.length, 0);
    });

    it("replaces a file with another digest", async () => {
        const file = path.join(folder(), "release");
        writeFileSync(file, "an earlier release");
        await succeeded({ MODEL_URI: file });
    });

    it("fails at another digest with both digests, and leaves the earlier file", async () => {
        const file = path.join(folder(), "release");
        writeFileSync(file, "an earlier release");
        origin.content = release(1_000);
        const run = await failed({ MODEL_URI: file });
        assert.equal(readFileSync(file, "utf8"), "an earlier release");
        const { url } = origin;
        assert.ok(
            run.reason.startsWith(
                `${url}/models/1.onnx has digest ${digestOf(origin.content)}, expected ${digestOf(content)}; `,
            ),
            run.reason,
        );
    });

    it("resumes a connection that breaks off where it ended, for the same version only", async () => {
        origin.faults.push({ cutAfter: 100_000 }, { cutAfter: 50_000 });
        const run = await succeeded();
        const asked = origin.asked.map(({ headers }) => [headers.range, headers["if-match"]]);
        const [, from = ""] = /^bytes=(\d+)-$/.exec(asked[1]?.[0] ?? "") ?? [];
        assert.ok(Number(from) > 0 && Number(from) <= 100_000, from);
        assert.deepEqual(asked, [
            [undefined, undefined],
            [`bytes=${from}-`, '"1"'],
            [asked[2]?.[0], '"1"'],
        ]);
        assert.equal(run.events("attempt failed")[0]?.resumes, `from byte ${from}`);
    });

    it("resumes if the attempt between had no answer, or none of use", async () => {
        origin.faults.push({ cutAfter: 100_000 }, { status: 503 });
        await succeeded();
        const [, refused, last] = origin.asked.map(({ headers }) => [headers.range, headers["if-match"]]);
        assert.match(String(refused?.[0]), /^bytes=\d+-$/);
        assert.deepEqual(last, refused);
    });

    for (const [title, comparesVersions] of [
        ["starts again where the version has changed since", true],
        ["starts again where the version has changed since, at a source that ignores If-Match", false],
    ] as const) {
        it(title, async () => {
            const earlier = release();
            Object.assign(origin, { content: earlier, comparesVersions });
            origin.faults.push({
                cutAfter: 100_000,
                then: () => Object.assign(origin, { content, etag: '"2"' }),
            });
            await succeeded();
            assert.deepEqual(
                origin.asked.map(({ headers }) => headers["if-match"]),
                [undefined, '"1"', undefined],
            );
        });
    }

    for (const [what, etag] of [
        ["no version", undefined],
        ["a weak one", 'W/"1"'],
    ] as const) {
        it(`starts again where the source declares ${what}`, async () => {
            origin.etag = etag;
            origin.faults.push({ cutAfter: 100_000 });
            await succeeded();
            assert.deepEqual(
                origin.asked.map(({ headers }) => headers.range),
                [undefined, undefined],
            );
        });
    }

    it("waits as long as a source that is overloaded asks for", async () => {
        origin.faults.push({ status: 429, headers: { "retry-after": "1" } }, { status: 503 });
        const run = await succeeded();
        const [first, second] = run.events("attempt failed");
        assert.match(String(first?.reason), /answers 429 Too Many Requests; /);
        assert.match(String(second?.reason), /answers 503 Service Unavailable; /);
        assert.ok(Number(first?.againInMs) >= 1_000);
    });

    for (const [what, after] of [
        ["a date", new Date(Date.now() + 3_600_000).toUTCString()],
        ["seconds", "3600"],
    ] as const) {
        it(`waits for a minute at most where an overloaded source names an hour by ${what}`, async () => {
            origin.faults.push({ status: 503, headers: { "retry-after": after } });
            const { againInMs } = await start().event("attempt failed");
            assert.ok(Number(againInMs) >= 60_000 && Number(againInMs) <= 60_500, String(againInMs));
        });
    }

    for (const status of [408, 500]) {
        it(`tries again at ${status}`, async () => {
            origin.faults.push({ status });
            const run = await succeeded();
            assert.match(String(run.events("attempt failed")[0]?.reason), new RegExp(` answers ${status} `));
        });
    }

    for (const [status, remedy] of [
        [401, "set SOURCE_TOKEN, if it needs a token"],
        [403, "set SOURCE_TOKEN, if it needs a token"],
        [404, "correct the address, or set SOURCE_TOKEN"],
        [400, "correct the address"],
    ] as const) {
        it(`fails at ${status} at once, with the remedy and without the query`, async () => {
            origin.faults.push({ status, body: "<secret>" });
            const run = await failed({ SOURCE_URI: `${origin.url}/models/1.onnx?sig=secret` });
            assert.match(run.reason, new RegExp(`/models/1.onnx can't be read: the answer is ${status} .*; ${remedy}`));
            assert.equal(origin.asked[0]?.url, "/models/1.onnx?sig=secret");
            assert.equal(origin.asked.length, 1);
            assert.ok(!run.text.includes("secret"), run.text);
        });
    }

    it("sends a token to its host, and not to one that it redirects to", async () => {
        origin.faults.push({ status: 302, headers: { location: "/elsewhere?sig=secret" } });
        const run = await succeeded({ SOURCE_TOKEN: "token-of-source" });
        assert.deepEqual(
            origin.asked.map(({ url, headers }) => [url, headers.authorization]),
            [
                ["/models/1.onnx", "Bearer token-of-source"],
                ["/elsewhere?sig=secret", "Bearer token-of-source"],
            ],
        );
        assert.ok(!/secret|token-of-source/.test(run.text));

        origin.asked.length = 0;
        const location = `https://localhost:${origin.host.split(":")[1]}/there`;
        origin.faults.push({ status: 307, headers: { location } });
        await succeeded({ SOURCE_TOKEN: "token-of-source" });
        assert.deepEqual(
            origin.asked.map(({ headers }) => headers.authorization),
            ["Bearer token-of-source", undefined],
        );
    });

    for (const [what, location, reason] of [
        ["plain http", "http://127.0.0.1:1/x?sig=secret", /redirects to http:\/\/127\.0\.0\.1:1, which is not https; /],
        ["an address with a password", "https://user:secret@127.0.0.1:1/", /redirects to an address with a password; /],
        ["no address", "https://[secret", /redirects to an invalid address; /],
    ] as const) {
        it(`refuses a redirect to ${what}`, async () => {
            origin.faults.push({ status: 302, headers: { location } });
            const run = await failed();
            assert.match(run.reason, reason);
            assert.ok(!run.text.includes("secret"));
        });
    }

    it("refuses a circle of redirects", async () => {
        for (let n = 0; n < 6; n++) origin.faults.push({ status: 301, headers: { location: "/models/1.onnx" } });
        assert.match((await failed()).reason, /redirects more than 5 times; /);
    });

    it("refuses a release above MAX_BYTES, before its first byte where the length is declared", async () => {
        const declared = await failed({ MAX_BYTES: "1000" });
        assert.match(declared.reason, /has 300000 bytes, MAX_BYTES is 1000; raise MAX_BYTES/);
        origin.hasLength = false;
        const chunked = await failed({ MAX_BYTES: "1000" });
        assert.match(chunked.reason, /has more than 1000 bytes, MAX_BYTES is 1000; /);
    });

    it("refuses a release that is too large for the disk, before its first byte", async () => {
        const length = String(2 ** 50);
        origin.faults.push({ status: 200, headers: { "content-length": length } });
        const run = await failed();
        assert.match(
            run.reason,
            /has 1125899906842624 bytes, and the disk has room for \d+; give the volume \d+ bytes more/,
        );
    });

    it("refuses content that is encoded", async () => {
        origin.faults.push({ status: 200, headers: { "content-encoding": "gzip" } });
        assert.match((await failed()).reason, /has Content-Encoding gzip; store the file without/);
    });

    it("fails after its deadline, with how much has come", async () => {
        origin.faults.push({ stallAfter: 1_000 });
        const run = await failed({ DEADLINE_SECONDS: "1" });
        assert.match(run.reason, /is not here after 1 s, but 1000 bytes of it; raise DEADLINE_SECONDS/);
    });

    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        it(`ends with 1 at ${signal} at once, and leaves no part`, async () => {
            origin.faults.push({ stallAfter: 1_000 });
            const run = start();
            await run.untilPart();
            await until("a request", () => origin.asked.length > 0);
            run.process.kill(signal);
            assert.equal(await run.exit(), 1);
            assert.deepEqual([run.parts, existsSync(run.file)], [[], false]);
        });
    }

    it("removes parts that have not grown for ten minutes, whose runs were killed, and leaves the others", async () => {
        const file = path.join(folder(), "release");
        const [abandoned, growing] = [`${file}.part-1-00000000`, `${file}.part-1-11111111`];
        for (const part of [abandoned, growing]) writeFileSync(part, "part");
        for (const [part, minutes] of [
            [abandoned, 11],
            [growing, 5],
        ] as const) {
            const then = new Date(Date.now() - minutes * 60_000);
            utimesSync(part, then, then);
        }
        const run = start({ MODEL_URI: file });
        assert.equal(await run.exit(), 0, run.text);
        assert.deepEqual(run.parts, [path.basename(growing)]);
    });

    it("fails where it can't write, with the remedy", async () => {
        const file = path.join(folder(), "file");
        writeFileSync(file, "");
        const run = start({ MODEL_URI: path.join(file, "release") });
        assert.equal(await run.exit(), 1);
        assert.match(run.reason, /can't be written \((ENOTDIR|EEXIST)\); /);
    });

    it("fails at an authority that it doesn't know at once", async () => {
        const run = await failed({ NODE_EXTRA_CA_CERTS: "" });
        assert.match(run.reason, /is of an authority that this machine doesn't know; .* NODE_EXTRA_CA_CERTS/);
        assert.equal(run.events("attempt failed").length, 0);
    });
});
