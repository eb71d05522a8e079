import type { Resource } from "../../../resource";
import type { Claim, FlowFact, Placed, Row } from "../../fact";
import { all, fromNamed, toNamed, underKey } from "../../forms";
import { placeNamed } from "../names";
import { nowhere, placeOf, placedInEach } from "../place";
import { fromBucketAmong, grants } from "../words";

const rule = "exposure/public-invoker";
const callable = [
    "gcp:cloudrunv2/service:Service",
    "gcp:cloudrun/service:Service",
    "gcp:cloudfunctionsv2/function:Function",
    "gcp:cloudfunctions/function:Function",
];
const bucket = ["gcp:storage/bucket:Bucket"];
const topic = ["gcp:pubsub/topic:Topic"];

/**
 * A service that admits only internal requests, or those of a load balancer, is closed whatever its invokers: behind a load balancer all
 * users must be invokers (https://cloud.google.com/run/docs/securing/ingress). One that admits all requests is closed by its list of
 * invokers, unless it does not check them.
 */
const calledThrough =
    (path: string, isInside: RegExp, checksOff?: string) =>
    ({ properties }: Resource): Claim | undefined => {
        const ingress = properties.text(path);
        if (ingress.is === "unknown") return { holds: "undetermined", path };
        if (ingress.is === "known" && isInside.test(ingress.value)) return { holds: true, path };
        if (checksOff === undefined) return undefined;
        const disabled = properties.flag(checksOff);
        if (disabled.is === "unknown") return { holds: "undetermined", path: checksOff };
        return disabled.is === "known" && disabled.value ? { holds: false, path: checksOff } : undefined;
    };

const regions = "multiRegionSettings.regions[]";
const inItsRegions = (resource: Resource): Placed => placedInEach("", regions, placeOf)(resource);

/** What a container mounts and connects to is where its data goes. */
const reaches = (volumes: string, of: string) =>
    all(
        toNamed("replication", `${volumes}[].gcs.bucket`, bucket),
        toNamed("replication", `${volumes}[].cloudSqlInstance.instances[]`, [of]),
    );
const sql = "gcp:sql/databaseInstance:DatabaseInstance";

/**
 * Jobs are called at times, by Google's own addresses, or by one that isn't known yet. They store nothing that a name of one's own could
 * be requested for.
 */
const called = (resource: Resource): FlowFact[] =>
    toNamed(
        "event",
        "httpTarget.uri",
    )(resource).filter(
        ({ to }) =>
            !("named" in to) ||
            to.named.is !== "known" ||
            placeNamed(to.named.value) !== undefined ||
            /^https:\/\/[^/]+\.(run\.app|cloudfunctions\.net)(\/|$)/.test(to.named.value),
    );

/** What answers requests, and what is run at times. */
export const services: Readonly<Record<string, Row>> = {
    "gcp:cloudrunv2/service:Service": {
        runs: true,
        names: ["uri"],
        place: inItsRegions,
        encryption: underKey("template.encryptionKey"),
        flows: reaches("template.volumes", sql),
        claims: {
            [rule]: calledThrough(
                "ingress",
                /^INGRESS_TRAFFIC_(INTERNAL_ONLY|INTERNAL_LOAD_BALANCER|NONE)$/,
                "invokerIamDisabled",
            ),
        },
    },
    ...grants("gcp:cloudrunv2/serviceIam", "name", rule, { of: callable }),
    "gcp:cloudrunv2/job:Job": {
        runs: true,
        encryption: underKey("template.template.encryptionKey"),
        flows: reaches("template.template.volumes", sql),
    },
    ...grants("gcp:cloudrunv2/jobIam", "name", rule, { of: ["gcp:cloudrunv2/job:Job"] }),
    "gcp:cloudrunv2/workerPool:WorkerPool": {
        runs: true,
        encryption: underKey("template.encryptionKey"),
        flows: reaches("template.volumes", sql),
    },
    ...grants("gcp:cloudrunv2/workerPoolIam", "name", rule, { of: ["gcp:cloudrunv2/workerPool:WorkerPool"] }),
    "gcp:cloudrun/service:Service": {
        runs: true,
        encryption: underKey('template.metadata.annotations["run.googleapis.com/encryption-key"]'),
        claims: {
            [rule]: calledThrough(
                'metadata.annotations["run.googleapis.com/ingress"]',
                /^internal/,
                'metadata.annotations["run.googleapis.com/invoker-iam-disabled"]',
            ),
        },
    },
    ...grants("gcp:cloudrun/iam", "service", rule, { of: callable }),
    "gcp:cloudrun/domainMapping:DomainMapping": {},
    "gcp:cloudfunctionsv2/function:Function": {
        runs: true,
        names: ["url"],
        encryption: underKey("kmsKeyName"),
        flows: all(fromNamed("event", "eventTrigger.pubsubTopic", topic), fromBucketAmong("eventTrigger.eventFilters")),
        claims: { [rule]: calledThrough("serviceConfig.ingressSettings", /^ALLOW_INTERNAL/) },
    },
    ...grants("gcp:cloudfunctionsv2/functionIam", "cloudFunction", rule, { of: callable }),
    "gcp:cloudfunctions/function:Function": {
        runs: true,
        names: ["httpsTriggerUrl"],
        encryption: underKey("kmsKeyName"),
        flows: fromNamed("event", "eventTrigger.resource"),
        claims: {
            [rule]: calledThrough("ingressSettings", /^ALLOW_INTERNAL/),
            "encryption/in-transit": isSecure,
        },
    },
    ...grants("gcp:cloudfunctions/functionIam", "cloudFunction", rule, { of: callable }),
    "gcp:cloudscheduler/job:Job": {
        flows: all(toNamed("event", "pubsubTarget.topicName", topic), called),
    },
    "gcp:workflows/workflow:Workflow": { runs: true, encryption: underKey("cryptoKeyName") },
    "gcp:cloudbuild/trigger:Trigger": { place: nowhere },
    "gcp:cloudbuild/workerPool:WorkerPool": {},
    "gcp:iap/brand:Brand": { place: nowhere },
    "gcp:iap/client:Client": { place: nowhere },
};

/**
 * Functions of the first generation also answer without TLS, unless configured otherwise
 * (https://cloud.google.com/functions/docs/calling/http).
 */
function isSecure({ properties }: Resource): Claim {
    const path = "httpsTriggerSecurityLevel";
    const trigger = properties.flag("triggerHttp");
    const level = properties.text(path);
    if (trigger.is !== "known" || !trigger.value) return { holds: true, path };
    if (level.is === "unknown") return { holds: "undetermined", path };
    return { holds: level.is === "known" && level.value === "SECURE_ALWAYS", path };
}
