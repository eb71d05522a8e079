import assert from "node:assert/strict";

import { progressOf, sizeOf } from "../../cli/resolve/progress";

function terminal(isTTY: boolean) {
    const written: string[] = [];
    return { isTTY, written, write: (text: string) => written.push(text) };
}

describe("progress", () => {
    it("is one line on a terminal, which is gone at the end", () => {
        const stream = terminal(true);
        let now = 1000;
        const { on, done } = progressOf("screening 1.0.0", stream, () => now);
        on(1024, 4096);
        now += 99;
        on(2048, 4096);
        now += 1;
        on(3072, undefined);
        done();
        assert.deepEqual(stream.written, [
            "\r\u001b[Kscreening 1.0.0: 1.0 KiB of 4.0 KiB",
            "\r\u001b[Kscreening 1.0.0: 3.0 KiB",
            "\r\u001b[K",
        ]);
    });

    it("is nothing elsewhere, and nothing where nothing came", () => {
        const pipe = terminal(false);
        const { on, done } = progressOf("screening 1.0.0", pipe, () => 1000);
        on(1, 2);
        done();
        const idle = terminal(true);
        progressOf("screening 1.0.0", idle, () => 1000).done();
        assert.deepEqual([...pipe.written, ...idle.written], []);
    });
});

describe("a size", () => {
    it("is shown in the largest unit of which there is one", () => {
        assert.deepEqual(
            [0, 1, 1023, 1024, 1536, 1024 ** 2 - 1, 1024 ** 2, 5 * 1024 ** 3, 2048 * 1024 ** 3].map(sizeOf),
            ["0 B", "1 B", "1023 B", "1.0 KiB", "1.5 KiB", "1024.0 KiB", "1.0 MiB", "5.0 GiB", "2048.0 GiB"],
        );
    });
});
