import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Bucket } from "../../../runtime/backup/bucket";
import { putObjects } from "../../../runtime/backup/copied";
import { manifestOf } from "../../../runtime/backup/copies";
import { type Manifest, newCopy, writeManifest } from "../../../runtime/backup/manifest";
import { Seal } from "../../../runtime/backup/seal";
import { Refused } from "../../../runtime/fetch/failure";

interface Called {
    readonly method: string;
    readonly url: URL;
    readonly authorization: string;
    readonly digest: string;
    readonly body: Buffer;
}
type Given = readonly [status: number, body?: string | Buffer];

const failure = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
const hex = (body: Uint8Array) => createHash("sha256").update(body).digest("hex");

describe("the bucket of copies", () => {
    let server: Server;
    let called: Called[];
    /** For the next requests, one each; then `then`. */
    let answers: Given[];
    let then: (request: Called) => Given;
    let over: AbortController;
    let bucket: Bucket;
    let waits: number[];

    before(async () => {
        server = createServer((request, response) => {
            const pieces: Buffer[] = [];
            request.on("data", (piece: Buffer) => pieces.push(piece));
            request.on("end", () => {
                const { authorization = "", "x-amz-content-sha256": digest } = request.headers;
                const url = new URL(request.url ?? "", "http://bucket");
                const { method = "" } = request;
                const one = { method, url, authorization, digest: String(digest), body: Buffer.concat(pieces) };
                called.push(one);
                const [status, body = ""] = answers.shift() ?? then(one);
                response.writeHead(status).end(body);
            });
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
    });
    after(async () => {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
    });
    beforeEach(() => {
        [called, answers, waits] = [[], [], []];
        then = () => [200];
        over = new AbortController();
        const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/backups`);
        const credentials = { accessKeyId: "id", secretAccessKey: "key" };
        const address = { url, region: "eu-west-1", credentials, prefix: "eu 1/" };
        bucket = new Bucket(address, over.signal, (failures, askedMs) => {
            waits.push(failures);
            return askedMs;
        });
    });

    it("receives an object whole, below its prefix, with its digest and the region in the signature", async () => {
        const body = Buffer.from("what is stored");
        await bucket.put("copy/a+b", body);
        const [{ method, url, authorization, digest, body: got }] = called as [Called];
        assert.deepEqual([method, url.pathname], ["PUT", "/backups/eu%201/copy/a%2Bb"]);
        assert.deepEqual([digest, got], [hex(body), body]);
        assert.match(authorization, /Credential=id\/\d{8}\/eu-west-1\/s3\/aws4_request/);
    });

    it("returns an object, and none where there is no such one", async () => {
        answers.push([200, "content"], [404, failure("NoSuchKey")]);
        assert.equal((await bucket.get("a"))?.toString(), "content");
        assert.equal(await bucket.get("a"), undefined);
    });

    it("is not taken for empty where it does not exist", async () => {
        then = () => [404, failure("NoSuchBucket")];
        for (const act of [() => bucket.get("a"), () => bucket.keys("a"), () => bucket.folders()]) {
            await assert.rejects(
                act(),
                (error: unknown) => error instanceof Refused && error.remedy.includes("create the bucket"),
            );
        }
        assert.equal(called.length, 3);
    });

    for (const [status, code] of [
        [408, ""],
        [429, "SlowDown"],
        [500, "InternalError"],
        [503, "SlowDown"],
        [400, "RequestTimeout"],
    ] as const) {
        it(`is called again at ${status}${code === "" ? "" : ` (${code})`}, with the same object`, async () => {
            answers.push([status, failure(code)], [status, failure(code)]);
            await bucket.put("a", Buffer.from("1"));
            assert.deepEqual(waits, [1, 2]);
            assert.deepEqual(
                called.map(({ body }) => body.toString()),
                ["1", "1", "1"],
            );
        });
    }

    it("is called again after a wait that is short at first, where none is given", async () => {
        const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/backups`);
        const credentials = { accessKeyId: "id", secretAccessKey: "key" };
        const plain = new Bucket({ url, region: "eu-west-1", credentials, prefix: "eu/" }, over.signal);
        answers.push([503, failure("SlowDown")]);
        const begun = performance.now();
        await plain.put("a", Buffer.from("1"));
        assert.equal(called.length, 2);
        assert.ok(performance.now() - begun < 5_000);
    });

    it("is given up after eight failures in a row, and when its time is over", async () => {
        then = () => [503, failure("SlowDown")];
        await assert.rejects(bucket.put("a", Buffer.from("1")), /eu 1\/a can't be written: the bucket answers 503/);
        assert.equal(called.length, 8);
        then = () => {
            over.abort();
            return [503];
        };
        called.length = 0;
        await assert.rejects(bucket.delete("a"));
        assert.equal(called.length, 1);
    });

    for (const [title, act, right] of [
        ["write", () => bucket.put("a", Buffer.from("1")), "s3:PutObject"],
        ["read", () => bucket.get("a"), "s3:GetObject"],
        ["delete", () => bucket.delete("a"), "s3:DeleteObject"],
        ["list", () => bucket.keys("a"), "s3:ListBucket"],
    ] as const) {
        it(`is called once by a key that may not ${title}, with the right that it lacks`, async () => {
            then = () => [403, failure("AccessDenied")];
            await assert.rejects(act(), (error: unknown) => error instanceof Refused && error.remedy.includes(right));
            assert.equal(called.length, 1);
        });
    }

    it("lists all pages of keys, without the prefix, and folders alone", async () => {
        const page = (keys: string, token?: string) =>
            `<ListBucketResult>${keys}${token === undefined ? "" : `<NextContinuationToken>${token}</NextContinuationToken>`}</ListBucketResult>`;
        const key = (name: string) => `<Contents><Key>eu 1/${name}</Key></Contents>`;
        answers.push([200, page(key("c/1") + key("c/2"), "a&amp;b&lt;")], [200, page(key("c/3"))]);
        assert.deepEqual(await bucket.keys("c/"), ["c/1", "c/2", "c/3"]);
        assert.deepEqual(
            called.map(({ url }) => [
                url.pathname,
                url.searchParams.get("prefix"),
                url.searchParams.get("continuation-token"),
            ]),
            [
                ["/backups", "eu 1/c/", null],
                ["/backups", "eu 1/c/", "a&b<"],
            ],
        );
        const folder = (name: string) => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
        answers.push([200, page(`<Prefix>eu 1/</Prefix>${key("readme")}${folder("eu 1/c/")}${folder("us/d/")}`)]);
        assert.deepEqual(await bucket.folders(), ["c"]);
    });

    it("is refused where it answers with more than an object has", async () => {
        then = () => [200, Buffer.alloc(64 * 1024 * 1024 + 1)];
        await assert.rejects(bucket.get("a"), /answers with more than 67108864 bytes/);
        assert.equal(called.length, 1);
    });

    describe("with copies", () => {
        const [older, newer, half] = [1, 2, 3].map(day => newCopy(new Date(`2026-01-0${day}T00:00:00Z`))) as [
            string,
            string,
            string,
        ];
        const manifest = (copy: string): Manifest => ({
            ...{ format: 1, copy, cell: "eu", begun: "2026-01-01T00:00:00.000Z", ended: "2026-01-01T00:01:00.000Z" },
            streams: [],
        });
        const all = [older, newer, half];
        let whole: string[];
        beforeEach(() => {
            whole = [older, newer];
            then = ({ url }) => {
                const query = url.searchParams;
                const copy = all.find(name => `${url.pathname}${query.get("prefix") ?? ""}`.includes(name));
                const isThere = copy !== undefined && whole.includes(copy);
                if (!query.has("list-type")) return [200, writeManifest(manifest(copy!), new Seal("key", copy!))];
                if (copy !== undefined) return [200, isThere ? `<Key>eu 1/${copy}/manifest.json</Key>` : ""];
                return [
                    200,
                    all.map(name => `<CommonPrefixes><Prefix>eu 1/${name}/</Prefix></CommonPrefixes>`).join(""),
                ];
            };
        });

        it("has the newest whole one restored, or the one that is wanted", async () => {
            assert.equal((await manifestOf(bucket, undefined, "key")).copy, newer);
            assert.equal((await manifestOf(bucket, older, "key")).copy, older);
        });

        it("refuses one that is not whole, with those that are, the newest first", async () => {
            await assert.rejects(
                manifestOf(bucket, half, "key"),
                (error: unknown) =>
                    error instanceof Refused && error.remedy === `set COPY to one of ${newer}, ${older}`,
            );
            whole = [];
            await assert.rejects(
                manifestOf(bucket, undefined, "key"),
                /has no whole copy; wait for a backup, or begin one/,
            );
        });
    });
});

describe("objects of a copy", () => {
    const seal = new Seal("key", "copy");
    const put = async (pieces: readonly string[], stored = new Map<string, Buffer>()) => {
        const bucket = {
            put: (key: string, body: Uint8Array) => {
                stored.set(key, Buffer.from(body));
                return Promise.resolve();
            },
        };
        async function* given() {
            for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
        }
        return { objects: await putObjects(given(), { bucket, copy: "copy", seal, size: 4, stream: "s" }), stored };
    };

    for (const [title, pieces, contents] of [
        ["are filled by pieces of any size", ["ab", "cdefghij", "k"], ["abcd", "efgh", "ijk"]],
        ["have no empty one at their end", ["abcd", "efgh"], ["abcd", "efgh"]],
        ["are none of nothing", [], []],
    ] as const) {
        it(`${title}, each sealed for its place and with its digest`, async () => {
            const { objects, stored } = await put(pieces);
            const names = contents.map((_, i) => `s/00000${i + 1}`);
            assert.deepEqual(
                [...stored.keys()],
                names.map(name => `copy/${name}`),
            );
            assert.deepEqual(
                names.map(name => seal.open(name, stored.get(`copy/${name}`)!).toString()),
                contents,
            );
            assert.deepEqual(
                objects,
                [...stored.values()].map(body => ({ bytes: body.length, digest: hex(body) })),
            );
        });
    }

    it("are not there where one of them can't be written, also the last", async () => {
        for (const failing of [1, 2, 3]) {
            let count = 0;
            const bucket = {
                put: () => (++count === failing ? Promise.reject(new Error("the bucket is full")) : Promise.resolve()),
            };
            async function* given() {
                for (const piece of ["abcd", "efgh", "ij"]) yield await Promise.resolve(Buffer.from(piece));
            }
            const putting = putObjects(given(), { bucket, copy: "copy", seal, size: 4, stream: "s" });
            await assert.rejects(putting, /the bucket is full/);
        }
    });
});
