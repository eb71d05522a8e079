import assert from "node:assert/strict";
import path from "node:path";

import { shorter } from "../../tools/unix-socket";

describe("the path of a Unix socket", () => {
    it("is the shorter way to it, since it may have 107 bytes", () => {
        assert.equal(shorter(path.join(process.cwd(), "a/supervisor.sock")), "a/supervisor.sock");
        assert.equal(shorter("/a.sock"), "/a.sock");
    });
});
