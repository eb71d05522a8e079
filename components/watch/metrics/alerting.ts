import type { Alarm } from "../state";

/** A rule of Prometheus's that raises an alarm (prometheus.io/docs/prometheus/latest/configuration/alerting_rules). */
export interface AlertRule {
    readonly alert: string;
    /** PromQL. */
    readonly expr: string;
    /** How long it holds before the alarm is raised. Default: at once. */
    readonly for?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
}

/** What the rules of most installations call these (runbooks.prometheus-operator.dev): a page is sent at any hour, a ticket waits for the morning. */
const severities: Readonly<Record<Alarm["severity"], string>> = { page: "critical", ticket: "warning" };

/**
 * The alarms that a hub has on, and that there is no hub. It has judged them itself, by the burn rules of objectives, by anomalies, drift and what its
 * regions are: a rule of Prometheus's own would judge by what it has read in between. `target` selects the hub among all that is read.
 */
export function alertRules(target: Readonly<Record<string, string>>): AlertRule[] {
    return [
        ...Object.entries(severities).map(([severity, of]) => ({
            alert: "MeridianAlarm",
            expr: `max by (cell, region, kind) (meridian_alarm{${selected({ ...target, severity })}})`,
            labels: { severity: of },
            annotations: {
                summary:
                    "{{ $labels.kind }} in cell {{ $labels.cell }}{{ with $labels.region }}, region {{ . }}{{ end }}",
                description: "The page of `meridian hub` shows what was measured, and since when.",
            },
        })),
        {
            alert: "MeridianHubSilent",
            expr: `absent(up{${selected(target)}} == 1)`,
            // A hub that is replaced is away for less.
            for: "5m",
            labels: { severity: severities.page },
            annotations: {
                summary: "Prometheus can't read the hub, so that no alarm of its cell is raised",
                description: "See whether its pod runs, and whether the certificate of Prometheus is valid.",
            },
        },
    ];
}

function selected(labels: Readonly<Record<string, string>>): string {
    return Object.entries(labels)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(", ");
}
