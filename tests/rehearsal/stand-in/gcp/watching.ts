import type { Kind } from "../kind";
import { called, digits, inLocation, inProject, last, own, text, underKey, uuid } from "./forms";
import { bare, numberOf } from "./where";

/** What watches, tells, and keeps account. */
export const watching: Readonly<Record<string, Kind>> = {
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": {
        id: inLocation("buckets", "bucketId"),
        outputs: { name: own, lifecycleState: () => "ACTIVE" },
        required: ["bucketId", "location", "project"],
        fixed: ["bucketId"],
        name: { property: "bucketId", pattern: /^\w[\w.-]{0,99}$/, byId: true },
        // One that is there is taken over: a project has `_Default` by itself.
        idempotent: true,
        refuses: underKey("gcp-sa-logging"),
    },
    "gcp:logging/projectSink:ProjectSink": {
        global: true,
        id: inProject("sinks"),
        outputs: {
            // A bucket of its own project needs no writer (cloud.google.com/logging/docs/export/configure_export_v2).
            writerIdentity: ({ account, inputs }) =>
                bare(text(inputs.destination)).startsWith(`projects/${account}/locations/`)
                    ? ""
                    : `serviceAccount:service-${numberOf(account)}@gcp-sa-logging.iam.gserviceaccount.com`,
        },
        required: ["destination"],
        fixed: ["name", "customWriterIdentity", "uniqueWriterIdentity"],
        name: called(/^[\w.-]{1,100}$/),
    },
    "gcp:monitoring/alertPolicy:AlertPolicy": {
        global: true,
        id: making => `projects/${making.account}/alertPolicies/${digits(making)}`,
        outputs: { name: own },
        required: ["combiner", "conditions", "displayName"],
        documents: ["conditions", "documentation"],
    },
    "gcp:monitoring/dashboard:Dashboard": {
        global: true,
        id: making => `projects/${numberOf(making.account)}/dashboards/${uuid(making)}`,
        outputs: {},
        required: ["dashboardJson"],
        documents: ["dashboardJson"],
    },
    "gcp:monitoring/notificationChannel:NotificationChannel": {
        global: true,
        id: making => `projects/${making.account}/notificationChannels/${digits(making)}`,
        outputs: { name: own, verificationStatus: () => "" },
        required: ["type"],
        fixed: ["type"],
        held: { property: "forceDelete", while: false },
    },
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": {
        global: true,
        id: ({ account, hex, inputs }) =>
            `projects/${account}/uptimeCheckConfigs/${text(inputs.displayName)
                .toLowerCase()
                .replaceAll(/[^a-z0-9]+/g, "-")}-${hex(11)}`,
        outputs: { name: own, uptimeCheckId: ({ id }) => last(id) },
        required: ["displayName", "timeout"],
        fixed: ["checkerType", "monitoredResource", "resourceGroup", "syntheticMonitor"],
    },
};
