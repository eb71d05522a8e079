import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { ControlGroup } from "./control-group";

describe("a control group of the test runner", () => {
    it("has the share that was set, with what its processes start, and is gone when it is removed", async function () {
        const name = `m${process.pid}-share`;
        const group = ControlGroup.create(name);
        if (group === undefined) this.skip();
        const child = spawn("sh", ["-c", "read line; sleep 0 & wait; grep . /proc/self/cgroup"]);
        try {
            group.enter(child.pid!);
            assert.deepEqual(group.pids(), [child.pid]);
            group.share(1.5);
            const set = [
                ["/sys/fs/cgroup/cpu", "cpu.shares", "1536"],
                ["/sys/fs/cgroup/unified", "cpu.weight", "150"],
                ["/sys/fs/cgroup", "cpu.weight", "150"],
            ].filter(([root, file]) => existsSync(path.join(root!, name, file!)));
            for (const [root, file, value] of set) {
                assert.equal(readFileSync(path.join(root!, name, file!), "utf8").trim(), value);
            }
            child.stdin.end("\n");
            const said = String((await once(child.stdout, "data"))[0]);
            if (set.length > 0) assert.match(said, new RegExp(`:cpu(,cpuacct)?:/${name}$|^0::/${name}$`, "m"));
        } finally {
            child.kill("SIGKILL");
            await group.remove();
        }
        assert.deepEqual(ControlGroup.named(new RegExp(`^${name}$`)), []);
    });
});
