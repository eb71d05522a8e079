import type { ApiAnswer, ApiRequest } from "./index";

/** What an account of AWS has. */
export interface FakeAccount {
    readonly account: string;
    /** Of the identity that signs in. */
    readonly arn: string;
    /** Roles that it may assume. */
    readonly roles: readonly string[];
    readonly isDenied: (action: string, resource: string, context: Readonly<Record<string, string>>) => boolean;
    /** By code: the value, and the use as CloudWatch counts it. */
    readonly quotas: Readonly<
        Record<string, { readonly value: number; readonly used?: number; readonly isDefault?: true }>
    >;
    /** Tags of each VPC. */
    readonly networks: readonly Readonly<Record<string, string>>[];
    readonly zones: readonly string[];
    /** Zones in which each type of machines is offered. */
    readonly offered: Readonly<Record<string, readonly string[]>>;
    /** By id: its zone. */
    readonly subnets: Readonly<Record<string, string>>;
    /** Digests of images in its registry. */
    readonly hasImage: (repository: string, digest: string) => boolean;
    /** By id. */
    readonly hostedZones: Readonly<
        Record<string, { readonly name: string; readonly isPrivate?: true; readonly nameServers: readonly string[] }>
    >;
    /** By ARN. */
    readonly keys: Readonly<
        Record<string, { readonly KeyState: string; readonly KeyUsage?: string; readonly KeySpec?: string }>
    >;
    readonly certificates: Readonly<Record<string, { readonly Status: string; readonly names: readonly string[] }>>;
    /** What the trust policies of its roles require. */
    readonly externalId?: string;
    /** Operations that are refused. */
    readonly refused: Readonly<Record<string, string>>;
}

/**
 * The answers of an account, each in the form of the example of its operation in AWS's API references
 * (docs.aws.amazon.com/{STS,IAM,AWSEC2,AmazonECR,Route53,kms,acm,AmazonCloudWatch}/latest/APIReference/API_<operation>.html and
 * docs.aws.amazon.com/servicequotas/2019-06-24/apireference), with other values.
 */
export function answersOf(account: FakeAccount): (request: ApiRequest) => ApiAnswer {
    return request => {
        const refused = account.refused[request.operation];
        if (refused !== undefined) return { error: refused, status: 403 };
        const { operation } = request;
        if (operation.startsWith("/2013-04-01/hostedzone")) return hostedZone(request, account);
        const answer = answers[operation];
        return answer?.(request.parameters, account) ?? { error: "UnknownOperationException" };
    };
}

type Answering = (parameters: Readonly<Record<string, unknown>>, account: FakeAccount) => ApiAnswer;

const xml = (operation: string, version: string, result: string): ApiAnswer => ({
    body: `<${operation}Response xmlns="https://${version}/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></${operation}Response>`,
});
const sts = (operation: string, result: string) => xml(operation, "sts.amazonaws.com/doc/2011-06-15", result);
const iam = (operation: string, result: string) => xml(operation, "iam.amazonaws.com/doc/2010-05-08", result);
const ec2 = (operation: string, result: string): ApiAnswer => ({
    body: `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</requestId>${result}</${operation}Response>`,
});
const items = (list: readonly string[]) => list.map(each => `<item>${each}</item>`).join("");

const answers: Readonly<Record<string, Answering | undefined>> = {
    GetCallerIdentity: (_, { account, arn }) =>
        sts(
            "GetCallerIdentity",
            `<Arn>${arn}</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>${account}</Account>`,
        ),
    AssumeRole: ({ ExternalId, RoleArn, RoleSessionName }, { externalId, roles }) => {
        const role = String(RoleArn);
        if (!roles.includes(role) || ExternalId !== externalId) return { error: "AccessDenied", status: 403 };
        const name = `${role.split("/").at(-1)!}/${String(RoleSessionName)}`;
        const id = role.split(":")[4]!;
        return sts(
            "AssumeRole",
            `<AssumedRoleUser><Arn>arn:aws:sts::${id}:assumed-role/${name}</Arn><AssumedRoleId>ARO123EXAMPLE123:${name}</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>ASIA${id}</AccessKeyId><SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey><SessionToken>AQoDYXdzEPT</SessionToken><Expiration>2050-11-09T13:34:41Z</Expiration></Credentials>`,
        );
    },
    GetRole: ({ RoleName }, { account }) =>
        iam(
            "GetRole",
            `<Role><Path>/deployers/</Path><Arn>arn:aws:iam::${account}:role/deployers/${String(RoleName)}</Arn><RoleName>${String(RoleName)}</RoleName><CreateDate>2011-05-08T23:34:01Z</CreateDate><RoleId>AROADBQP57FF2AEXAMPLE</RoleId></Role>`,
        ),
    SimulatePrincipalPolicy: (parameters, { isDenied }) => {
        const listed = (field: string) =>
            Object.entries(parameters).flatMap(([key, value]) => (key.startsWith(field) ? [String(value)] : []));
        const [resource = "*"] = listed("ResourceArns.member");
        const key = parameters["ContextEntries.member.1.ContextKeyName"] as string | undefined;
        const context =
            key === undefined ? {} : { [key]: String(parameters["ContextEntries.member.1.ContextKeyValues.member.1"]) };
        const results = listed("ActionNames.member").map(
            action =>
                `<member><MatchedStatements/><MissingContextValues/><EvalResourceName>${resource}</EvalResourceName><EvalDecision>${isDenied(action, resource, context) ? "implicitDeny" : "allowed"}</EvalDecision><EvalActionName>${action}</EvalActionName></member>`,
        );
        return iam(
            "SimulatePrincipalPolicy",
            `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join("")}</EvaluationResults>`,
        );
    },
    GetServiceQuota: ({ QuotaCode }, account) => quota(String(QuotaCode), account, false),
    GetAWSDefaultServiceQuota: ({ QuotaCode }, account) => quota(String(QuotaCode), account, true),
    GetMetricStatistics: ({ Dimensions }, { quotas }) => {
        const [{ Value: code }] = Dimensions as [{ readonly Value: string }];
        const used = quotas[code]!.used;
        const points =
            used === undefined
                ? []
                : [used - 1, used].map(Maximum => ({ Maximum, Timestamp: 1_796_201_437, Unit: "None" }));
        return { body: { Label: "ResourceCount", Datapoints: points } };
    },
    DescribeVpcs: (_, { networks }) =>
        ec2(
            "DescribeVpcs",
            `<vpcSet>${items(networks.map((tags, i) => `<vpcId>vpc-${i}</vpcId><state>available</state><cidrBlock>10.0.0.0/16</cidrBlock><isDefault>false</isDefault><tagSet>${items(Object.entries(tags).map(([key, value]) => `<key>${key}</key><value>${value}</value>`))}</tagSet>`))}</vpcSet>`,
        ),
    DescribeAvailabilityZones: (_, { zones }) =>
        ec2(
            "DescribeAvailabilityZones",
            `<availabilityZoneInfo>${items(zones.map(zone => `<optInStatus>opt-in-not-required</optInStatus><zoneName>${zone}</zoneName><zoneState>available</zoneState>`))}</availabilityZoneInfo>`,
        ),
    DescribeSubnets: (parameters, { subnets }) => {
        const ids = Object.entries(parameters).flatMap(([key, id]) =>
            key.startsWith("SubnetId.") ? [String(id)] : [],
        );
        if (!ids.every(id => id in subnets)) return { error: "InvalidSubnetID.NotFound" };
        return ec2(
            "DescribeSubnets",
            `<subnetSet>${items(ids.map(id => `<subnetId>${id}</subnetId><state>available</state><availabilityZone>${subnets[id]!}</availabilityZone>`))}</subnetSet>`,
        );
    },
    DescribeInstanceTypeOfferings: (parameters, { offered }) => {
        const type = String(parameters["Filter.1.Value.1"]);
        return ec2(
            "DescribeInstanceTypeOfferings",
            `<instanceTypeOfferingSet>${items((offered[type] ?? []).map(zone => `<instanceType>${type}</instanceType><locationType>availability-zone</locationType><location>${zone}</location>`))}</instanceTypeOfferingSet>`,
        );
    },
    DescribeImages: ({ imageIds, repositoryName }, { hasImage }) => {
        const [{ imageDigest }] = imageIds as [{ readonly imageDigest: string }];
        return hasImage(String(repositoryName), imageDigest)
            ? { body: { imageDetails: [{ repositoryName, imageDigest, imageSizeInBytes: 26 }] } }
            : { error: "ImageNotFoundException" };
    },
    DescribeKey: ({ KeyId }, { keys }) => {
        const key = keys[String(KeyId)];
        const usual = { KeyUsage: "ENCRYPT_DECRYPT", KeySpec: "SYMMETRIC_DEFAULT" };
        return key ? { body: { KeyMetadata: { KeyId, ...usual, ...key } } } : { error: "NotFoundException" };
    },
    DescribeCertificate: ({ CertificateArn }, { certificates }) => {
        const certificate = certificates[String(CertificateArn)];
        if (certificate === undefined) return { error: "ResourceNotFoundException" };
        const { Status, names } = certificate;
        return {
            body: { Certificate: { CertificateArn, Status, DomainName: names[0], SubjectAlternativeNames: names } },
        };
    },
};

function quota(code: string, { quotas }: FakeAccount, asDefault: boolean): ApiAnswer {
    const { isDefault, value } = quotas[code]!;
    if (isDefault === true && !asDefault) return { error: "NoSuchResourceException" };
    // The dimension has the code, so that the metric is found by it.
    const UsageMetric =
        code === "L-F678F1CE"
            ? undefined
            : {
                  MetricNamespace: "AWS/Usage",
                  MetricName: "ResourceCount",
                  MetricDimensions: { Class: code },
                  MetricStatisticRecommendation: "Maximum",
              };
    return {
        body: {
            Quota: {
                QuotaCode: code,
                Value: value,
                Unit: "None",
                Adjustable: true,
                ...(UsageMetric && { UsageMetric }),
            },
        },
    };
}

function hostedZone({ operation, parameters }: ApiRequest, { hostedZones }: FakeAccount): ApiAnswer {
    const of = (id: string) => {
        const { isPrivate, name } = hostedZones[id]!;
        return `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}.</Name><CallerReference>c</CallerReference><Config><PrivateZone>${isPrivate === true}</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>`;
    };
    if (operation.endsWith("hostedzonesbyname")) {
        const found = Object.keys(hostedZones).filter(id => hostedZones[id]!.name >= String(parameters.dnsname));
        return {
            body: `<ListHostedZonesByNameResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones>${found.map(of).join("")}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>10</MaxItems></ListHostedZonesByNameResponse>`,
        };
    }
    const id = operation.split("/").at(-1)!;
    const zone = hostedZones[id];
    if (zone === undefined) return { error: "NoSuchHostedZone", status: 404 };
    const servers = zone.nameServers.map(name => `<NameServer>${name}</NameServer>`).join("");
    return {
        body: `<GetHostedZoneResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${of(id)}<DelegationSet><NameServers>${servers}</NameServers></DelegationSet></GetHostedZoneResponse>`,
    };
}
