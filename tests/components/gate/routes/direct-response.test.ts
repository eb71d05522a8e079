import assert from "node:assert/strict";

import { direct } from "../../../../components/gate/routes/direct-response";
import { inside, valuesOf } from "../inside";

describe("an answer of the gate itself", () => {
    const match = { prefix: "/" };

    it("has the status and text that it was given, and says that it is JSON", () => {
        const route = direct(match, { status: 404, body: "{}" });
        assert.deepEqual(route.match, match);
        assert.deepEqual(route.direct_response, { status: 404, body: { inline_string: "{}" } });
        assert.deepEqual(valuesOf("header", route), [{ key: "content-type", value: "application/json" }]);
    });

    it("says what else it is, in place of what Envoy would say, and once", () => {
        const route = direct(match, { status: 421, body: "{}", contentType: "application/problem+json" });
        assert.deepEqual(valuesOf("header", route), [{ key: "content-type", value: "application/problem+json" }]);
        assert.equal(inside(route, "response_headers_to_add", 0, "append_action"), "OVERWRITE_IF_EXISTS_OR_ADD");
    });

    it("without a text says nothing about one", () => {
        assert.deepEqual(direct(match, { status: 200 }), { match, direct_response: { status: 200 } });
    });

    it("with an empty text still has one", () => {
        assert.deepEqual(direct(match, { status: 200, body: "" }).direct_response, {
            status: 200,
            body: { inline_string: "" },
        });
    });

    it("leads nowhere else", () => {
        const route = direct(match, { status: 200 });
        assert.ok(!("route" in route) && !("redirect" in route));
    });
});
