import assert from "node:assert/strict";
import { join } from "node:path";
import { findTool, getTool } from "../../tools/tool";
import { fakeTool, isolated, writeProgram } from "./fixture";

describe("a tool", () => {
    const { directory } = isolated();
    const onPath = (...directories: string[]) => (process.env.PATH = [...directories, "/usr/bin", "/bin"].join(":"));

    it("is taken from PATH in a version that serves", async () => {
        const installed = writeProgram(directory("new"), "faketool", "faketool v2.1.0 (release)");
        onPath(directory("new"));
        assert.equal(await findTool(fakeTool()), installed);
    });

    it("is passed over on PATH in a version that is too old, for a later one", async () => {
        writeProgram(directory("old"), "faketool", "2.0.9");
        const installed = writeProgram(directory("new"), "faketool", "2.10.0");
        onPath(directory("old"), directory("new"));
        assert.equal(await findTool(fakeTool()), installed);
    });

    it("is passed over on PATH when a program is missing that it needs beside it", async () => {
        writeProgram(directory("alone"), "faketool", "2.5.0");
        onPath(directory("alone"));
        const tool = fakeTool({ companions: ["faketool-host"] });
        await assert.rejects(findTool(tool), /faketool comes without faketool-host/);
        writeProgram(directory("elsewhere"), "faketool-host", "");
        onPath(directory("alone"), directory("elsewhere"));
        assert.equal(await findTool(tool), join(directory("alone"), "faketool"));
    });

    it("is not mistaken for the script that a checkout puts around it", async () => {
        writeProgram(directory("checkout/.meridian/bin"), "faketool", "2.5.0");
        onPath(directory("checkout/.meridian/bin"));
        await assert.rejects(findTool(fakeTool()), /no faketool 2\.1\.0 or later on PATH/);
    });

    it("is built where PATH has none, and found in the cache from then on", async () => {
        onPath();
        let builds = 0;
        const tool = fakeTool({ build: (into, log) => (builds++, fakeTool().build(into, log)) });
        const built = await getTool(tool);
        assert.ok(built.startsWith(join(directory("cache"), "faketool", `2.5.0-${process.platform}-${process.arch}-`)));
        assert.equal(await getTool(tool), built);
        assert.equal(await findTool(tool), built);
        assert.equal(builds, 1);
    });

    it("is built again when its recipe changes", async () => {
        onPath();
        const before = await getTool(fakeTool());
        const after = await getTool(fakeTool({ recipe: ["envoy/requirements.txt"] }));
        assert.notEqual(after, before);
    });

    it("that is missing is reported with what was looked for, what was found, and how to get it", async () => {
        const old = writeProgram(directory("old"), "faketool", "2.0.9");
        onPath(directory("old"));
        await assert.rejects(findTool(fakeTool()), (error: Error) => {
            assert.match(error.message, /^no faketool 2\.1\.0 or later on PATH/);
            assert.ok(error.message.includes(`${old} is 2.0.9`));
            assert.match(error.message, /`npm run local` gets it, or install faketool 2\.1 or later from its site$/);
            return true;
        });
    });
});
