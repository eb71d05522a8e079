import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";

import type { Bucket } from "../../../runtime/backup/bucket";
import { type Manifest, newCopy, objectOf, sinceOf } from "../../../runtime/backup/manifest";
import { restore } from "../../../runtime/backup/restore";
import { Seal } from "../../../runtime/backup/seal";
import { shardsOf } from "../../../runtime/backup/shards";
import { type Issued, issue, makeAuthority } from "../../../runtime/certifier/certificates";
import { Refused } from "../../../runtime/fetch/failure";
import { sha256 } from "../../../runtime/s3/signature";
import { freePort } from "../../support/free-port";

const host = "store.test";
const pieces = "$JS.SNAPSHOT.RESTORE.any";
/** Refusals by their codes in the engine's errors.json. */
const [notFound, noMessage] = [10_059, 10_037];
const [west, north] = ["local:eu-west", "local:eu-north"] as const;

interface Config {
    readonly name: string;
    readonly metadata?: Readonly<Record<string, string>>;
}

interface Cluster {
    readonly leader?: string;
    readonly replicas?: readonly { readonly name: string; readonly current: boolean; readonly offline?: boolean }[];
}

/**
 * Fakes the engine as far as a restoration calls it: text of the client protocol (docs.nats.io/reference/reference-protocols/nats-protocol), and one
 * stream that accepts every piece. `tests/store/backup` proves what the engine makes of them.
 */
class Engine {
    /** The configuration of the stream, as the last request has set it. */
    config: Config | undefined;
    /** The subject of the one message that the stream has. */
    message: string | undefined;
    readonly requests: string[] = [];
    /** Clusters of the next answers after the copy has been spread; then the other place has all of it. */
    readonly settling: Cluster[] = [];

    respond(subject: string, body: string): string {
        if (subject === pieces) return "";
        const verb = subject.replace("$JS.API.STREAM.", "").split(".table_")[0]!;
        this.requests.push(verb);
        if (verb === "RESTORE") this.config = (JSON.parse(body) as { config: Config }).config;
        if (verb === "UPDATE") this.config = JSON.parse(body) as Config;
        if (verb === "INFO" && this.config === undefined) return refusal(notFound);
        if (verb === "MSG.GET" && !this.hasMessage(body)) return refusal(noMessage);
        const isSpread = verb === "INFO" && this.requests.includes("UPDATE");
        const cluster = isSpread ? this.settling.shift() : undefined;
        return JSON.stringify({
            deliver_subject: pieces,
            config: this.config,
            cluster: cluster ?? { leader: west, replicas: [{ name: north, current: true }] },
        });
    }

    private hasMessage(body: string): boolean {
        const { next_by_subj: wanted } = JSON.parse(body) as { readonly next_by_subj?: string };
        const { message } = this;
        if (wanted === undefined || message === undefined) return false;
        return wanted.endsWith(">") ? message.startsWith(wanted.slice(0, -1)) : message === wanted;
    }

    serve(socket: TLSSocket): void {
        const subscriptions: { readonly prefix: string; readonly id: string }[] = [];
        let rest = Buffer.alloc(0);
        socket.on("error", () => undefined);
        const info = {
            server_id: "engine",
            version: "2.12.0",
            headers: true,
            max_payload: 2 ** 20,
            tls_required: true,
        };
        socket.write(`INFO ${JSON.stringify(info)}\r\n`);
        socket.on("data", (piece: Buffer) => {
            rest = Buffer.concat([rest, piece]);
            for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
                const [verb, ...words] = rest.subarray(0, end).toString().split(" ");
                const bytes = verb === "PUB" ? Number(words.at(-1)) + 2 : 0;
                if (rest.length < end + 2 + bytes) return;
                const body = rest.subarray(end + 2, end + bytes).toString();
                rest = rest.subarray(end + 2 + bytes);
                if (verb === "PING") socket.write("PONG\r\n");
                if (verb === "SUB") subscriptions.push({ prefix: words[0]!.replace(/\*$/, ""), id: words.at(-1)! });
                if (verb !== "PUB") continue;
                const [subject, reply] = words as [string, string];
                const { id } = subscriptions.find(({ prefix }) => reply.startsWith(prefix))!;
                const answer = this.respond(subject, body);
                socket.write(`MSG ${reply} ${id} ${Buffer.byteLength(answer)}\r\n${answer}\r\n`);
            }
        });
    }
}

const refusal = (err_code: number) => JSON.stringify({ error: { err_code, description: "refused" } });

describe("restoring a shard", () => {
    const directory = mkdtempSync(path.join(tmpdir(), "meridian-restore-"));
    const file = (name: string) => path.join(directory, name);
    const copy = newCopy(new Date("2026-01-31T12:00:00Z"));
    const seal = new Seal("k".repeat(40), copy);
    const [shard] = shardsOf({ name: "items", shards: 1 });
    const content = seal.close(objectOf(shard!.name, 1), Buffer.from("a snapshot"));
    /** What was written while the snapshot was made. */
    const since = seal.close(objectOf(sinceOf(shard!.name), 1), Buffer.from("messages"));
    let own: Issued;
    let engine: Engine;
    let server: Server;

    before(async () => {
        const authority = await makeAuthority("store", host);
        own = await issue(authority, [host], 1);
        for (const [name, text] of Object.entries({ ...own, authority: authority.certificate }))
            writeFileSync(file(name), text);
    });
    beforeEach(async () => {
        engine = new Engine();
        server = createServer({ cert: own.certificate, key: own.key }, socket => {
            engine.serve(socket);
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => {
        server.close();
    });
    after(() => {
        rmSync(directory, { recursive: true });
    });

    /** Restores the shard of a copy whose stream had such metadata. */
    async function restored(
        metadata: Readonly<Record<string, string>>,
        {
            replace = true,
            object = content,
            partitionKey = "id",
            written,
            before = [],
        }: {
            readonly replace?: boolean;
            readonly object?: Buffer | "missing";
            readonly partitionKey?: string;
            /** The object of what was written since the snapshot. Default: the copy has none. */
            readonly written?: Buffer | "missing";
            /** Ports of servers of the store that are called first. */
            readonly before?: readonly number[];
        } = {},
    ): Promise<void> {
        const manifest = {
            ...{ format: 1, copy, cell: "eu", begun: "", ended: "" },
            streams: [
                {
                    ...shard!,
                    config: { name: shard!.name, metadata: { partitionKey: "id", ...metadata } },
                    state: { messages: 1, bytes: 1, last_seq: 1 },
                    objects: [{ bytes: content.length, digest: sha256(content) }],
                    since: written === undefined ? [] : [{ bytes: since.length, digest: sha256(since) }],
                },
            ],
        } satisfies Manifest;
        const { port } = server.address() as AddressInfo;
        await restore(
            [{ cell: "eu", name: "items", partitionKey, shards: 1, copies: [west, north], primary: west }],
            manifest,
            {
                access: {
                    servers: [...before, port].map(port => ({ host: "127.0.0.1", port, name: host })),
                    tls: { cert: file("certificate"), key: file("key"), ca: file("authority") },
                },
                bucket: {
                    get: (key: string) => {
                        const found = key.includes(`/${sinceOf(shard!.name)}/`) ? written : object;
                        return Promise.resolve(found === "missing" ? undefined : found);
                    },
                } as unknown as Bucket,
                log: { info: () => undefined, error: () => undefined },
                ...{ cell: "eu", replace, seal, signal: AbortSignal.timeout(20_000) },
            },
        );
    }

    /** The same, and returns the metadata that the stream has then. */
    async function metadataAfter(metadata: Readonly<Record<string, string>>) {
        await restored(metadata);
        assert.deepEqual(engine.requests.slice(0, 2), ["DELETE", "RESTORE"]);
        return engine.config!.metadata!;
    }

    it("gives its changes a new id each time, so that the store refuses positions that consumers have stored", async () => {
        const ids = ["before"];
        for (const _ of [1, 2]) ids.push((await metadataAfter({ changesId: "before" })).changesId!);
        assert.equal(new Set(ids).size, 3, ids.join(" "));
        assert.ok(ids.every(id => id.length > 0));
    });

    it("gives no id to a table that retains no changes", async () => {
        assert.equal((await metadataAfter({})).changesId, undefined);
        assert.equal((await metadataAfter({ changesId: "" })).changesId, "");
    });

    it("calls the next server of the store where one is down", async () => {
        await restored({}, { before: [await freePort(), await freePort()] });
        assert.deepEqual(engine.requests.slice(0, 2), ["DELETE", "RESTORE"]);
    });

    // Until then the loss of one place would lose what was restored.
    for (const [what, cluster] of [
        ["there is no leader", { replicas: [{ name: north, current: true }] }],
        ["a place has no copy", { leader: west, replicas: [] }],
        ["a copy is behind", { leader: west, replicas: [{ name: north, current: false }] }],
    ] as const) {
        it(`is not over while ${what}`, async () => {
            engine.settling.push(cluster, cluster);
            await restored({});
            assert.deepEqual(engine.settling, []);
        });
    }

    it("does not wait for the copy of a server that is down", async () => {
        const down = { leader: west, replicas: [{ name: north, current: false, offline: true }] };
        engine.settling.push(down, down);
        await restored({});
        assert.deepEqual(engine.settling, [down]);
    });

    const changed = () => engine.requests.filter(verb => !["INFO", "MSG.GET"].includes(verb));
    const subject = (kind: string) => `table.items.0.${kind}`;

    for (const [what, message] of [
        ["items", subject("item.aWQ")],
        ["changes: their items were there", subject("change")],
    ] as const) {
        it(`is refused without consent where the table has ${what}, before anything is deleted`, async () => {
            Object.assign(engine, { config: { name: shard!.name }, message });
            await assert.rejects(
                restored({}, { replace: false }),
                (error: unknown) =>
                    error instanceof Refused &&
                    error.problem === `table items has items, which the restoration of copy ${copy} would delete` &&
                    error.remedy === "set REPLACE to true to replace them",
            );
            assert.deepEqual(changed(), []);
        });
    }

    it("needs no consent where the table has none, or is not there", async () => {
        Object.assign(engine, { config: { name: shard!.name }, message: subject("pulse") });
        await restored({}, { replace: false });
        assert.deepEqual(changed().slice(0, 2), ["DELETE", "RESTORE"]);
        engine.requests.length = 0;
        engine.config = undefined;
        await restored({}, { replace: false });
        assert.deepEqual(changed().slice(0, 2), ["DELETE", "RESTORE"]);
    });

    it("goes on where it was interrupted: what it has restored stays, and what it had begun is started again", async () => {
        const message = subject("item.aWQ");
        Object.assign(engine, { config: { name: shard!.name, metadata: { restoredFrom: copy } }, message });
        await restored({}, { replace: false });
        assert.deepEqual(changed(), ["UPDATE"]);
        engine.requests.length = 0;
        Object.assign(engine, { config: { name: shard!.name, metadata: { restoringFrom: copy } }, message });
        await restored({}, { replace: false });
        assert.deepEqual(changed(), ["DELETE", "RESTORE", "UPDATE"]);
        assert.equal(engine.config!.metadata!.restoredFrom, copy);
    });

    for (const [title, object, problem] of [
        ["is missing", "missing", /^object .* of copy .* is missing$/],
        ["has other bytes", Buffer.from("another"), /^object .* of copy /],
    ] as const) {
        it(`is refused where an object of the copy ${title}, before anything is deleted`, async () => {
            await assert.rejects(
                restored({}, { object }),
                (error: unknown) => error instanceof Refused && problem.test(error.problem),
            );
            assert.deepEqual(changed(), []);
        });
    }

    for (const [title, written, problem] of [
        ["is missing", "missing", /^object .*-since\/000001 of copy .* is missing$/],
        ["has other bytes", Buffer.from("another"), /^object .*-since\/000001 of copy .* has digest /],
    ] as const) {
        it(`is refused where what was written since the snapshot ${title}, before anything is deleted`, async () => {
            await assert.rejects(
                restored({}, { written }),
                (error: unknown) => error instanceof Refused && problem.test(error.problem),
            );
            assert.deepEqual(changed(), []);
        });
    }

    it("is refused where the table has another key than in the copy, before anything is deleted", async () => {
        await assert.rejects(
            restored({}, { partitionKey: "subject" }),
            (error: unknown) =>
                error instanceof Refused &&
                error.problem === `copy ${copy} has table items with partition key id, not subject`,
        );
        assert.deepEqual(changed(), []);
    });
});
