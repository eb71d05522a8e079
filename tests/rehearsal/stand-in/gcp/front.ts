import type { Kind, Making, Thing } from "../kind";
import { compute } from "./compute";
import { called, digits, inLocation, input, text, time, uuid } from "./forms";
import { bare } from "./where";

type Asked = Making & { readonly things: readonly Thing[] };

const types = {
    backendService: "gcp:compute/backendService:BackendService",
    regionBackendService: "gcp:compute/regionBackendService:RegionBackendService",
    backendBucket: "gcp:compute/backendBucket:BackendBucket",
    urlMap: "gcp:compute/uRLMap:URLMap",
    regionUrlMap: "gcp:compute/regionUrlMap:RegionUrlMap",
    proxies: ["gcp:compute/targetHttpsProxy:TargetHttpsProxy", "gcp:compute/targetHttpProxy:TargetHttpProxy"],
    regionProxies: [
        "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy",
        "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy",
    ],
    sslPolicy: "gcp:compute/sSLPolicy:SSLPolicy",
    regionSslPolicy: "gcp:compute/regionSslPolicy:RegionSslPolicy",
    securityPolicy: "gcp:compute/securityPolicy:SecurityPolicy",
    regionSecurityPolicy: "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy",
} as const;

/** Of a load balancer, only services may be another project's (cloud.google.com/load-balancing/docs/https#cross-project-service-referencing). */
const sameAccount = ["urlMap", "sslPolicy", "certificateMap", "target", "backends", "healthChecks"];
const services = (...types: readonly string[]) => ({ defaultService: types, pathMatchers: types });
const fixedOfRules = [
    "backendService",
    "description",
    "ipAddress",
    "ipProtocol",
    "ipVersion",
    "network",
    "networkTier",
    "portRange",
    "ports",
    "subnetwork",
];
const certificateName = called(/^[a-zA-Z][\w-]{0,63}$/);

/** What clients reach: balancers, filters, names, certificates. */
export const front: Readonly<Record<string, Kind>> = {
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": compute("region", "networkEndpointGroups", {
        required: ["region"],
        fixed: [
            "appEngine",
            "cloudFunction",
            "cloudRun",
            "description",
            "network",
            "networkEndpointType",
            "pscData",
            "pscTargetService",
            "serverlessDeployment",
            "subnetwork",
        ],
    }),
    "gcp:compute/backendService:BackendService": compute("global", "backendServices", {
        outputs: { generatedId: digits },
        takes: { securityPolicy: [types.securityPolicy] },
        sameAccount,
        refuses: checkedWithoutServers,
    }),
    "gcp:compute/regionBackendService:RegionBackendService": compute("region", "backendServices", {
        outputs: { generatedId: digits },
        fixed: ["loadBalancingScheme", "network"],
        takes: { securityPolicy: [types.regionSecurityPolicy] },
        sameAccount,
        refuses: checkedWithoutServers,
    }),
    "gcp:compute/backendBucket:BackendBucket": compute("global", "backendBuckets", { required: ["bucketName"] }),
    "gcp:compute/uRLMap:URLMap": compute("global", "urlMaps", {
        outputs: { mapId: digits },
        takes: services(types.backendService, types.backendBucket),
    }),
    "gcp:compute/regionUrlMap:RegionUrlMap": compute("region", "urlMaps", {
        outputs: { mapId: digits },
        takes: services(types.regionBackendService),
    }),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": compute("global", "targetHttpsProxies", {
        outputs: { proxyId: digits },
        required: ["urlMap"],
        fixed: ["description", "proxyBind"],
        takes: { urlMap: [types.urlMap], sslPolicy: [types.sslPolicy] },
        sameAccount,
    }),
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy": compute("region", "targetHttpsProxies", {
        outputs: { proxyId: digits },
        required: ["urlMap"],
        fixed: ["description"],
        takes: { urlMap: [types.regionUrlMap], sslPolicy: [types.regionSslPolicy] },
        sameAccount,
    }),
    "gcp:compute/targetHttpProxy:TargetHttpProxy": compute("global", "targetHttpProxies", {
        outputs: { proxyId: digits },
        required: ["urlMap"],
        fixed: ["description", "proxyBind"],
        takes: { urlMap: [types.urlMap] },
        sameAccount,
    }),
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy": compute("region", "targetHttpProxies", {
        outputs: { proxyId: digits },
        required: ["urlMap"],
        fixed: ["description"],
        takes: { urlMap: [types.regionUrlMap] },
        sameAccount,
    }),
    "gcp:compute/forwardingRule:ForwardingRule": compute("region", "forwardingRules", {
        outputs: { forwardingRuleId: digits },
        fixed: [...fixedOfRules, "allPorts", "loadBalancingScheme", "serviceLabel"],
        takes: { target: types.regionProxies, backendService: [types.regionBackendService] },
        sameAccount,
        refuses: withoutProxies,
    }),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": compute("global", "forwardingRules", {
        outputs: { forwardingRuleId: digits },
        required: ["target"],
        fixed: fixedOfRules,
        takes: { target: types.proxies },
        sameAccount,
    }),
    "gcp:compute/sSLPolicy:SSLPolicy": compute("global", "sslPolicies", { fixed: ["description"] }),
    "gcp:compute/regionSslPolicy:RegionSslPolicy": compute("region", "sslPolicies", { fixed: ["description"] }),
    "gcp:compute/securityPolicy:SecurityPolicy": compute("global", "securityPolicies", { fixed: ["type"] }),
    "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy": compute("region", "securityPolicies", {
        outputs: { policyId: digits },
        fixed: ["type"],
    }),
    "gcp:compute/healthCheck:HealthCheck": compute("global", "healthChecks"),
    "gcp:compute/regionHealthCheck:RegionHealthCheck": compute("region", "healthChecks"),
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": compute("global", "sslCertificates", {
        outputs: { certificateId: digits },
        fixed: ["description", "managed", "type"],
    }),
    "gcp:certificatemanager/certificate:Certificate": {
        place: "global",
        id: inLocation("certificates"),
        outputs: { sanDnsnames: ({ inputs }) => (inputs.managed as { domains?: string[] } | undefined)?.domains ?? [] },
        fixed: ["name", "managed", "scope"],
        name: certificateName,
        held: true,
    },
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": {
        place: "global",
        id: inLocation("dnsAuthorizations"),
        outputs: {
            dnsResourceRecords: made => [
                {
                    name: `_acme-challenge.${text(made.inputs.domain)}.`,
                    type: "CNAME",
                    data: `${uuid(made)}.0.authorize.certificatemanager.goog.`,
                },
            ],
        },
        required: ["domain"],
        fixed: ["name", "domain", "type"],
        name: certificateName,
        held: true,
    },
    "gcp:certificatemanager/certificateMap:CertificateMap": {
        global: true,
        id: inLocation("certificateMaps"),
        outputs: { createTime: time, gclbTargets: () => [] },
        fixed: ["name"],
        name: certificateName,
        held: true,
    },
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": {
        global: true,
        id: ({ account, inputs }) =>
            `projects/${account}/locations/global/certificateMaps/${text(inputs.map).split("/").at(-1)!}/certificateMapEntries/${text(inputs.name)}`,
        outputs: { state: () => "ACTIVE" },
        required: ["certificates", "map"],
        fixed: ["name", "map", "hostname", "matcher"],
        name: certificateName,
        parents: { map: "gcp:certificatemanager/certificateMap:CertificateMap" },
    },
    "gcp:dns/managedZone:ManagedZone": {
        global: true,
        id: ({ account, inputs }) => `projects/${account}/managedZones/${text(inputs.name)}`,
        outputs: {
            managedZoneId: digits,
            nameServers: () => [1, 2, 3, 4].map(i => `ns-cloud-a${i}.googledomains.example.`),
        },
        required: ["dnsName"],
        fixed: ["name", "dnsName", "visibility"],
        name: called(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/),
        held: { property: "forceDestroy", while: false },
        refuses: ({ inputs }) => withoutDot("dnsName", inputs.dnsName),
    },
    "gcp:dns/recordSet:RecordSet": {
        global: true,
        id: making =>
            `projects/${making.account}/managedZones/${text(making.inputs.managedZone).split("/").at(-1)!}/rrsets/${input("name")(making)}/${input("type")(making)}`,
        outputs: {},
        required: ["managedZone", "name", "type"],
        fixed: ["managedZone", "name", "type"],
        parents: { managedZone: "gcp:dns/managedZone:ManagedZone" },
        refuses: outsideOfZone,
    },
};

function withoutDot(property: string, name: unknown): string | undefined {
    return text(name).endsWith(".") ? undefined : `${property}: ${text(name)} does not end in a dot`;
}

function outsideOfZone({ account, inputs, things }: Asked): string | undefined {
    const [zone] = things.filter(
        thing =>
            thing.type === "gcp:dns/managedZone:ManagedZone" &&
            thing.account === account &&
            [thing.id, thing.inputs.name].includes(inputs.managedZone),
    );
    const domain = text(zone?.inputs.dnsName);
    const isIn = text(inputs.name) === domain || text(inputs.name).endsWith(`.${domain}`);
    return withoutDot("name", inputs.name) ?? (isIn ? undefined : `name: ${text(inputs.name)} is not in ${domain}`);
}

/** What runs without servers is not checked (cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts#limitations). */
function checkedWithoutServers({ inputs, things }: Asked): string | undefined {
    if (((inputs.healthChecks as string | undefined) ?? []).length === 0) return undefined;
    const groups = ((inputs.backends as { group?: string }[] | undefined) ?? []).map(({ group }) => bare(text(group)));
    const serverless = things.find(
        ({ id, inputs, type }) =>
            type === "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup" &&
            groups.includes(id) &&
            (inputs.networkEndpointType ?? "SERVERLESS") === "SERVERLESS",
    );
    return serverless && `healthChecks: ${serverless.id} is serverless, and has none`;
}

/** A region's proxies have a subnetwork for themselves, in the rule's network (cloud.google.com/load-balancing/docs/proxy-only-subnets). */
function withoutProxies({ inputs, region, things }: Asked): string | undefined {
    if (!["EXTERNAL_MANAGED", "INTERNAL_MANAGED"].includes(text(inputs.loadBalancingScheme))) return undefined;
    const id = bare(text(inputs.network));
    // In a network of another owner, they may have one.
    if (!things.some(thing => thing.id === id && thing.outputs.selfLink !== undefined)) return undefined;
    const isForProxies = (thing: Thing) =>
        thing.type === "gcp:compute/subnetwork:Subnetwork" &&
        thing.region === region &&
        thing.inputs.purpose === "REGIONAL_MANAGED_PROXY" &&
        bare(text(thing.inputs.network)) === id;
    return things.some(isForProxies) ? undefined : `network: ${id} has no proxy-only subnetwork in ${region ?? ""}`;
}
