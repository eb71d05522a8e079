import assert from "node:assert/strict";

import { bytesLimit } from "../../../runtime/unpack/limits";

const gib = 2 ** 30;

describe("how large an archive may become", () => {
    for (const [title, archiveBytes, compression, bytes, why] of [
        ["its own size where it isn't compressed", 100, "none", 100, /ends before its end/],
        ["its own size where it isn't compressed, however large", 90 * gib, "none", 90 * gib, /ends before its end/],
        ["1 GiB where it is small", 100, "gzip", gib, /more than 1073741824 bytes without its compression/],
        ["1 GiB up to a twentieth of that", Math.floor(gib / 20), "gzip", gib, /more than 1073741824 bytes/],
        ["20 times its size where it is large", gib, "gzip", 20 * gib, /more than 21474836480 bytes/],
    ] as const) {
        it(`is ${title}`, () => {
            const limit = bytesLimit(archiveBytes, compression);
            assert.equal(limit.bytes, bytes);
            assert.match(limit.exceeded().message, why);
        });
    }
});
