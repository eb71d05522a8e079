import type { Read } from "../../properties";
import type { Resource } from "../../resource";
import type { End, FlowFact, Row } from "../fact";
import { flag, topOf, underKey } from "../forms";
import { placesAskedBy } from "./filters";
import { accountOf } from "./names";
import { nowhere, placedBy } from "./place";
import { about, grants } from "./words";

const path = "destination";

/** Logs of several projects, or of one, which a filter may keep to some regions of it. */
function sink(account: (resource: Resource) => Read<string> | undefined) {
    return (resource: Resource): FlowFact[] => {
        const { properties } = resource;
        const everythingOf = account(resource);
        if (everythingOf === undefined || flag("disabled")(resource).holds === true) return [];
        // What its exclusions leave out by a place is nothing of what has no such label: machines say a zone, topics no place at all.
        const filter = properties.text("filter");
        const only = filter.is === "known" ? placesAskedBy(filter.value) : undefined;
        const from: End = { everythingOf, ...(only && { in: only }) };
        return properties
            .texts(path)
            .map(named => ({ kind: "log" as const, path, from, to: { named, property: topOf(path) } }));
    };
}

/** Of what isn't known whose it is, it may be everything's. */
const all: Read<string> = { is: "unknown", path: "project" };
const ofProject = (resource: Resource): Read<string> => {
    const project = accountOf(resource);
    return project === undefined ? all : { is: "known", value: project };
};
/** What lies below it sends its own logs only where the sink takes those too. */
const ofChildren = (resource: Resource): Read<string> | undefined =>
    flag("includeChildren")(resource).holds === false ? undefined : all;

const bucket: Row = {
    holds: "logs",
    place: placedBy("logging", "location"),
    encryption: underKey("cmekSettings.kmsKeyName"),
};

const ofBucket = about("bucket");

/** What reports on a service, and to which receiver. */
export const watching: Readonly<Record<string, Row>> = {
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": bucket,
    "gcp:logging/folderBucketConfig:FolderBucketConfig": bucket,
    "gcp:logging/organizationBucketConfig:OrganizationBucketConfig": bucket,
    "gcp:logging/billingAccountBucketConfig:BillingAccountBucketConfig": bucket,
    "gcp:logging/projectSink:ProjectSink": { place: nowhere, flows: sink(ofProject) },
    "gcp:logging/folderSink:FolderSink": { place: nowhere, flows: sink(ofChildren) },
    "gcp:logging/organizationSink:OrganizationSink": { place: nowhere, flows: sink(ofChildren) },
    // It sends what is done with the account itself, and nothing of who is served.
    "gcp:logging/billingAccountSink:BillingAccountSink": { place: nowhere },
    "gcp:logging/logView:LogView": ofBucket,
    ...grants("gcp:logging/logViewIam", "bucket", "identity/public-principal"),
    "gcp:logging/linkedDataset:LinkedDataset": ofBucket,
    "gcp:logging/logScope:LogScope": { place: nowhere },
    "gcp:logging/metric:Metric": { place: nowhere },
    "gcp:logging/savedQuery:SavedQuery": { place: nowhere },
    "gcp:logging/projectExclusion:ProjectExclusion": { place: nowhere },
    "gcp:logging/folderExclusion:FolderExclusion": { place: nowhere },
    "gcp:logging/organizationExclusion:OrganizationExclusion": { place: nowhere },
    "gcp:logging/folderSettings:FolderSettings": { place: nowhere },
    "gcp:logging/organizationSettings:OrganizationSettings": { place: nowhere },
    "gcp:monitoring/alertPolicy:AlertPolicy": { place: nowhere },
    "gcp:monitoring/customService:CustomService": { place: nowhere },
    "gcp:monitoring/dashboard:Dashboard": { place: nowhere },
    "gcp:monitoring/genericService:GenericService": { place: nowhere },
    "gcp:monitoring/group:Group": { place: nowhere },
    "gcp:monitoring/metricDescriptor:MetricDescriptor": { place: nowhere },
    "gcp:monitoring/monitoredProject:MonitoredProject": { place: nowhere },
    "gcp:monitoring/notificationChannel:NotificationChannel": { place: nowhere },
    "gcp:monitoring/slo:Slo": { place: nowhere },
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": { place: nowhere },
    "gcp:billing/budget:Budget": { place: nowhere },
    "gcp:cloudasset/projectFeed:ProjectFeed": { place: nowhere },
};
