import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { tools } from "../../tools";
import { goBuild } from "../../tools/go";
import { getTool } from "../../tools/tool";
import { isolated, writeProgram } from "./fixture";

describe("getting a tool without what builds it", () => {
    const { directory } = isolated();

    it("names the missing Go and the ways to get the engine", async () => {
        process.env.PATH = directory("empty");
        await assert.rejects(getTool(tools.pulumi), (error: Error) => {
            assert.match(error.message, /no pulumi 3\.248\.0 or later on PATH/);
            assert.match(error.message, /built with Go 1\.25\.11 or later, and no go is on PATH/);
            assert.match(error.message, /or install Pulumi 3\.248\.0 or later/);
            return true;
        });
    });

    it("names a Go that is too old", async () => {
        writeProgram(directory("bin"), "go", "go version go1.22.3 linux/amd64");
        process.env.PATH = `${directory("bin")}:/usr/bin:/bin`;
        await assert.rejects(getTool(tools.pulumi), /the go on PATH is 1\.22\.3/);
    });

    it("asks Go for its version without a trace in the user's home", async () => {
        const home = directory("home");
        process.env.HOME = home;
        delete process.env.XDG_CONFIG_HOME;
        const program = { module: "crane", package: "none", variables: {}, minimumGo: "99.0" };
        const into = directory("into");
        await assert.rejects(goBuild(program, join(into, "none"), into, join(into, "log")), /with Go 99\.0 or later/);
        assert.deepEqual(readdirSync(home, { recursive: true }), []);
    });

    it("names a missing or too old Python, and a missing pip", async () => {
        process.env.PATH = directory("empty");
        await assert.rejects(getTool(tools.envoy), /with Python 3\.10 or later, and no python3 is on PATH/);
        writeProgram(directory("old"), "python3", "Python 3.8.2");
        process.env.PATH = directory("old");
        await assert.rejects(getTool(tools.supervisord), /the python3 on PATH is 3\.8\.2/);
        const python = '"$1" = "--version" ] && echo Python 3.12.1 || exit 1';
        writeProgram(directory("bare"), "python3", `'; [ ${python}; : '`);
        process.env.PATH = directory("bare");
        await assert.rejects(getTool(tools.supervisord), /with pip, which python3 comes without/);
    });
});
