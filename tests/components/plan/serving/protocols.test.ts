import assert from "node:assert/strict";

import { serverProtocols } from "../../../../components/plan/config/server";
import { familyOf, protocols, readyPath } from "../../../../components/plan/serving/protocols";

describe("the protocols of model servers", () => {
    it("are known each, with the paths that a gate serves them under", () => {
        assert.deepEqual(Object.keys(protocols).sort(), [...serverProtocols].sort());
        assert.equal(familyOf({}), "oip");
        assert.equal(familyOf({ server: { protocol: "oip-grpc" } }), "oip");
        assert.equal(familyOf({ server: { protocol: "openai" } }), "openai");
        assert.equal(familyOf({ server: { protocol: "http" } }), "http");
    });

    it("say by which path a server can be seen to be ready, where they define one", () => {
        assert.equal(readyPath("oip-http", "chat"), "/v2/models/chat/ready");
        assert.equal(readyPath("openai", "chat"), "/v1/models");
        assert.equal(readyPath("http", "chat"), undefined);
        assert.equal(readyPath("oip-grpc", "chat"), undefined);
    });
});
