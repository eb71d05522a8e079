import type { Kind, Making, Thing } from "../kind";
import { arn, input, joining, type Made, own, uuid } from "./forms";

const hostOfBalancer = ({ inputs, region, hex }: Made) =>
    `${String(inputs.name)}-${hex(10)}.${region ?? ""}.elb.amazonaws.com`;

/** What clients reach: balancers, filters, names, certificates. */
export const front: Readonly<Record<string, Kind>> = {
    "aws:lb/loadBalancer:LoadBalancer": {
        id: made =>
            `arn:aws:elasticloadbalancing:${made.region ?? ""}:${made.account}:loadbalancer/app/${String(made.inputs.name)}/${made.hex(16)}`,
        outputs: {
            arn: own,
            dnsName: hostOfBalancer,
            zoneId: ({ hex }) => `Z${hex(13).toUpperCase()}`,
            arnSuffix: ({ id }) => id.split("loadbalancer/")[1],
        },
        fixed: ["name", "internal", "loadBalancerType"],
        name: { property: "name", pattern: /^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/, auto: 32 },
        guard: { property: "enableDeletionProtection", while: true },
        held: true,
    },
    "aws:lb/targetGroup:TargetGroup": {
        id: made =>
            `arn:aws:elasticloadbalancing:${made.region ?? ""}:${made.account}:targetgroup/${String(made.inputs.name)}/${made.hex(16)}`,
        outputs: { arn: own, arnSuffix: ({ id }) => id.split(":").at(-1) },
        fixed: ["name", "port", "protocol", "protocolVersion", "targetType", "vpcId"],
        name: { property: "name", pattern: /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/, auto: 32 },
        held: true,
    },
    "aws:lb/listener:Listener": {
        id: made => `${String(made.inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/")}/${made.hex(16)}`,
        outputs: { arn: own },
        required: ["loadBalancerArn", "defaultActions"],
        fixed: ["loadBalancerArn"],
    },
    "aws:lb/listenerRule:ListenerRule": {
        id: made => `${String(made.inputs.listenerArn).replace(":listener/", ":listener-rule/")}/${made.hex(16)}`,
        outputs: { arn: own },
        required: ["listenerArn", "actions", "conditions"],
        fixed: ["listenerArn"],
    },
    "aws:wafv2/webAcl:WebAcl": {
        id: uuid,
        outputs: {
            arn: arn("wafv2", ({ id, inputs }) => `regional/webacl/${String(inputs.name)}/${id}`),
            capacity: () => 925,
        },
        required: ["defaultAction", "scope", "visibilityConfig"],
        fixed: ["name", "scope"],
        name: { property: "name", pattern: /^[\w-]{1,128}$/, auto: 128 },
        held: true,
    },
    "aws:wafv2/webAclAssociation:WebAclAssociation": joining("webAclArn", "resourceArn"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": joining("resourceArn"),
    "aws:acm/certificate:Certificate": {
        id: made => `arn:aws:acm:${made.region ?? ""}:${made.account}:certificate/${uuid(made)}`,
        outputs: { arn: own, domainValidationOptions: validations, status: () => "PENDING_VALIDATION" },
        fixed: ["domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm"],
        name: { property: "domainName", pattern: /^[a-z0-9.*-]{1,64}$/, many: true },
        held: true,
    },
    "aws:acm/certificateValidation:CertificateValidation": {
        ...joining("certificateArn"),
        fixed: ["certificateArn", "validationRecordFqdns"],
    },
    "aws:route53/zone:Zone": {
        global: true,
        id: ({ hex }) => `Z${hex(20).toUpperCase()}`,
        outputs: {
            arn: ({ id }) => `arn:aws:route53:::hostedzone/${id}`,
            zoneId: own,
            nameServers: () => [1, 2, 3, 4].map(i => `ns-${i}.awsdns.example`),
        },
        fixed: ["name"],
        held: true,
    },
    "aws:route53/record:Record": {
        global: true,
        id: ({ inputs }) => [inputs.zoneId, inputs.name, inputs.type, inputs.setIdentifier].filter(Boolean).join("_"),
        outputs: { fqdn: input("name") },
        required: ["zoneId", "name", "type"],
        fixed: ["zoneId", "name", "type", "setIdentifier"],
        refuses: recordBesideOthers,
    },
    "aws:route53/healthCheck:HealthCheck": {
        global: true,
        id: uuid,
        outputs: { arn: ({ id }) => `arn:aws:route53:::healthcheck/${id}` },
        required: ["type"],
        fixed: ["type", "requestInterval", "measureLatency"],
    },
};

/**
 * Records of one name and type share a policy, and a CNAME has its name to itself
 * (docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html).
 */
function recordBesideOthers({ inputs, things }: Making & { readonly things: readonly Thing[] }): string | undefined {
    const policyOf = (record: Thing["inputs"]) =>
        Object.keys(record).find(key => /RoutingPolic(y|ies)$/.test(key)) ?? "none";
    const others = things.filter(
        ({ type, inputs: { name, zoneId } }) =>
            type === "aws:route53/record:Record" && name === inputs.name && zoneId === inputs.zoneId,
    );
    const [wrong] = others.filter(other =>
        other.inputs.type === inputs.type
            ? policyOf(other.inputs) !== policyOf(inputs)
            : [other.inputs.type, inputs.type].includes("CNAME"),
    );
    return (
        wrong &&
        `the name ${String(inputs.name)} has a record of type ${String(wrong.inputs.type)}, by ${policyOf(wrong.inputs)}`
    );
}

/** One for each host: where its owner shows that it is theirs. The same wherever the account asks. */
function validations({ account, inputs }: Made) {
    const hosts = [inputs.domainName, ...((inputs.subjectAlternativeNames as string[] | undefined) ?? [])];
    return hosts.map(host => ({
        domainName: host,
        resourceRecordName: `_${account.slice(0, 6)}.${String(host)}`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_validation.acm-validations.aws",
    }));
}
