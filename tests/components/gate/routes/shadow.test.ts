import assert from "node:assert/strict";

import { shadowRoutes } from "../../../../components/gate/routes/shadow";
import type { Json } from "../../../../components/gate/envoy";
import { inside } from "../inside";
import { screeningGates } from "../screening-gates";

describe("routes of the comparer", () => {
    const { serving } = screeningGates(config => {
        const [model] = config.models;
        model!.traffic = [{ version: "1.0.0", percent: 100 }];
        model!.shadow = { version: "2.0.0", percent: 10 };
        config.routing.limits = { ...config.routing.limits, deadlineSeconds: 7 };
    });
    const routes = inside(shadowRoutes(serving), "virtual_hosts", 0, "routes") as readonly Json[];
    const toReleases = routes.filter(route => inside(route, "route") !== undefined);

    it("lead to the releases that answer and to the shadow, each by the version that it states", () => {
        assert.deepEqual(
            toReleases.map(route => [
                inside(route, "match", "headers", 1, "string_match", "exact"),
                inside(route, "route", "cluster"),
            ]),
            ["1.0.0", "2.0.0"].map(version => [version, `compared/screening/${version}`]),
        );
    });

    it("end a request at the deadline of the config, as those of clients do", () => {
        for (const route of toReleases) {
            assert.deepEqual(inside(route, "route", "max_stream_duration"), {
                max_stream_duration: "7s",
                grpc_timeout_header_max: "7s",
            });
        }
    });

    it("call servers by their own host name, which those that others host go by", () => {
        for (const route of toReleases) assert.equal(inside(route, "route", "auto_host_rewrite"), true);
    });

    it("answer all other requests with 404", () => {
        const [last] = routes.slice(-1);
        assert.deepEqual(inside(last, "match"), { prefix: "/" });
        assert.equal(inside(last, "direct_response", "status"), 404);
    });
});
