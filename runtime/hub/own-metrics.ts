import { lookedMetric } from "../../components/watch/metrics/alerting";
import type { Crossing } from "../../components/watch/metrics/crossing";

/** What the hub exposes in addition to the aggregates of regions. */
export const ownMetrics: Readonly<Record<string, Crossing>> = {
    [lookedMetric]: { type: "gauge", help: "Time at which the hub last read all of its regions.", labels: [] },
    meridian_alarm: {
        type: "gauge",
        help: "1 while an alarm of a kind is on.",
        labels: ["kind", "severity", "cell", "region"],
    },
    meridian_export_up: { type: "gauge", help: "1 if the latest push of an export was accepted.", labels: ["export"] },
};
