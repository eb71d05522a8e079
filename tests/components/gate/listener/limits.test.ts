import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import { deadline, limitFilters, noDeadline } from "../../../../components/gate/listener/limits";
import { planLimits } from "../../../../components/plan/serving/limits";
import { someAuthority } from "../../../support/arbitraries";
import { parsed } from "../../plan/screening";
import { connectionOf, filtersOf } from "../connection";
import { inside, textInside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the size of a request", () => {
    const { euWest } = screeningGates(config => {
        Object.assign(config.routing.limits, { bodyKiB: 64, headerKiB: 8 });
    });

    it("is bounded for clients: of the body in bytes, and of all headers together", () => {
        assert.equal(inside(filtersOf("clients", euWest).get("body_size_limit"), "max_request_bytes"), 65_536);
        assert.equal(inside(connectionOf("clients", euWest), "max_request_headers_kb"), 8);
    });

    it("is known before it is counted or forwarded: one that is refused keeps its connection", () => {
        const names = [...filtersOf("clients", euWest).keys()];
        assert.equal(names.indexOf("buffer"), names.indexOf("body_size_limit") + 1);
        assert.equal(inside(filtersOf("clients", euWest).get("buffer"), "max_request_bytes"), 65_536);
    });

    const hosts = inside(euWest.clientRoutes[0], "virtual_hosts") as readonly Json[];
    const unbuffered = (part: Json | undefined) =>
        valuesOf("typed_per_filter_config", part ?? null)
            .flatMap(filters => inside(filters, "envoy.filters.http.buffer") ?? [])
            .map(buffer => inside(buffer, "disabled"));

    it("of a call over gRPC, or through a tunnel, is not waited for: its messages come one by one", () => {
        assert.deepEqual(unbuffered(inside(hosts[0], "routes")), [true, true]);
    });

    it("to a host that is none of the gate's is not waited for: the answer ends the connection", () => {
        assert.deepEqual(unbuffered(hosts[1]), [true, true]);
    });

    it("of the largest body can be kept, to be sent again elsewhere", () => {
        assert.equal(euWest.listeners[0]!.per_connection_buffer_limit_bytes, 65_536);
    });
});

describe("the rate of requests", () => {
    const limits = parsed().routing.limits;
    const filtersFor = (rate: typeof limits.rate, regions = 1) =>
        limitFilters(planLimits({ ...limits, rate }, regions)).filter(filter =>
            textInside(filter, "name").includes("ratelimit"),
        );
    const always = { default_value: { numerator: 100 } };
    const rateFilter = (name: string, fields: object) => ({
        name: `envoy.filters.http.local_ratelimit.${name}`,
        typed_config: {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
            stat_prefix: `rate_${name}`,
            filter_enabled: always,
            filter_enforced: always,
            enable_retry_after_header: true,
            ...fields,
        },
    });
    const callers = rateFilter("caller", {
        rate_limits: [
            { actions: [{ request_headers: { header_name: "x-meridian-caller", descriptor_key: "caller" } }] },
        ],
        descriptors: [
            {
                entries: [{ key: "caller" }],
                token_bucket: { max_tokens: 20, tokens_per_fill: 5, fill_interval: "1s" },
            },
        ],
        max_dynamic_descriptors: 10_000,
    });
    const region = rateFilter("region", {
        token_bucket: { max_tokens: 15, tokens_per_fill: 10, fill_interval: "1s" },
    });
    const perCaller = { perSecond: 5, burst: 20 };
    const cell = { perSecond: 20, burst: 30 };

    it("is not bounded where no rate is said", () => {
        assert.deepEqual(filtersFor({}), []);
    });

    it("of a cell is bounded at each gate to its part, for all clients together", () => {
        assert.deepEqual(filtersFor({ cell }, 2), [region]);
    });

    it("of a caller is bounded in a bucket of its own, by the header that only gates set", () => {
        assert.deepEqual(filtersFor({ perCaller }, 2), [callers]);
    });

    it("is bounded for the cell first where both are", () => {
        assert.deepEqual(filtersFor({ perCaller, cell }, 2), [region, callers]);
    });

    it("is counted once the caller is known, for clients only: gates spill what was counted before", () => {
        const { euWest } = screeningGates(config => {
            config.routing.auth = { certificates: { authorities: someAuthority } };
            config.routing.limits.rate = { perCaller, cell };
        });
        const counted = ["header_mutation.caller", "local_ratelimit.region", "local_ratelimit.caller"];
        assert.deepEqual(
            [...filtersOf("clients", euWest).keys()].filter(name => counted.includes(name)),
            counted,
        );
        assert.deepEqual(
            [...filtersOf("gates", euWest).keys()].filter(name => /ratelimit|size_limit/.test(name)),
            [],
        );
    });
});

describe("the deadline of a request", () => {
    it("ends the stream, with all that is done for it, and no attempt by itself", () => {
        assert.deepEqual(deadline(2.5), {
            timeout: "0s",
            max_stream_duration: { max_stream_duration: "2.5s", grpc_timeout_header_max: "2.5s" },
        });
    });

    it("is on each route that leads to a release", () => {
        const { euWest } = screeningGates(config => void (config.routing.limits.deadlineSeconds = 2.5));
        for (const table of [euWest.clientRoutes, euWest.gateRoutes]) {
            const actions = valuesOf("route", table);
            assert.ok(actions.length > 1);
            for (const action of actions) {
                assert.equal(inside(action, "timeout"), "0s");
                assert.deepEqual(inside(action, "max_stream_duration"), deadline(2.5).max_stream_duration);
            }
        }
    });

    it("is sooner where the client says so, in the header that Envoy reads it from", () => {
        const { euWest } = screeningGates();
        const [mutations] = valuesOf("mutations", inside(connectionOf("clients", euWest)) ?? null);
        assert.deepEqual((mutations as object[]).at(-1), {
            append: {
                header: { key: "grpc-timeout", value: "%REQ(x-request-timeout-ms)%m" },
                append_action: "ADD_IF_ABSENT",
            },
        });
    });

    it("is refused, before anything else that a client may ask, unless it is from a millisecond to the limit", () => {
        assert.deepEqual(noDeadline(2.5), {
            prefix: "/",
            headers: [
                { name: "x-request-timeout-ms", present_match: true },
                { name: "x-request-timeout-ms", range_match: { start: 1, end: 2501 }, invert_match: true },
            ],
        });
    });
});
