import assert from "node:assert/strict";

import { expanded, expandedServer, referencesIn } from "../../../../components/plan/serving/server-command";

describe("a command of a custom server", () => {
    it("refers to variables as Kubernetes writes it", () => {
        assert.deepEqual(referencesIn("--model=$(MODEL_PATH) --port $(PORT)"), ["MODEL_PATH", "PORT"]);
        assert.deepEqual(referencesIn("$PORT ${PORT} $$(PORT) $(1) $( PORT )"), []);
    });

    it("has values in place of references, and $(…) for two dollars", () => {
        const values = { MODEL_NAME: "chat", PORT: "8080" };
        assert.equal(expanded("$(MODEL_NAME):$(PORT)", values), "chat:8080");
        assert.equal(expanded("$$(PORT)", values), "$(PORT)");
        assert.equal(expanded("$(UNKNOWN) $(toString)", values), "$(UNKNOWN) $(toString)");
    });

    it("has values of its own variables, which have those that are set for each release", () => {
        const env = { URI: "$(MODEL_PATH)", PORT_TEXT: "$$(PORT)" };
        const standard = { MODEL_PATH: "/release/1", PORT: "8080" };
        assert.deepEqual(expandedServer({ command: ["serve", "$(URI)", "$(PORT)"], env }, standard), {
            command: ["serve", "/release/1", "8080"],
            environment: { ...standard, URI: "/release/1", PORT_TEXT: "$(PORT)" },
        });
        assert.deepEqual(expandedServer({ env: {} }, standard), { command: [], environment: standard });
    });

    it("does not read a value for references", () => {
        assert.equal(expanded("$(A)", { A: "$(B)", B: "b" }), "$(B)");
    });
});
