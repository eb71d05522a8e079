import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, truncateSync } from "node:fs";
import path from "node:path";

import { key, type KeyInputs } from "../../../../../components/adapters/local/provider/key";
import { emptyRoot } from "./root";

describe("a key on this machine", () => {
    const root = emptyRoot();
    const inputs = (): KeyInputs => ({ root: root.path, file: "cell/key" });
    const file = () => path.join(root.path, "cell", "key");

    it("is 256 random bits that only the owner can read, and that nothing else is told", async () => {
        const made = await key.apply(inputs());
        const content = readFileSync(file(), "utf8");
        assert.match(content, /^[0-9a-f]{64}$/);
        assert.equal(statSync(file()).mode & 0o777, 0o600);
        assert.ok(!JSON.stringify(made).includes(content));
        assert.notDeepEqual(await key.apply({ ...inputs(), file: "cell/another" }), made);
    });

    it("stays the same, however often it is asked for", async () => {
        const made = await key.apply(inputs());
        assert.deepEqual(await key.apply(inputs(), { ...inputs(), ...made }), made);
        assert.deepEqual(await key.inspect({ ...inputs(), ...made }), made);
    });

    it("is made anew when it is cut off, and gone when it is removed, as often as one likes", async () => {
        const made = await key.apply(inputs());
        truncateSync(file(), 10);
        assert.equal(await key.inspect({ ...inputs(), ...made }), undefined);
        const again = await key.apply(inputs(), { ...inputs(), ...made });
        assert.notDeepEqual(again, made);
        await key.remove({ ...inputs(), ...again });
        await key.remove({ ...inputs(), ...again });
        assert.ok(!existsSync(path.dirname(file())));
    });
});
