import type { Resource } from "../../resource";
import { expandPlace } from "../../../components/plan/places/multi-regions";
import type { Properties } from "../../properties";
import type { Claim, FlowFact, Row } from "../fact";
import { all, between, every, flag, ifSo, matching, named, said, toNamed, where } from "../forms";
import { everywhere, nowhere, placeOf } from "./place";
import { eachOf, is, modern, modernEdge, toAws, toEach, toRegions, toRegionsOf } from "./words";

/** A listener accepts TLS, or redirects plain HTTP to a listener that does. */
function isEncrypted(resource: Resource): Claim {
    const path = "protocol";
    const protocol = resource.properties.text(path);
    if (protocol.is === "unknown") return { holds: "undetermined", path };
    if (protocol.is === "known" && /^(HTTPS|TLS)$/.test(protocol.value)) return { holds: true, path };
    // What a balancer of the network only hands on, on the port of TLS, is ended behind it (docs.aws.amazon.com/elasticloadbalancing/latest/network/create-listener.html).
    const isHandedOn = protocol.is === "known" && /^(TCP|UDP|TCP_UDP|QUIC|TCP_QUIC)$/.test(protocol.value);
    if (isHandedOn && is("port", "443")(resource).holds === true) return { holds: true, path };
    const redirects = resource.properties.texts("defaultActions[].redirect.protocol");
    if (redirects.some(({ is }) => is === "unknown")) return { holds: "undetermined", path: "defaultActions" };
    return {
        holds: redirects.length > 0 && redirects.every(read => read.is === "known" && read.value === "HTTPS"),
        path,
    };
}

/** What a listener says of versions of TLS, where it takes it: AWS picks an old policy for one that says nothing. */
function isModern(resource: Resource): Claim | undefined {
    const protocol = resource.properties.text("protocol");
    if (protocol.is === "known" && !/^(HTTPS|TLS)$/.test(protocol.value)) return undefined;
    // What only forwards to another, by a listener of its own, is made with a policy of that one.
    return resource.properties.has("sslPolicy") || resource.properties.has("defaultActions")
        ? matching("sslPolicy", modern)(resource)
        : undefined;
}

const takesTls = /^(https-only|redirect-to-https)$/;

/** Every path of a distribution, whichever behaviour answers it. */
const answersByTls = every(
    matching("defaultCacheBehavior.viewerProtocolPolicy", takesTls),
    eachOf("orderedCacheBehaviors", item => byTls(item, "viewerProtocolPolicy")),
);

function byTls(item: Properties, path: string): Claim["holds"] {
    const read = item.text(path);
    return read.is === "unknown" ? "undetermined" : read.is === "known" && takesTls.test(read.value);
}

/** From the edge to an origin of one's own: S3 is asked by TLS wherever the client was (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-s3-origin.html). */
const asksByTls = eachOf("origins", item => {
    if (!item.has("customOriginConfig")) return true;
    const read = item.text("customOriginConfig.originProtocolPolicy");
    return read.is === "unknown" ? "undetermined" : read.is === "known" && read.value === "https-only";
});

/** A certificate of CloudFront's own takes TLS 1.0, whatever is said beside it (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html). */
const edgeIsModern = (resource: Resource): Claim => {
    const path = "viewerCertificate.cloudfrontDefaultCertificate";
    const isDefault = flag(path)(resource);
    return isDefault.holds === true
        ? { holds: false, path }
        : matching("viewerCertificate.minimumProtocolVersion", modernEdge)(resource);
};

/** What an edge fetches, and keeps, comes from its origins. */
const fromOrigins =
    (path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).map(read => ({
            kind: "cache" as const,
            path,
            from: { named: read, property: path.split(/[.[]/)[0]! },
            to: { place: "aws:global" },
        }));

const logsOf = (...paths: readonly string[]) => toEach("log", ...paths);

const balancer: Row = {
    runs: true,
    names: ["dnsName"],
    // They can be under the vendor's key only (docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html).
    flows: resource =>
        ["accessLogs", "connectionLogs", "healthCheckLogs"].flatMap(logs =>
            flag(
                `${logs}.enabled`,
                true,
                logs === "accessLogs" && resource.properties.has("accessLogs.bucket"),
            )(resource).holds === false
                ? []
                : toNamed("log", `${logs}.bucket`)(resource).map(fact => ({ ...fact, underVendorsKey: true as const })),
        ),
    claims: {
        "exposure/invalid-headers": where(
            resource => matching("loadBalancerType", /^application$/, true)(resource).holds !== false,
            flag("dropInvalidHeaderFields"),
        ),
        "audit/access-logs": flag("accessLogs.enabled"),
    },
};

const listener: Row = { claims: { "encryption/in-transit": isEncrypted, "encryption/tls-floor": isModern } };

/** A name that leads somewhere: to a region by a policy, to what it is an alias of, or to hosts and addresses that it lists. */
const record: Row = {
    place: nowhere,
    names: ["fqdn"],
    // A client of a name is a client of what the name resolves to.
    within: resource => named(resource, resource.properties.has("aliases") ? "aliases[].name" : "records[]"),
    flows: resource => {
        const facts = [
            ...toRegions("failover", "latencyRoutingPolicies[].region")(resource),
            ...toRegions("failover", "geoproximityRoutingPolicy.awsRegion")(resource),
            ...toNamed("failover", "aliases[].name")(resource),
            ...(is("type", "(CNAME|A|AAAA)")(resource).holds === true ? toHosts(resource) : []),
        ];
        return isSteady(resource) ? facts.map(fact => ({ ...fact, isSteady: true as const })) : facts;
    },
};

/**
 * Clients are answered according to their location, and a record without a health check always counts as healthy
 * (docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html).
 */
const isSteady = (resource: Resource) =>
    resource.properties.has("geolocationRoutingPolicies") &&
    !resource.properties.has("healthCheckId") &&
    eachOf("aliases", item => {
        const read = item.flag("evaluateTargetHealth");
        return read.is === "unknown" ? "undetermined" : read.is === "absent" || !read.value;
    })(resource).holds === true;

/** Hosts of AWS's, which say a region, or whatever of the stack is called so: a record, an address. Any other may be anything. */
const toHosts = (resource: Resource): FlowFact[] =>
    toNamed(
        "failover",
        "records[]",
    )(resource).map(fact =>
        "named" in fact.to &&
        fact.to.named.is === "known" &&
        !/\.(amazonaws\.com|on\.aws)\.?$/.test(fact.to.named.value)
            ? { ...fact, isPerhaps: true as const }
            : fact,
    );

/** Whether a text is such, or isn't known. */
const matchingOr = (path: string, pattern: RegExp) => (resource: Resource) =>
    matching(path, pattern, true)(resource).holds !== false;

/** Callers of an API authenticate. */
const knowsWho = (path: string) => matching(path, /^(?!NONE$)/);

/** What clients reach: balancers, names, edges, APIs. */
export const front: Readonly<Record<string, Row>> = {
    "aws:lb/loadBalancer:LoadBalancer": balancer,
    "aws:alb/loadBalancer:LoadBalancer": balancer,
    "aws:lb/listener:Listener": listener,
    "aws:alb/listener:Listener": listener,
    "aws:lb/listenerRule:ListenerRule": {},
    "aws:lb/listenerCertificate:ListenerCertificate": {},
    "aws:lb/targetGroup:TargetGroup": {},
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": {},
    "aws:lb/trustStore:TrustStore": {},
    "aws:alb/listenerRule:ListenerRule": {},
    "aws:alb/targetGroup:TargetGroup": {},
    "aws:alb/targetGroupAttachment:TargetGroupAttachment": {},
    "aws:elb/loadBalancer:LoadBalancer": {
        runs: true,
        names: ["dnsName"],
        flows: toNamed("log", "accessLogs.bucket"),
        claims: {
            "encryption/in-transit": eachOf("listeners", item => {
                const read = item.text("lbProtocol");
                return read.is === "unknown"
                    ? "undetermined"
                    : read.is === "known" && /^(https|ssl)$/i.test(read.value);
            }),
            "audit/access-logs": flag("accessLogs.enabled", true, false),
        },
    },
    "aws:wafv2/webAcl:WebAcl": { place: resource => ofScope(resource) },
    "aws:wafv2/webAclAssociation:WebAclAssociation": {},
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
        flows: toNamed("log", "logDestinationConfigs[]"),
    },
    "aws:wafv2/ipSet:IpSet": {},
    "aws:wafv2/ruleGroup:RuleGroup": {},
    "aws:wafv2/regexPatternSet:RegexPatternSet": {},
    "aws:cloudfront/distribution:Distribution": {
        place: everywhere,
        names: ["domainName"],
        flows: all(
            fromOrigins("origins[].domainName"),
            between("log", "origins[].domainName", "loggingConfig.bucket"),
            toRegions("cache", "origins[].originShield.originShieldRegion"),
        ),
        claims: {
            "encryption/in-transit": answersByTls,
            "encryption/internal-transit": asksByTls,
            "encryption/tls-floor": edgeIsModern,
            "audit/access-logs": ifSo(said("loggingConfig.bucket")),
        },
        // Or what delivers its logs says so, by a resource of its own.
        needs: { "audit/access-logs": "the destination of its access logs is not set" },
    },
    "aws:cloudfront/multitenantDistribution:MultitenantDistribution": {
        place: everywhere,
        flows: all(fromOrigins("origins[].domainName")),
    },
    "aws:cloudfront/distributionTenant:DistributionTenant": { place: nowhere },
    "aws:cloudfront/originAccessControl:OriginAccessControl": { place: nowhere },
    "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": { place: nowhere },
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": { place: nowhere },
    "aws:cloudfront/cachePolicy:CachePolicy": { place: nowhere },
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": { place: nowhere },
    "aws:cloudfront/function:Function": { place: nowhere },
    "aws:cloudfront/keyGroup:KeyGroup": { place: nowhere },
    "aws:cloudfront/publicKey:PublicKey": { place: nowhere },
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": { place: nowhere },
    // Keys and values are kept at every point of presence.
    "aws:cloudfront/keyValueStore:KeyValueStore": { place: everywhere },
    "aws:cloudfront/realtimeLogConfig:RealtimeLogConfig": {
        place: everywhere,
        flows: toNamed("log", "endpoint.kinesisStreamConfig.streamArn"),
    },
    "aws:cloudfront/vpcOrigin:VpcOrigin": {
        place: everywhere,
        flows: fromOrigins("vpcOriginEndpointConfig.arn"),
        claims: { "encryption/internal-transit": is("vpcOriginEndpointConfig.originProtocolPolicy", "https-only") },
    },
    // It ends no TLS: clients are redirected to a region, and what they send is decrypted there
    // (docs.aws.amazon.com/global-accelerator/latest/dg/introduction-how-it-works.html).
    "aws:globalaccelerator/accelerator:Accelerator": {
        place: nowhere,
        flows: resource =>
            flag("attributes.flowLogsEnabled")(resource).holds === false
                ? []
                : toNamed("log", "attributes.flowLogsS3Bucket")(resource),
        claims: { "audit/access-logs": flag("attributes.flowLogsEnabled") },
    },
    "aws:globalaccelerator/listener:Listener": { place: nowhere },
    "aws:globalaccelerator/crossAccountAttachment:CrossAccountAttachment": { place: nowhere },
    "aws:globalaccelerator/endpointGroup:EndpointGroup": {
        place: ({ properties }) => {
            const region = properties.text("endpointGroupRegion");
            return region.is === "known" && expandPlace(`aws:${region.value}`) !== undefined
                ? { is: "at", places: [`aws:${region.value}`] }
                : { is: "undetermined", reason: "the regions of its endpoints are unknown" };
        },
        // Groups of one listener stand in for each other.
        flows: () => [{ kind: "failover", path: "listenerArn", together: "listenerArn", to: { self: true } }],
    },
    "aws:route53/zone:Zone": { place: nowhere },
    "aws:route53/record:Record": record,
    "aws:route53/healthCheck:HealthCheck": { place: nowhere },
    "aws:route53/queryLog:QueryLog": { place: nowhere, flows: logsOf("cloudwatchLogGroupArn") },
    "aws:route53/delegationSet:DelegationSet": { place: nowhere },
    "aws:route53/cidrCollection:CidrCollection": { place: nowhere },
    "aws:route53/cidrLocation:CidrLocation": { place: nowhere },
    "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": { place: nowhere },
    "aws:route53/keySigningKey:KeySigningKey": { place: nowhere },
    "aws:route53/zoneAssociation:ZoneAssociation": { place: nowhere },
    "aws:route53/vpcAssociationAuthorization:VpcAssociationAuthorization": { place: nowhere },
    "aws:route53/resolverEndpoint:ResolverEndpoint": {},
    "aws:route53/resolverRule:ResolverRule": {},
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": {},
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": { flows: logsOf("destinationArn") },
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": {},
    "aws:apigateway/restApi:RestApi": { runs: true, flows: byEdge },
    "aws:apigateway/restApiPolicy:RestApiPolicy": {},
    "aws:apigateway/domainName:DomainName": {
        flows: byEdge,
        names: ["regionalDomainName", "cloudfrontDomainName"],
        claims: { "encryption/tls-floor": matching("securityPolicy", /^(TLS_1_[23]|SecurityPolicy_TLS1[23]_)/) },
    },
    "aws:apigateway/stage:Stage": {
        names: ["invokeUrl"],
        flows: toNamed("log", "accessLogSettings.destinationArn"),
        claims: {
            "audit/access-logs": ({ properties }) => ({
                holds: properties.has("accessLogSettings"),
                path: "accessLogSettings",
            }),
        },
    },
    // A preflight request of a browser (CORS), which is answered with headers only.
    "aws:apigateway/method:Method": {
        claims: {
            "exposure/public-invoker": where(
                resource => is("httpMethod", "OPTIONS")(resource).holds !== true,
                knowsWho("authorization"),
            ),
        },
    },
    "aws:apigateway/methodSettings:MethodSettings": {},
    "aws:apigateway/account:Account": {},
    "aws:apigateway/apiKey:ApiKey": {},
    "aws:apigateway/authorizer:Authorizer": {},
    "aws:apigateway/basePathMapping:BasePathMapping": {},
    "aws:apigateway/deployment:Deployment": {},
    "aws:apigateway/integration:Integration": { flows: toAws("event", "uri", "integrationTarget") },
    "aws:apigateway/integrationResponse:IntegrationResponse": {},
    "aws:apigateway/methodResponse:MethodResponse": {},
    "aws:apigateway/model:Model": {},
    "aws:apigateway/requestValidator:RequestValidator": {},
    "aws:apigateway/resource:Resource": {},
    "aws:apigateway/response:Response": {},
    "aws:apigateway/usagePlan:UsagePlan": {},
    "aws:apigateway/usagePlanKey:UsagePlanKey": {},
    "aws:apigateway/vpcLink:VpcLink": {},
    "aws:apigatewayv2/api:Api": {
        runs: true,
        names: ["apiEndpoint"],
        flows: toAws("event", "target"),
        // A single route to a fixed target needs no authentication.
        claims: {
            "exposure/public-invoker": where(
                ({ properties }) => properties.text("target").is !== "absent",
                ({ properties }) => ({ holds: !properties.has("target"), path: "target" }),
            ),
        },
    },
    "aws:apigatewayv2/stage:Stage": {
        names: ["invokeUrl"],
        flows: toNamed("log", "accessLogSettings.destinationArn"),
        claims: {
            "audit/access-logs": ({ properties }) => ({
                holds: properties.has("accessLogSettings"),
                path: "accessLogSettings",
            }),
        },
    },
    // A client is authenticated once, when it connects
    // (docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access-iam.html).
    "aws:apigatewayv2/route:Route": {
        claims: {
            "exposure/public-invoker": where(
                matchingOr("routeKey", /^(\$connect$|\$default$|[A-Z]+ \/)/),
                knowsWho("authorizationType"),
            ),
        },
    },
    "aws:apigatewayv2/domainName:DomainName": {
        claims: { "encryption/tls-floor": matching("domainNameConfiguration.securityPolicy", /^TLS_1_[23]/) },
    },
    "aws:apigatewayv2/apiMapping:ApiMapping": {},
    "aws:apigatewayv2/authorizer:Authorizer": {},
    "aws:apigatewayv2/deployment:Deployment": {},
    "aws:apigatewayv2/integration:Integration": { flows: toAws("event", "integrationUri") },
    "aws:apigatewayv2/integrationResponse:IntegrationResponse": {},
    "aws:apigatewayv2/routeResponse:RouteResponse": {},
    "aws:apigatewayv2/vpcLink:VpcLink": {},
    "aws:appsync/graphQLApi:GraphQLApi": {
        runs: true,
        // Its keys are in whatever a browser loads (docs.aws.amazon.com/appsync/latest/devguide/security-authz.html).
        claims: { "exposure/public-invoker": matching("authenticationType", /^(?!API_KEY$)/) },
    },
    "aws:appsync/dataSource:DataSource": {
        flows: all(
            toAws("event", "httpConfig.endpoint", "lambdaConfig.functionArn", "eventBridgeConfig.eventBusArn"),
            toRegionsOf("event", "dynamodbConfig.region"),
            toRegionsOf("event", "elasticsearchConfig.region"),
            toRegionsOf("event", "opensearchserviceConfig.region"),
            toRegionsOf("event", "relationalDatabaseConfig.httpEndpointConfig.region"),
        ),
    },
    "aws:appsync/resolver:Resolver": {},
    "aws:appsync/function:Function": {},
    "aws:appsync/apiKey:ApiKey": {},
    "aws:appsync/apiCache:ApiCache": {
        holds: "data",
        encryption: resource =>
            flag("atRestEncryptionEnabled")(resource).holds === false ? { by: "nobody" } : { by: "provider" },
        claims: { "encryption/internal-transit": flag("transitEncryptionEnabled") },
    },
    "aws:appsync/domainName:DomainName": { place: everywhere },
    "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation": {},
    "aws:cognito/userPoolClient:UserPoolClient": {},
    "aws:cognito/userPoolDomain:UserPoolDomain": {},
    "aws:cognito/userGroup:UserGroup": {},
    "aws:cognito/user:User": {},
    "aws:cognito/identityProvider:IdentityProvider": {},
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": {},
    "aws:cognito/resourceServer:ResourceServer": {},
    "aws:cognito/riskConfiguration:RiskConfiguration": {},
    "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration": {
        flows: logsOf(
            "logConfigurations[].cloudWatchLogsConfiguration.logGroupArn",
            "logConfigurations[].s3Configuration.bucketArn",
            "logConfigurations[].firehoseConfiguration.streamArn",
        ),
    },
};

/** A list of rules for CloudFront is asked at the edge, and kept in us-east-1; any other where it is. */
function ofScope(resource: Resource) {
    return is("scope", "CLOUDFRONT")(resource).holds === true ? nowhere() : placeOf(resource);
}

/** An API that says nothing else is optimized for the edge: CloudFront answers (docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html). */
function byEdge({ properties }: Resource): FlowFact[] {
    const path = "endpointConfiguration.types";
    const read = properties.text(path);
    if (read.is === "known" && read.value !== "EDGE") return [];
    return [
        {
            kind: "cache",
            path,
            to: read.is === "unknown" ? { named: read, property: "endpointConfiguration" } : { place: "aws:global" },
        },
    ];
}
