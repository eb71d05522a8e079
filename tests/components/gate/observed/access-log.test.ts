import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import { accessLog } from "../../../../components/gate/observed/access-log";
import { logsOf, sides } from "../connection";
import { inside, textInside, textsIn } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the log of a gate", () => {
    const { euWest, serving } = screeningGates();
    /** In Envoy's words `url_path` is the path without the query; of a table what follows would be a key, of the rest it might. */
    const formatOf = (side: "clients" | "gates") =>
        inside(accessLog(side, serving), "typed_config", "log_format", "json_format");
    const known = [
        ...["/live", "/v2/health/ready", "/region", "/region/fallback", "/v2/health/live", "/v2"],
        ...["Infer", "StreamInfer", "Ready", "Metadata"].map(what => `/inference.GRPCInferenceService/Model${what}`),
    ];
    const path = textInside(formatOf("clients"), "path");

    it("has paths as they are where no caller chose a part of them, and else which form they are of", () => {
        const [, asItIs = "", rest = ""] = /^%CEL\((.*?) \? request\.url_path : (.*)\)%$/.exec(path) ?? [];
        assert.deepEqual(
            asItIs.split(" || "),
            known.map(exact => `request.url_path == "${exact}"`),
        );
        const forms = [...rest.matchAll(/\? ("[^"]*")/g)].map(([, form]) => JSON.parse(form!) as string);
        const ofModels = (start: string) => ["/infer", "/ready", ""].map(end => `/v2/models/{model}${start}${end}`);
        assert.deepEqual(forms, [...ofModels("/versions/{version}"), ...ofModels(""), "/v1/tables"]);
        assert.ok(!rest.includes("? request.url_path"));
    });

    it("has one line for each request, on both sides", () => {
        for (const side of sides) {
            assert.ok(logsOf(side, euWest).some(log => isDeepStrictEqual(log, accessLog(side, serving))));
        }
    });

    it("says where, what, how it ended and how long it took, and by which request and trace to find it elsewhere", () => {
        for (const side of sides) {
            assert.deepEqual(formatOf(side), {
                time: "%START_TIME%",
                side,
                cell: "eu",
                region: "local:eu-west",
                method: "%REQ(:METHOD)%",
                path,
                model: "%ROUTE_NAME%",
                status: "%RESPONSE_CODE%",
                flags: "%RESPONSE_FLAGS%",
                details: "%RESPONSE_CODE_DETAILS%",
                upstream: "%UPSTREAM_CLUSTER_RAW%",
                version: "%RESP(x-meridian-version)%",
                answered_by: "%RESP(x-meridian-region)%",
                attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
                milliseconds: "%DURATION%",
                bytes_in: "%BYTES_RECEIVED%",
                bytes_out: "%BYTES_SENT%",
                request_id: "%REQ(X-REQUEST-ID)%",
                trace_id: "%TRACE_ID%",
            });
        }
    });

    it("has of the request's headers the method and the request's id only, and of its path no query, no item's key and nothing that no gate serves", () => {
        for (const side of sides) {
            const formats = textsIn(formatOf(side) ?? null);
            assert.deepEqual(
                formats.filter(format => format.includes("REQ(")),
                ["%REQ(:METHOD)%", "%REQ(X-REQUEST-ID)%"],
            );
            assert.deepEqual(
                formats.filter(format => /path/i.test(format)),
                [path],
            );
            assert.deepEqual(
                formats.filter(format => /DOWNSTREAM|DYNAMIC_METADATA|FILTER_STATE|QUERY/.test(format)),
                [],
            );
        }
    });

    it("leaves out health checks", () => {
        assert.deepEqual(accessLog("clients", serving).filter, { not_health_check_filter: {} });
    });
});
