import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { gunzipSync } from "node:zlib";

import { gateCommand, packed } from "../../../components/gate/packed";

describe("a packed configuration of a gate", () => {
    const configuration = JSON.stringify({ node: { id: "gate" }, text: `it's "quoted" $HOME ${"x".repeat(10_000)}` });

    it("is the same on all systems, a small part of what it was, and whole again", () => {
        const text = packed(configuration);
        assert.ok(text.length < configuration.length / 10);
        const bytes = Buffer.from(text, "base64");
        assert.equal(bytes[9], 255);
        assert.equal(gunzipSync(bytes).toString(), configuration);
    });

    it("is what the gate's command passes on to Envoy, byte by byte, also where it is longer than an argument and a pipe", () => {
        const long = JSON.stringify({ text: `it's "quoted" $HOME \\n ${"x".repeat(300_000)}` });
        const [shell, flag, script] = gateCommand("GATE", "cat");
        const env = { ...process.env, GATE: packed(long) };
        const shown = script.replace("--config-path ", "");
        assert.equal(execFileSync(shell, [flag, shown], { env, encoding: "utf8" }), `${long}\n`);
    });
});
