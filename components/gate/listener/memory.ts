import { usualMemoryMiB } from "../../plan/serving/memory";
import type { endingOnRequest } from "./ending";
import { type JsonObject, seconds, typed } from "../envoy";

/** New connections past it are refused before they cost memory. */
const mostConnections = 50_000;

const heap = "envoy.resource_monitors.fixed_heap";

/**
 * Bodies of waiting requests, and of answers whose clients read slowly, are stored whole, so memory has to be bounded in total. As it gets
 * scarce, idle connections (an unread answer is idle) are closed ever sooner, then the requests that use most, and at last everything new
 * is refused until there is some again. That includes health checks, so a gate may count as dead after several failed checks, not after
 * one. (https://www.envoyproxy.io/docs/envoy/latest/configuration/operations/overload_manager/overload_manager)
 */
export function bounded(memoryMiB = usualMemoryMiB, ending?: ReturnType<typeof endingOnRequest>): JsonObject {
    const past = (scaling_threshold: number, saturation_threshold: number): JsonObject => ({
        triggers: [{ name: heap, scaled: { scaling_threshold, saturation_threshold } }],
    });
    return {
        overload_manager: {
            refresh_interval: seconds(0.25),
            resource_monitors: [
                {
                    name: "envoy.resource_monitors.global_downstream_max_connections",
                    typed_config: typed("mostConnections", { max_active_downstream_connections: mostConnections }),
                },
                {
                    name: heap,
                    typed_config: typed("fixedHeap", { max_heap_size_bytes: memoryMiB * 1024 * 1024 }),
                },
                ...(ending ? [ending.monitor] : []),
            ],
            buffer_factory_config: { minimum_account_to_track_power_of_two: 20 },
            actions: [
                {
                    name: "envoy.overload_actions.reduce_timeouts",
                    ...past(0.6, 0.9),
                    typed_config: typed("scaledTimers", {
                        timer_scale_factors: [
                            { timer: "HTTP_DOWNSTREAM_CONNECTION_IDLE", min_timeout: seconds(1) },
                            { timer: "HTTP_DOWNSTREAM_STREAM_FLUSH", min_timeout: seconds(1) },
                        ],
                    }),
                },
                { name: "envoy.overload_actions.shrink_heap", triggers: [{ name: heap, threshold: { value: 0.8 } }] },
                { name: "envoy.overload_actions.reset_high_memory_stream", ...past(0.9, 1) },
                {
                    name: "envoy.overload_actions.stop_accepting_requests",
                    triggers: [{ name: heap, threshold: { value: 0.95 } }],
                },
                ...(ending ? [ending.action] : []),
            ],
        },
    };
}
