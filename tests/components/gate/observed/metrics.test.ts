import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import type { Json } from "../../../../components/gate/envoy";
import { metrics } from "../../../../components/gate/observed/metrics";
import { logsOf, sides } from "../connection";
import { inside, textsIn, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the metrics of a gate", () => {
    const { euWest, serving } = screeningGates();
    const kept = (side: "clients" | "gates") => inside(metrics(side, serving), "typed_config");

    it("are kept of requests on both sides, beside the log", () => {
        for (const side of sides) {
            assert.ok(logsOf(side, euWest).some(log => isDeepStrictEqual(log, metrics(side, serving))));
        }
    });

    it("count requests, and say how long they took, by the same labels", () => {
        for (const side of sides) {
            const tags = [
                { name: "cell", value_format: "eu" },
                { name: "region", value_format: "local:eu-west" },
                { name: "side", value_format: side },
                { name: "model", value_format: "%ROUTE_NAME%" },
                { name: "version", value_format: "%RESP(x-meridian-version)%" },
                { name: "status", value_format: "%RESPONSE_CODE%" },
                {
                    name: "deadline",
                    value_format:
                        '%CEL(response.code_details == "max_duration_timeout" ? ' +
                        '(request.duration < duration("27s") ? "client" : "gate") : "none")%',
                },
            ];
            assert.deepEqual(inside(kept(side), "counters"), [{ stat: { name: "requests", tags }, value_fixed: 1 }]);
            assert.deepEqual(inside(kept(side), "histograms"), [
                { stat: { name: "request_duration", tags }, unit: "Milliseconds", value_format: "%DURATION%" },
            ]);
        }
    });

    it("have no label whose values a caller chooses: none reads a header, path or query of the request", () => {
        for (const side of sides) {
            const labels = valuesOf("tags", kept(side) ?? null).flatMap(tags => textsIn(tags));
            assert.equal(labels.length, 2 * 7 * 2);
            assert.deepEqual(
                labels.filter(label => /%(REQ|REQUEST|PATH|QUERY|TRAILER|DOWNSTREAM|DYNAMIC|FILTER)/.test(label)),
                [],
            );
        }
    });

    it("are cut off far above what releases and statuses make", () => {
        for (const side of sides) {
            const { prefix, ...bounds } = inside(kept(side), "stats_scope") as { prefix: Json };
            assert.equal(prefix, "gate");
            assert.deepEqual(bounds, { max_counters: 10_000, max_histograms: 10_000 });
        }
    });

    it("leave out health checks", () => {
        assert.deepEqual(metrics("clients", serving).filter, { not_health_check_filter: {} });
    });
});
