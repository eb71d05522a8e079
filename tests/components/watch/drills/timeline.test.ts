import assert from "node:assert/strict";

import { reasonsOf, timelineOf } from "../../../../components/watch/drills/timeline";
import { runOf, unanswered, well } from "./runs";

describe("the timeline of a drill", () => {
    it("has each request of the cell once, in the second that it was sent in", () => {
        const asked = [
            well(0),
            well(999),
            well(1_000, { region: "local:eu-west" }),
            well(1_100, { ms: 2_000 }),
            unanswered(2_500),
            well(2_600, { cell: "us", region: "local:us-east" }),
        ];
        assert.deepEqual(timelineOf(runOf(asked, { overAt: 2_700 })), {
            answered: { "local:eu-central": [2, 0, 0], "local:eu-west": [0, 1, 0] },
            unwell: [0, 1, 0],
            failed: [0, 0, 1],
        });
    });

    it("puts what was sent at the very end into the last second", () => {
        assert.deepEqual(timelineOf(runOf([unanswered(2_000)], { overAt: 2_000 })).failed, [0, 1]);
    });

    it("tells why requests failed, of all cells", () => {
        const refused = { kind: "write", status: 503, region: "local:eu-west" } as const;
        assert.deepEqual(reasonsOf(runOf([unanswered(1), unanswered(2), unanswered(3, refused), well(4)])), {
            "inference in eu: no answer: ECONNRESET": 2,
            "write in eu: status 503 of local:eu-west": 1,
        });
    });
});
