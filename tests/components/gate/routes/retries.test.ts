import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../../components/gate/envoy";
import { openaiPaths } from "../../../../components/gate/routes/openai";
import {
    localRetries,
    localTableRetries,
    readRetries,
    repeatingExactly,
    spillRetries,
    writeRetries,
} from "../../../../components/gate/routes/retries";
import { inside, textInside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("what failed where it came in", () => {
    it("is asked in each peer once, in three at most, and in its own region again where there is none", () => {
        const tries = [0, 1, 2, 3, 4, 9].map(peers => spillRetries(peers).num_retries);
        assert.deepEqual(tries, [1, 1, 2, 3, 3, 3]);
    });

    it("is asked again when a connection broke or a server is not ready, and never for another answer", () => {
        const { retry_on, retriable_status_codes } = spillRetries(2);
        assert.equal(retry_on, "connect-failure,refused-stream,reset,retriable-status-codes");
        assert.deepEqual(retriable_status_codes, [503]);
    });

    it("is asked elsewhere first: in the next region, at a server not tried yet", () => {
        assert.match(textInside(spillRetries(2), "retry_priority", "name"), /previous_priorities$/);
        assert.equal(inside(spillRetries(2), "retry_priority", "typed_config", "update_frequency"), 1);
        assert.match(textInside(spillRetries(2), "retry_host_predicate", 0, "name"), /previous_hosts$/);
    });
});

describe("what failed where it was spilled to", () => {
    it("is asked once more, and of the region's other servers only", () => {
        assert.equal(localRetries.num_retries, 1);
        assert.equal(localRetries.retry_priority, undefined);
        assert.match(textInside(localRetries, "retry_host_predicate", 0, "name"), /previous_hosts$/);
    });

    it("is asked again when a connection broke, and its gate answers for all else", () => {
        assert.equal(localRetries.retry_on, "connect-failure,refused-stream,reset");
        assert.equal(localRetries.retriable_status_codes, undefined);
    });
});

describe("what a table was asked for, and failed", () => {
    it("is asked elsewhere as all else, if it reads, whatever its method: a batch of keys is posted", () => {
        const { retriable_request_headers, ...policy } = spillRetries(2);
        assert.notEqual(retriable_request_headers, undefined);
        assert.deepEqual(readRetries(2), policy);
    });

    it("is asked elsewhere, if it writes, where no connection came about or the answer says that nothing was begun", () => {
        const { retry_on, retriable_headers, ...policy } = writeRetries(2);
        assert.equal(retry_on, "connect-failure,refused-stream,retriable-headers");
        assert.deepEqual(retriable_headers, [{ name: "x-meridian-untouched", present_match: true }]);
        const { retry_on: _, retriable_status_codes, ...common } = readRetries(2);
        assert.deepEqual(retriable_status_codes, [503]);
        assert.deepEqual(policy, common);
    });

    it("is asked again where it was spilled to while no connection comes about, and by no word of a client's", () => {
        const { retry_on, retriable_request_headers, ...policy } = localRetries;
        assert.notEqual(retriable_request_headers, undefined);
        assert.notEqual(retry_on, localTableRetries.retry_on);
        assert.deepEqual(localTableRetries, { ...policy, retry_on: "connect-failure,refused-stream" });
    });
});

describe("the routes of a gate", () => {
    it("ask again by one policy for each side, and no route by another", () => {
        const { euWest, serving } = screeningGates();
        assert.equal(serving.peers.length, 2);
        assert.deepEqual(valuesOf("retry_policy", euWest.clientRoutes), [spillRetries(2)]);
        assert.deepEqual(valuesOf("retry_policy", euWest.gateRoutes), [localRetries]);
    });
});

describe("asking again", () => {
    const [elsewhere, here] = [spillRetries(2), localRetries];
    for (const [name, policy] of Object.entries({
        elsewhere,
        here,
        "elsewhere, of a gate with other paths, too,": repeatingExactly(elsewhere, openaiPaths),
        "here, of a gate with other paths, too,": repeatingExactly(here, openaiPaths),
    })) {
        it(`${name} comes soon, and later each time`, () => {
            assert.deepEqual(policy.retry_back_off, { base_interval: "0.005s", max_interval: "0.1s" });
        });

        for (const [method, path, headers, again] of [
            ["GET", "/v2/models/screening", {}, true],
            ["HEAD", "/v2/models/screening", {}, true],
            ["OPTIONS", "/v2/models/screening", {}, true],
            ["GETS", "/v2/models/screening", {}, false],
            ["DELETE", "/v2/models/screening", {}, false],
            ["POST", "/v2/models/screening/infer", {}, true],
            ["POST", "/v2/models/screening/versions/1.0.0/infer", {}, true],
            ["POST", "/v2/models/screening/infer?trace=1", {}, true],
            ["POST", "/v2/models/screening/infer/", {}, false],
            ["POST", "/v2/models/screening/generate", {}, false],
            ["POST", "/v2/models/screening/generate?to=/infer", {}, false],
            ["POST", "/v2/models/screening/generate", { "idempotency-key": "8e03978e" }, true],
            ["POST", "/inference.GRPCInferenceService/ModelInfer", {}, true],
            ["POST", "/inference.GRPCInferenceService/ModelStreamInfer", {}, false],
        ] as const) {
            const keyed = Object.keys(headers).length > 0 ? " with an idempotency key" : "";
            it(`${name} is ${again ? "safe" : "not safe"} for ${method} ${path}${keyed}`, () => {
                assert.equal(anyHolds(policy, { ":method": method, ":path": path, ...headers }), again);
            });
        }
    }
});

/** Whether Envoy would find one of the policy's header matchers to hold. */
function anyHolds({ retriable_request_headers: matchers }: JsonObject, request: Readonly<Record<string, string>>) {
    return (matchers as readonly Json[]).some(matcher => {
        const value = request[textInside(matcher, "name")];
        if (inside(matcher, "present_match") === true) {
            return value !== undefined;
        }
        const { exact, safe_regex } = inside(matcher, "string_match") as { exact?: string; safe_regex?: Json };
        // Envoy's regular expressions match whole values.
        return value !== undefined && (exact === value || wholly(textInside(safe_regex, "regex")).test(value));
    });
}

function wholly(regex: string): RegExp {
    return regex === "" ? /^(?!)/ : new RegExp(`^(?:${regex})$`);
}
