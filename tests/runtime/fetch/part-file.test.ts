import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { mock } from "node:test";

import { PartFile } from "../../../runtime/fetch/part-file";
import { handles } from "../../support/file-handles";
import { digestOf, folder, release } from "./fetched";

const own = "/proc/self/fd";

describe("a part of a file", () => {
    const content = release(100_000);
    let directory: string;
    beforeEach(() => {
        directory = folder();
    });
    afterEach(() => {
        mock.restoreAll();
    });
    const target = () => path.join(directory, "release");
    async function finished(): Promise<void> {
        const part = await PartFile.beside(target());
        await part.write(content);
        await part.finish(digestOf(content), "it");
    }

    it("is whole where the system takes less at once than it is given, as on a disk that is nearly full", async () => {
        type Write = (bytes: Buffer, from: number, length: number, at: number) => Promise<unknown>;
        const all = (await handles()) as unknown as { write: Write };
        const { write } = all;
        mock.method(all, "write", function (this: unknown, bytes: Buffer, from: number, length: number, at: number) {
            return write.call(this, bytes, from, Math.min(length, 7_000), at);
        });
        await finished();
        assert.deepEqual(readFileSync(target()), content);
    });

    it("is on the disk before it has its name, and that is before it is done", async () => {
        const synced: boolean[] = [];
        mock.method(await handles(), "sync", () => Promise.resolve(synced.push(existsSync(target()))));
        await finished();
        assert.deepEqual(synced, [false, true]);
    });
});

describe("a part of a file that is open", () => {
    const content = release(100_000);
    let directory: string;
    before(function () {
        // Only Linux lists what a process has open.
        if (!existsSync(own)) this.skip();
    });
    beforeEach(() => {
        directory = folder();
    });

    /** What this process has open in the directory, and that itself. */
    function open(): string[] {
        return readdirSync(own).flatMap(name => {
            try {
                const file = readlinkSync(path.join(own, name));
                return file.startsWith(directory) ? [file.slice(directory.length)] : [];
            } catch {
                // That of the listing itself.
                return [];
            }
        });
    }
    async function written(): Promise<PartFile> {
        const part = await PartFile.beside(path.join(directory, "release"));
        await part.write(content);
        assert.equal(open().length, 1);
        return part;
    }

    it("is closed, and so is its directory, once it has its name", async () => {
        await (await written()).finish(digestOf(content), "it");
        assert.deepEqual(open(), []);
        assert.deepEqual(readdirSync(directory), ["release"]);
        assert.deepEqual(readFileSync(path.join(directory, "release")), content);
    });

    it("is closed where it is abandoned, so that the disk has its room again", async () => {
        const part = await written();
        await assert.rejects(part.finish(digestOf(Buffer.from("another")), "it"), /has digest/);
        await part.abandon();
        assert.deepEqual([open(), readdirSync(directory)], [[], []]);
        // As by a signal that comes then.
        part.removeNow();
        await part.abandon();
    });
});
