import assert from "node:assert/strict";

import { mountsBelow } from "./mounts";

describe("mounts below a directory", () => {
    const mountInfo = [
        "26 1 254:0 / / rw - ext4 /dev/vda rw",
        "40 26 0:50 / /tmp/m1-0 rw - tmpfs tmpfs rw",
        "41 26 0:51 / /tmp/m1-0/run rw - tmpfs tmpfs rw",
        "42 41 0:52 / /tmp/m1-0/run/a\\040b rw - overlay overlay rw",
        "43 26 0:53 / /tmp/m1-01/run rw - overlay overlay rw",
        "",
    ].join("\n");

    it("are named with the last one first, without the directory itself and without others of a similar name", () => {
        assert.deepEqual(mountsBelow("/tmp/m1-0", mountInfo), ["/tmp/m1-0/run/a b", "/tmp/m1-0/run"]);
        assert.deepEqual(mountsBelow("/tmp/m2-0", mountInfo), []);
    });
});
