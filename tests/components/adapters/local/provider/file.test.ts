import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { file } from "../../../../../components/adapters/local/provider/file";
import { sha256 } from "../../../../../components/adapters/local/provider/files";
import { emptyRoot } from "./root";

describe("a file that a process of a local stack reads", () => {
    const root = emptyRoot();
    const inputs = (content = "[]") => ({ root: root.path, file: "networks/edge/links.json", content });
    const placed = () => path.join(root.path, "networks/edge/links.json");

    it("has the content that it is given, and then another", async () => {
        for (const content of ["[]", "[1]"]) {
            assert.deepEqual(await file.apply(inputs(content)), { found: sha256(content) });
            assert.equal(readFileSync(placed(), "utf8"), content);
        }
    });

    it("is seen as tampered with, also once a refresh has put that into the state", async () => {
        await file.apply(inputs());
        writeFileSync(placed(), "{}");
        const found = (await file.inspect({ ...inputs(), found: sha256("[]") }))!;
        assert.deepEqual(found, { found: sha256("{}") });
        assert.equal(file.isRight?.(inputs(), found), false);
    });

    it("is gone once removed, with the directories that this leaves empty, and may be removed again", async () => {
        const made = await file.apply(inputs());
        for (let i = 0; i < 2; i++) {
            await file.remove({ ...inputs(), ...made });
            assert.equal(await file.inspect({ ...inputs(), ...made }), undefined);
        }
        assert.ok(!existsSync(root.path));
    });
});
