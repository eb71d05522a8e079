import type { Alarm } from "../state";

/** A rule of Prometheus's that raises an alarm (prometheus.io/docs/prometheus/latest/configuration/alerting_rules). */
export interface AlertRule {
    readonly alert: string;
    /** PromQL. */
    readonly expr: string;
    /** How long it holds before the alarm is raised. Default: at once. */
    readonly for?: string;
    /** How long it is raised after it held last. Default: not longer. */
    readonly keep_firing_for?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
}

/** The hub of a cell, among all that a Prometheus reads. */
export interface HubTarget {
    /** The namespace of its pod. */
    readonly namespace: string;
    /** The job by which Prometheus reads it. */
    readonly job: string;
    readonly cell: string;
}

/** When a hub has looked at all of its regions last, since 1970. */
export const lookedMetric = "meridian_hub_looked_timestamp_seconds";

/**
 * What the rules of most installations call these (runbooks.prometheus-operator.dev): a page is sent at any hour, a ticket waits for the morning. Each
 * has a name of its own: in the usual configuration of Alertmanager a critical alarm mutes warnings of its name and namespace.
 */
const urgent: Readonly<Record<Alarm["severity"], { readonly alert: string; readonly severity: string }>> = {
    page: { alert: "MeridianPage", severity: "critical" },
    ticket: { alert: "MeridianTicket", severity: "warning" },
};

/** Longer than until the hub counts as silent: an alarm does not end because the hub that has raised it is gone. */
const outlasting = "10m";

/**
 * The active alarms of a hub, and the absence of a hub or its measurements. The hub has evaluated them itself, by burn rules of
 * objectives, by anomalies, drift and the states of its regions: Prometheus's own rules would evaluate only what it has scraped in
 * between.
 */
export function alertRules({ cell, job, namespace }: HubTarget): AlertRule[] {
    const hub = { namespace, job };
    const of = { severity: urgent.page.severity, namespace, cell };
    return [
        ...Object.entries(urgent).map(([severity, { alert, severity: label }]) => ({
            alert,
            expr: `max by (namespace, cell, region, kind) (meridian_alarm{${selected({ ...hub, severity })}}) > 0`,
            keep_firing_for: outlasting,
            labels: { severity: label },
            annotations: {
                summary:
                    "{{ $labels.kind }} in cell {{ $labels.cell }}{{ with $labels.region }}, region {{ . }}{{ end }}",
                description: `The page of \`meridian hub --cell ${cell}\` shows what was measured, and since when.`,
            },
        })),
        {
            alert: "MeridianHubSilent",
            expr: `absent(up{${selected(hub)}} == 1)`,
            // A hub that is replaced is away for less.
            for: "5m",
            labels: of,
            annotations: {
                summary: `Prometheus can't read the hub of cell ${cell} in ${namespace}, so no alarm of the cell is raised`,
                description:
                    "Check that its pod runs, that Prometheus has it among its targets, and that the certificate of Prometheus is valid.",
            },
        },
        {
            alert: "MeridianHubStuck",
            expr: `time() - max(${lookedMetric}{${selected(hub)}}) > 120`,
            for: "2m",
            labels: of,
            annotations: {
                summary: `The hub of cell ${cell} in ${namespace} has stopped measuring, so alarms don't change`,
                description: "Check its log, and delete its pod: another one replaces it.",
            },
        },
    ];
}

function selected(labels: Readonly<Record<string, string>>): string {
    return Object.entries(labels)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(", ");
}
