import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";

import { removeRotated } from "../../../../../components/adapters/local/provider/files";
import { replaceFile } from "../../../../../runtime/files";
import { emptyRoot } from "./root";

describe("a log of a local stack", () => {
    const root = emptyRoot();
    const file = (name: string) => path.join(root.path, name);

    it("goes with its rotated parts, and with no other log's", async () => {
        for (const name of ["gate.log", "gate.log.1", "gate.log.2", "gateway.log"]) {
            await replaceFile(file(`logs/${name}`), "");
        }
        await removeRotated(root.path, file("logs/gate.log"));
        assert.deepEqual(readdirSync(file("logs")), ["gateway.log"]);
    });

    it("is no fault when it is gone already", () => removeRotated(root.path, file("logs/none.log")));
});
