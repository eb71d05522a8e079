import type { ServingPlan } from "../../plan/serving/serving";
import { type JsonObject, seconds, typed } from "../envoy";

/** Where spans would be exported to. It has no host: trace contexts are passed on from here, and no span leaves. */
const collector = "traces";

/**
 * W3C trace context (https://www.w3.org/TR/trace-context/): a request that comes with one keeps its trace, another begins one, and it is
 * forwarded to the servers and gates upstream. The id is in the log lines.
 */
export function tracing({ host }: ServingPlan): JsonObject {
    return {
        random_sampling: { value: 0 },
        provider: {
            name: "envoy.tracers.opentelemetry",
            typed_config: typed("openTelemetry", {
                service_name: `gate.${host}`,
                http_service: { http_uri: { uri: "http://traces/v1/traces", cluster: collector, timeout: seconds(1) } },
            }),
        },
    };
}

export const tracesCluster: JsonObject = {
    name: collector,
    type: "STATIC",
    load_assignment: { cluster_name: collector, endpoints: [] },
};
