import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";

import { key, type KeyInputs } from "../../../../../components/adapters/local/provider/key";
import { emptyRoot } from "./root";

describe("a key on this machine", () => {
    const root = emptyRoot();
    const inputs = (): KeyInputs => ({ root: root.path, file: "cell/key" });
    const file = () => path.join(root.path, "cell", "key");

    it("is 256 random bits that only the owner can read, and is passed to no other process", async () => {
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

    describe("that guards what only it reads", () => {
        const guarding = () => ({ ...inputs(), guards: ["cell/eu-central/data", "cell/eu-west/data"] });
        const data = () => path.join(root.path, "cell", "eu-west", "data");
        const refusal = {
            message:
                "the key cell/key is gone, and what is in cell/eu-west/data can't be read without it; " +
                "put the key back, or delete what is there",
        };

        it("is made while there is nothing of it", async () => {
            mkdirSync(data(), { recursive: true });
            assert.ok((await key.apply(guarding())).fingerprint);
        });

        it("is not recreated, lost or corrupt, while a part of it exists", async () => {
            const made = await key.apply(guarding());
            mkdirSync(data(), { recursive: true });
            writeFileSync(path.join(data(), "1.blk"), "encrypted");
            assert.deepEqual(await key.apply(guarding()), made);
            truncateSync(file(), 10);
            await assert.rejects(key.apply(guarding(), { ...guarding(), ...made }), refusal);
            assert.equal(statSync(file()).size, 10);
            rmSync(file());
            await assert.rejects(key.apply(guarding(), { ...guarding(), ...made }), refusal);
            assert.ok(!existsSync(file()));
        });

        it("is taken as it is once it is put back, and recreated once what it read is deleted", async () => {
            const made = await key.apply(guarding());
            const content = readFileSync(file());
            mkdirSync(data(), { recursive: true });
            writeFileSync(path.join(data(), "1.blk"), "encrypted");
            rmSync(file());
            await assert.rejects(key.apply(guarding()), refusal);
            writeFileSync(file(), content);
            assert.deepEqual(await key.apply(guarding()), made);
            rmSync(file());
            rmSync(data(), { recursive: true });
            assert.notDeepEqual(await key.apply(guarding()), made);
        });
    });

    it("is recreated when it is cut off, and gone when it is removed, as often as one likes", async () => {
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
