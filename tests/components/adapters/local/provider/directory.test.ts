import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { directory } from "../../../../../components/adapters/local/provider/directory";
import { projectDirectory } from "../../../../../components/adapters/local/provider/files";
import { saidWhile } from "../../../../support/said-while";
import { emptyRoot } from "./root";

describe("a directory that a process of a local stack fills", () => {
    const root = emptyRoot();
    const inputs = (ephemeral = false) => ({
        root: root.path,
        directory: "cells/eu/store/eu-west/data",
        holds: "data of cell eu in local:eu-west",
        ephemeral,
    });
    const placed = (file = "") => path.join(root.path, "cells/eu/store/eu-west/data", file);
    const made = { there: true };

    it("is its owner's alone, and keeps what is in it when it is made again", async () => {
        assert.deepEqual(await directory.apply(inputs()), made);
        assert.equal(statSync(placed()).mode & 0o777, 0o700);
        writeFileSync(placed("items"), "1");
        assert.deepEqual(await directory.apply(inputs(), { ...inputs(), ...made }), made);
        assert.equal(readFileSync(placed("items"), "utf8"), "1");
    });

    it("is there, or gone, whatever is in it", async () => {
        assert.equal(await directory.inspect({ ...inputs(), ...made }), undefined);
        await directory.apply(inputs());
        writeFileSync(placed("items"), "1");
        assert.deepEqual(await directory.inspect({ ...inputs(), ...made }), made);
        rmSync(placed(), { recursive: true });
        assert.equal(await directory.inspect({ ...inputs(), ...made }), undefined);
    });

    it("is kept when it is removed, which is said with where it is and how it would go", async () => {
        await directory.apply(inputs());
        writeFileSync(placed("items"), "1");
        const said = await saidWhile(() => directory.remove({ ...inputs(), ...made }));
        assert.equal(readFileSync(placed("items"), "utf8"), "1");
        assert.deepEqual(said, [
            `data of cell eu in local:eu-west is kept in ${path.relative(projectDirectory(), placed())}; set store.ephemeral to have it deleted`,
        ]);
    });

    it("that is ephemeral goes with what is in it and the directories that this leaves empty, twice too", async () => {
        await directory.apply(inputs(true));
        mkdirSync(placed("streams"));
        writeFileSync(placed("streams/items"), "1");
        const said = await saidWhile(async () => {
            await directory.remove({ ...inputs(true), ...made });
            await directory.remove({ ...inputs(true), ...made });
        });
        assert.ok(!existsSync(root.path));
        assert.deepEqual(said, []);
    });

    it("that is ephemeral leaves what lies beside it", async () => {
        await directory.apply(inputs(true));
        writeFileSync(path.join(placed(".."), "server.conf"), "{}");
        await directory.remove({ ...inputs(true), ...made });
        assert.ok(!existsSync(placed()));
        assert.ok(existsSync(path.join(placed(".."), "server.conf")));
    });

    it("is another one where it lies elsewhere", () => {
        assert.equal(directory.identify(inputs()), "cells/eu/store/eu-west/data");
    });
});
