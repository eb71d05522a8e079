import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

import { PartFile } from "../../../runtime/fetch/part-file";
import { digestOf, folder, release } from "./fetched";

const own = "/proc/self/fd";

describe("a part of a file", () => {
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
