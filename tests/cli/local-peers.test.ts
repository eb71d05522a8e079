import assert from "node:assert/strict";

import { missingPeers } from "../../cli/commands/local";

describe("the optional packages that `meridian local` needs", () => {
    const without = (...missing: string[]) =>
        missingPeers(name => {
            if (missing.includes(name)) throw new Error(`no ${name}`);
        });

    it("are named where they are missing, before anything of them is loaded", () => {
        assert.deepEqual(without(), []);
        assert.deepEqual(without("prom-client", "fast-xml-parser"), ["fast-xml-parser", "prom-client"]);
    });

    it("have either runtime of models among them", () => {
        assert.deepEqual(without("onnxruntime-web"), []);
        assert.deepEqual(without("onnxruntime-node"), []);
        assert.deepEqual(without("onnxruntime-node", "onnxruntime-web"), ["onnxruntime-web"]);
    });
});
