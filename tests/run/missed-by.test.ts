import assert from "node:assert/strict";

import type { Result } from "../../cli/drill/result";
import { missedBy } from "../support/drill";

describe("what a drill of clusters is evaluated by", () => {
    const late = [
        "no failed inferences",
        "all requests succeeded again during the failure",
        "recovery.rtoSeconds of at most 60",
    ];
    const lost = ["no acknowledged writes lost", "no wrong answers", "no parts of the stack not recovered"];
    const missed = (latestMs: number, ...expected: readonly string[]) => {
        const findings = [
            ...expected.map(one => ({ expected: one, found: "3", isMet: false })),
            { expected: "no leaks", found: "none", isMet: true },
        ];
        return missedBy({ findings, latestMs } as unknown as Result);
    };

    it("is all that it missed where its own load left on time", () => {
        assert.deepEqual(
            missed(99, ...late, ...lost),
            [...late, ...lost].map(one => `${one}: 3`),
        );
    });

    it("leaves out how soon all was answered where its load left late, and nothing else", () => {
        assert.deepEqual(
            missed(100, ...late, ...lost),
            lost.map(one => `${one}: 3`),
        );
        assert.deepEqual(missed(100), []);
    });
});
