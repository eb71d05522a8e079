import type { Resource } from "../../resource";
import type { Claim, FlowFact, Row } from "../fact";
import { all, every, flag, matching, said, toNamed, topOf } from "../forms";
import { anywhere, everywhere, nowhere } from "./place";
import { about, modern, toPlaces } from "./words";

const maps = ["gcp:compute/uRLMap:URLMap", "gcp:compute/regionUrlMap:RegionUrlMap"];
const bucket = ["gcp:storage/bucket:Bucket"];

/** A map that only redirects clients to TLS. Otherwise it states nothing: its listener does. */
function redirects({ properties }: Resource): Claim | undefined {
    const path = "defaultUrlRedirect.httpsRedirect";
    const toTls = properties.flag(path);
    const serves = ["defaultService", "pathMatchers", "defaultRouteAction"].some(each => properties.has(each));
    return toTls.is === "known" && toTls.value && !serves ? { holds: true, path } : undefined;
}

/** What listens without TLS, and has no way to. */
const inPlainText = (path: string) => (): Claim => ({ holds: false, path });

/** Without a policy, or with one of no floor, versions are taken that can be broken (https://cloud.google.com/load-balancing/docs/ssl-policies-concepts). */
const withPolicy: Row["claims"] = { "encryption/tls-floor": said("sslPolicy") };
const floor: Row["claims"] = { "encryption/tls-floor": matching("minTlsVersion", modern) };

/** What is from many points of presence opens TLS at each (https://cloud.google.com/load-balancing/docs/https), and keeps answers there if it caches. */
const opened =
    (source: string, of?: readonly string[]) =>
    ({ properties }: Resource): FlowFact[] => {
        const scheme = properties.text("loadBalancingScheme");
        const isInternal = scheme.is === "known" && scheme.value.startsWith("INTERNAL");
        if (isInternal) return [];
        const caches = properties.flag("enableCdn");
        const path = caches.is === "known" && !caches.value ? "loadBalancingScheme" : "enableCdn";
        return properties.texts(source).map(named => ({
            kind: "cache" as const,
            path: caches.is === "absent" ? "loadBalancingScheme" : path,
            from: { named, property: topOf(source), ...(of && { of }) },
            to: { place: anywhere },
        }));
    };

const group = "backends[].group";

/** Of a rate of nothing, nothing is kept: https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring */
function isSampled({ properties }: Resource): Claim {
    const path = "logConfig.sampleRate";
    const rate = properties.number(path);
    return { holds: rate.is !== "known" || rate.value > 0, path };
}

/** Requests are counted, and who made them kept, where a balancer understands them. */
const logged: Row["claims"] = {
    "audit/access-logs": resource =>
        matching("protocol", /^(HTTP|HTTPS|HTTP2|H2C|GRPC)$/, resource.type === globalBackend)(resource).holds === false
            ? { holds: true, path: "protocol" }
            : every(flag("logConfig.enable"), isSampled)(resource),
};
const globalBackend = "gcp:compute/backendService:BackendService";

/** Records that lead to where requests go: others stand beside them under the same name, for mail or to prove whose it is. */
const leading = /^(A|AAAA|CNAME|ALIAS|HTTPS|SVCB|SRV)$/i;

/** Regions that answer for a name. With fences, none answers for another (https://cloud.google.com/dns/docs/routing-policies-overview). */
function answering(resource: Resource): FlowFact[] {
    const type = resource.properties.text("type");
    if (type.is === "known" && !leading.test(type.value)) return [];
    const isFenced = flag("routingPolicy.enableGeoFencing")(resource).holds === true;
    const always = [
        "rrdatas[]",
        "routingPolicy.wrrs[].rrdatas[]",
        "routingPolicy.wrrs[].healthCheckedTargets.externalEndpoints[]",
        "routingPolicy.primaryBackup.primary.externalEndpoints[]",
        "routingPolicy.primaryBackup.backupGeos[].rrdatas[]",
        "routingPolicy.primaryBackup.backupGeos[].healthCheckedTargets.externalEndpoints[]",
    ];
    const byGeography = [
        "routingPolicy.geos[].rrdatas[]",
        "routingPolicy.geos[].healthCheckedTargets.externalEndpoints[]",
    ];
    const regions = "healthCheckedTargets.internalLoadBalancers[].region";
    return [
        ...[...always, ...(isFenced ? [] : byGeography)].flatMap(path => toNamed("failover", path)(resource)),
        ...(isFenced ? [] : toPlaces("")("failover", `routingPolicy.geos[].${regions}`)(resource)),
    ];
}

/** What clients reach: balancers, names, edges. */
export const front: Readonly<Record<string, Row>> = {
    "gcp:compute/address:Address": { names: ["address"] },
    "gcp:compute/globalAddress:GlobalAddress": { place: nowhere, names: ["address"] },
    "gcp:compute/forwardingRule:ForwardingRule": { names: ["ipAddress"] },
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": { place: nowhere, names: ["ipAddress"] },
    "gcp:compute/targetHttpProxy:TargetHttpProxy": {
        ...about("urlMap", maps),
        claims: { "encryption/in-transit": inPlainText("urlMap") },
    },
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy": {
        ...about("urlMap", maps),
        claims: { "encryption/in-transit": inPlainText("urlMap") },
    },
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": { place: nowhere, claims: withPolicy },
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy": { claims: withPolicy },
    "gcp:compute/targetSSLProxy:TargetSSLProxy": { place: nowhere, claims: withPolicy },
    "gcp:compute/targetTCPProxy:TargetTCPProxy": { place: nowhere },
    "gcp:compute/regionTargetTcpProxy:RegionTargetTcpProxy": {},
    "gcp:compute/targetGrpcProxy:TargetGrpcProxy": { place: nowhere },
    "gcp:compute/targetPool:TargetPool": {},
    "gcp:compute/targetInstance:TargetInstance": {},
    "gcp:compute/sSLPolicy:SSLPolicy": { place: nowhere, claims: floor },
    "gcp:compute/regionSslPolicy:RegionSslPolicy": { claims: floor },
    "gcp:compute/sSLCertificate:SSLCertificate": { place: nowhere },
    "gcp:compute/regionSslCertificate:RegionSslCertificate": {},
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": { place: nowhere },
    "gcp:compute/uRLMap:URLMap": { place: nowhere, claims: { "encryption/in-transit": redirects } },
    "gcp:compute/regionUrlMap:RegionUrlMap": { claims: { "encryption/in-transit": redirects } },
    [globalBackend]: {
        place: nowhere,
        flows: all(opened(group), toNamed("failover", group)),
        claims: logged,
    },
    "gcp:compute/regionBackendService:RegionBackendService": {
        flows: toNamed("failover", group),
        claims: logged,
    },
    "gcp:compute/backendBucket:BackendBucket": { place: nowhere, flows: opened("bucketName", bucket) },
    "gcp:compute/regionBackendBucket:RegionBackendBucket": {},
    "gcp:compute/backendServiceSignedUrlKey:BackendServiceSignedUrlKey": { place: nowhere },
    "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey": { place: nowhere },
    "gcp:compute/networkEndpointGroup:NetworkEndpointGroup": {},
    "gcp:compute/networkEndpoint:NetworkEndpoint": {},
    "gcp:compute/networkEndpointList:NetworkEndpointList": {},
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": {},
    "gcp:compute/regionNetworkEndpoint:RegionNetworkEndpoint": {},
    "gcp:compute/globalNetworkEndpointGroup:GlobalNetworkEndpointGroup": { place: nowhere },
    "gcp:compute/globalNetworkEndpoint:GlobalNetworkEndpoint": { place: nowhere },
    "gcp:compute/healthCheck:HealthCheck": { place: nowhere },
    "gcp:compute/httpHealthCheck:HttpHealthCheck": { place: nowhere },
    "gcp:compute/httpsHealthCheck:HttpsHealthCheck": { place: nowhere },
    "gcp:compute/regionHealthCheck:RegionHealthCheck": {},
    "gcp:compute/securityPolicy:SecurityPolicy": { place: nowhere },
    "gcp:compute/securityPolicyRule:SecurityPolicyRule": { place: nowhere },
    "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy": {},
    "gcp:compute/regionSecurityPolicyRule:RegionSecurityPolicyRule": {},
    "gcp:networkservices/edgeCacheOrigin:EdgeCacheOrigin": {
        place: everywhere,
        flows: ({ properties }) =>
            properties.texts("originAddress").map(named => ({
                kind: "cache" as const,
                path: "originAddress",
                from: { named, property: "originAddress" },
                to: { place: anywhere },
            })),
    },
    "gcp:networkservices/edgeCacheService:EdgeCacheService": {
        place: everywhere,
        claims: {
            "encryption/in-transit": flag("requireTls"),
            ...withPolicy,
            "audit/access-logs": flag("logConfig.enable"),
        },
    },
    "gcp:networkservices/edgeCacheKeyset:EdgeCacheKeyset": { place: nowhere },
    "gcp:networksecurity/serverTlsPolicy:ServerTlsPolicy": { place: nowhere },
    "gcp:dns/managedZone:ManagedZone": { place: nowhere },
    ...Object.fromEntries(
        ["Member", "Binding", "Policy"].map((kind): [string, Row] => [
            `gcp:dns/dnsManagedZoneIam${kind}:DnsManagedZoneIam${kind}`,
            { place: nowhere },
        ]),
    ),
    "gcp:dns/recordSet:RecordSet": { place: nowhere, flows: answering },
};
