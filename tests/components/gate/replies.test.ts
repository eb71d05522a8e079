import assert from "node:assert/strict";

import { planCell } from "../../../components/plan/cell";
import { localReplies } from "../../../components/gate/replies";
import type { Json } from "../../../components/gate/envoy";
import { parsed } from "../plan/screening";
import { inside } from "./inside";

describe("what a gate answers in place of a server", () => {
    const config = parsed();
    const mappers = localReplies(planCell(config.cells[0]!, config.domain), "local:eu-west").mappers as readonly Json[];
    const answers = mappers.map(mapper => ({
        to: inside(mapper, "filter", "status_code_filter", "comparison", "value", "default_value"),
        body: inside(mapper, "body_format_override", "json_format"),
        type: inside(mapper, "body_format_override", "content_type"),
        headers: inside(mapper, "headers_to_add"),
    }));

    it("about its own health names the region, and does not speak for the cell", () => {
        assert.deepEqual(inside(mappers[0], "filter"), { response_flag_filter: { flags: ["LH"] } });
        assert.deepEqual(answers[0], {
            to: undefined,
            body: { type: "about:blank", title: "region local:eu-west is not ready", status: 503, cell: "eu" },
            type: "application/problem+json",
            headers: undefined,
        });
    });

    it("with nothing left to ask is 503 of its cell, and when to come back", () => {
        assert.deepEqual(answers[1], {
            to: 503,
            body: { type: "about:blank", title: "no healthy region in cell eu", status: 503, cell: "eu" },
            type: "application/problem+json",
            headers: [{ header: { key: "retry-after", value: "1" }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" }],
        });
    });

    it("when a server is too slow is 504 of its cell", () => {
        assert.deepEqual(answers[2], {
            to: 504,
            body: { type: "about:blank", title: "no region of cell eu answered in time", status: 504, cell: "eu" },
            type: "application/problem+json",
            headers: undefined,
        });
    });

    it("tells the two apart by their exact status", () => {
        for (const mapper of mappers.slice(1)) {
            assert.equal(inside(mapper, "filter", "status_code_filter", "comparison", "op"), "EQ");
        }
        assert.equal(answers.length, 3);
    });
});
