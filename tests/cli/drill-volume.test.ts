import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
    chmodSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { drop, lose, restore } from "../../cli/clusters/drills/failures/volume";

describe("the volume of a store's server in a drill", function () {
    let directory = "";
    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "volume-"));
        mkdirSync(path.join(directory, "store/jetstream"), { recursive: true });
        mkdirSync(path.join(directory, "store/lost+found"));
        writeFileSync(path.join(directory, "store/jetstream/data"), "old");
        writeFileSync(path.join(directory, "store/joined"), "");
        // In place of the server's container, which has no other of this name.
        mkdirSync(path.join(directory, "bin"));
        writeFileSync(path.join(directory, "bin/pidof"), `#!/bin/sh\ncat ${directory}/pid\n`);
        writeFileSync(path.join(directory, "bin/wget"), "#!/bin/sh\nexit 1\n");
        for (const name of ["pidof", "wget"]) chmodSync(path.join(directory, "bin", name), 0o755);
    });
    afterEach(() => {
        rmSync(directory, { recursive: true, force: true });
    });
    const at = (...parts: readonly string[]) => path.join(directory, "store", ...parts);
    const PATH = () => `${path.join(directory, "bin")}:${process.env.PATH!}`;

    /** Runs a script beside a process that stands for the server, and returns the signal by which that has ended. */
    async function beside(script: string, isKilled = true): Promise<NodeJS.Signals | null> {
        const server = spawn("sleep", ["60"], { stdio: "ignore" });
        const ended = once(server, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
        writeFileSync(path.join(directory, "pid"), String(server.pid));
        const here = script.replace("cd /store", `cd ${at()}`);
        try {
            await promisify(execFile)("/bin/sh", ["-c", here], { env: { PATH: PATH() } });
        } finally {
            if (!isKilled) server.kill("SIGTERM");
        }
        return (await ended)[1];
    }

    const since = () => {
        mkdirSync(at("jetstream"));
        writeFileSync(at("jetstream/data"), "new");
        writeFileSync(at("since"), "");
    };
    const isAsBefore = () => {
        assert.deepEqual(readdirSync(at()).sort(), ["jetstream", "joined", "lost+found"]);
        assert.equal(readFileSync(at("jetstream/data"), "utf8"), "old");
    };

    it("is emptied, and what it had is brought back in place of what came since", async () => {
        assert.equal(await beside(lose), "SIGKILL");
        assert.deepEqual(readdirSync(at()).sort(), [".before-drill", "lost+found"]);
        since();
        assert.equal(await beside(restore), "SIGKILL");
        isAsBefore();
        // Once more changes nothing, and ends no server.
        assert.equal(await beside(restore, false), "SIGTERM");
        isAsBefore();
    });

    it("has all again where bringing it back was ended half-way, whatever came since then", async () => {
        await beside(lose);
        // As after the first of the moves.
        renameSync(at(".before-drill"), at(".restoring"));
        renameSync(at(".restoring/joined"), at("joined"));
        since();
        await beside(restore);
        assert.equal(readFileSync(at("jetstream/data"), "utf8"), "old");
        assert.ok(readdirSync(at()).includes("joined") && !readdirSync(at()).includes(".restoring"));
    });

    it("has all again where taking it away was ended half-way", async () => {
        mkdirSync(at(".losing"));
        renameSync(at("jetstream"), at(".losing/jetstream"));
        await beside(restore);
        isAsBefore();
    });

    it("is left as it is where the server is not found, and where something of an earlier drill is there", async () => {
        writeFileSync(path.join(directory, "bin/pidof"), "#!/bin/sh\nexit 1\n");
        await assert.rejects(beside(lose, false));
        isAsBefore();
        assert.equal(await beside(restore, false), "SIGTERM");
        isAsBefore();
        mkdirSync(at(".before-drill"));
        await assert.rejects(beside(lose, false), /\.before-drill of an earlier drill is in the volume/);
    });

    it("keeps both where the server has what the others have: it must not know less than it has said", async () => {
        await beside(lose);
        since();
        writeFileSync(path.join(directory, "bin/wget"), "#!/bin/sh\nexit 0\n");
        assert.equal(await beside(restore, false), "SIGTERM");
        assert.equal(readFileSync(at("jetstream/data"), "utf8"), "new");
        assert.equal(readFileSync(at(".kept-by-drill/jetstream/data"), "utf8"), "old");
    });

    it("keeps nothing of before once it is settled", async () => {
        await beside(lose);
        assert.equal(await beside(drop, false), "SIGTERM");
        assert.equal(await beside(drop, false), "SIGTERM");
        assert.deepEqual(readdirSync(at()), ["lost+found"]);
    });
});
