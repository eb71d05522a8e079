import { type Counterpart, ofProvider } from "./counterpart";

const attribute = "is an attribute there: a key and a text, of which the schema knows no values";

/** Balancers, certificates, names and filters. */
export const front: Readonly<Record<string, Counterpart>> = {
    "acm/certificate": { type: "AWS::CertificateManager::Certificate" },
    "acmpca/certificate": {
        type: "AWS::ACMPCA::Certificate",
        // The provider has a text for what is a number.
        values: { "validity.value": "json" },
    },
    "acmpca/certificateAuthority": {
        type: "AWS::ACMPCA::CertificateAuthority",
        names: {
            "certificateAuthorityConfiguration.keyAlgorithm": "KeyAlgorithm",
            "certificateAuthorityConfiguration.signingAlgorithm": "SigningAlgorithm",
            "certificateAuthorityConfiguration.subject": "Subject",
        },
        without: { permanentDeletionTimeInDays: "belongs to the request that deletes it" },
    },
    "acmpca/certificateAuthorityCertificate": { type: "AWS::ACMPCA::CertificateAuthorityActivation" },
    "lb/listener": {
        type: "AWS::ElasticLoadBalancingV2::Listener",
        names: {
            certificateArn: "Certificates[0].CertificateArn",
            "defaultActions[].fixedResponse": "DefaultActions[].FixedResponseConfig",
        },
    },
    "lb/listenerRule": {
        type: "AWS::ElasticLoadBalancingV2::ListenerRule",
        names: {
            "actions[].fixedResponse": "Actions[].FixedResponseConfig",
            "actions[].jwtValidation": "Actions[].JwtValidationConfig",
            "conditions[].hostHeader": "Conditions[].HostHeaderConfig",
            "conditions[].httpHeader": "Conditions[].HttpHeaderConfig",
            "conditions[].pathPattern": "Conditions[].PathPatternConfig",
        },
    },
    "lb/loadBalancer": {
        type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        names: { internal: "Scheme", loadBalancerType: "Type" },
        values: { internal: { true: "internal", false: "internet-facing" } },
        without: {
            accessLogs: attribute,
            desyncMitigationMode: attribute,
            dropInvalidHeaderFields: attribute,
            enableDeletionProtection: attribute,
            idleTimeout: attribute,
            preserveHostHeader: attribute,
            xffHeaderProcessingMode: attribute,
        },
    },
    "lb/targetGroup": {
        type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        names: {
            "healthCheck.healthyThreshold": "HealthyThresholdCount",
            "healthCheck.interval": "HealthCheckIntervalSeconds",
            "healthCheck.matcher": "Matcher.HttpCode",
            "healthCheck.path": "HealthCheckPath",
            "healthCheck.port": "HealthCheckPort",
            "healthCheck.protocol": "HealthCheckProtocol",
            "healthCheck.timeout": "HealthCheckTimeoutSeconds",
            "healthCheck.unhealthyThreshold": "UnhealthyThresholdCount",
        },
        without: { deregistrationDelay: attribute, loadBalancingAlgorithmType: attribute },
    },
    "route53/healthCheck": {
        type: "AWS::Route53::HealthCheck",
        names: {
            enableSni: "HealthCheckConfig.EnableSNI",
            failureThreshold: "HealthCheckConfig.FailureThreshold",
            fqdn: "HealthCheckConfig.FullyQualifiedDomainName",
            measureLatency: "HealthCheckConfig.MeasureLatency",
            port: "HealthCheckConfig.Port",
            requestInterval: "HealthCheckConfig.RequestInterval",
            resourcePath: "HealthCheckConfig.ResourcePath",
            tags: "HealthCheckTags",
            type: "HealthCheckConfig.Type",
        },
    },
    "route53/record": {
        type: "AWS::Route53::RecordSet",
        names: {
            "aliases[].name": "AliasTarget.DNSName",
            "aliases[].zoneId": "AliasTarget.HostedZoneId",
            "aliases[]": "AliasTarget",
            "latencyRoutingPolicies[].region": "Region",
            records: "ResourceRecords",
            ttl: "TTL",
            zoneId: "HostedZoneId",
        },
        without: { allowOverwrite: ofProvider },
    },
    "route53/zone": { type: "AWS::Route53::HostedZone", names: { comment: "HostedZoneConfig.Comment" } },
    "wafv2/webAcl": {
        type: "AWS::WAFv2::WebACL",
        names: {
            "rules[].visibilityConfig.cloudwatchMetricsEnabled": "Rules[].VisibilityConfig.CloudWatchMetricsEnabled",
            "visibilityConfig.cloudwatchMetricsEnabled": "VisibilityConfig.CloudWatchMetricsEnabled",
        },
    },
    "wafv2/webAclAssociation": { type: "AWS::WAFv2::WebACLAssociation", names: { webAclArn: "WebACLArn" } },
    "wafv2/webAclLoggingConfiguration": { type: "AWS::WAFv2::LoggingConfiguration" },
};
