import { type CheckFacts, type CloudFacts, gateChecks, type Machines, type RouteFacts, sidecarPort } from "./cloud";
import { built, impossible, possible } from "./capability";
import { awsNames } from "./names/aws";
import { awsNetworks } from "./networks/aws";

/** Checks every 10 seconds cost extra; with the 30 of the base price an outage would be noticed after a minute and a half. */
const route53Checks: CheckFacts = {
    floorSeconds: 10,
    steps: [10, 30],
    defaultSeconds: 10,
    defaultUnhealthyAfter: 3,
};

/** Limits of the health checks of a balancer's targets. */
const targetGroupChecks: CheckFacts = {
    floorSeconds: 5,
    defaultSeconds: 5,
    unhealthyAfter: { least: 2, most: 10 },
    defaultUnhealthyAfter: 3,
};

const failsOpen = "fails open: when every region of a cell is unhealthy, DNS returns all of them";

const latency: RouteFacts = {
    state: "built",
    by: "Route 53 latency records",
    takes: "hostname",
    checks: route53Checks,
    limits: [
        failsOpen,
        "latency is that of the AWS region nearest to the client's resolver, measured over weeks",
        "records of one name share a policy: a cell that spans clouds is routed by distance",
    ],
    source: "docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency.html",
};

const geoproximity: RouteFacts = {
    state: "built",
    by: "Route 53 geoproximity records",
    takes: "hostname",
    checks: route53Checks,
    limits: [failsOpen, "the nearest region by distance, which isn't always the fastest"],
    source: "docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geoproximity.html",
};

/** Its one origin is a name that fails over: CloudFront itself retries only GET, HEAD and OPTIONS at another origin. */
const cloudFront = (origin: RouteFacts): RouteFacts => ({
    state: "possible",
    by: `CloudFront, with ${origin.by} as its origin`,
    takes: "hostname",
    checks: origin.checks,
    limits: [
        ...origin.limits,
        "failover of a POST is that of the records: the edge itself tries only GET, HEAD and OPTIONS elsewhere",
        "only answers to GET and HEAD are cached",
    ],
    source: "docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html",
});

/** On demand in us-east-1. Of memory, the agent, the proxy and the system take the rest. */
export const awsMachines: Machines = {
    // Without regions that no config may have. Compared with the price lists by tests/rehearsal/linters/machines.test.ts.
    notOffered: {
        g4dn: [
            ...["ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6"],
            ...["ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-2", "il-central-1", "me-central-1"],
            "mx-central-1",
        ],
        g5: [
            ...["af-south-1", "ap-east-2", "ap-northeast-3", "ap-south-2", "ap-southeast-1", "ap-southeast-4"],
            ...["ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1"],
            ...["me-south-1", "mx-central-1", "us-west-1"],
        ],
        g6: [
            ...["af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-3"],
            ...["ap-southeast-4", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-south-1", "eu-west-1"],
            ...["il-central-1", "me-south-1", "mx-central-1", "us-west-1"],
        ],
        g6e: [
            ...["af-south-1", "ap-east-1", "ap-east-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3"],
            ...["ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1"],
            ...["eu-central-2", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-south-1"],
            ...["mx-central-1", "sa-east-1", "us-west-1"],
        ],
        p4d: [
            ...["af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-3", "ap-south-2", "ap-southeast-3"],
            ...["ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2"],
            ...["eu-south-1", "eu-south-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1"],
            "us-west-1",
        ],
        p5: [
            ...["af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-3", "ap-south-2", "ap-southeast-1"],
            ...["ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-1"],
            ...["eu-central-2", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3", "il-central-1", "me-central-1"],
            ...["me-south-1", "mx-central-1"],
        ],
    },
    types: [
        { type: "g4dn.xlarge", cpu: 4, memoryGiB: 16, gpus: 1 },
        { type: "g4dn.2xlarge", cpu: 8, memoryGiB: 32, gpus: 1 },
        { type: "g6.xlarge", cpu: 4, memoryGiB: 16, gpus: 1 },
        { type: "g6.2xlarge", cpu: 8, memoryGiB: 32, gpus: 1 },
        { type: "g5.xlarge", cpu: 4, memoryGiB: 16, gpus: 1 },
        { type: "g4dn.4xlarge", cpu: 16, memoryGiB: 64, gpus: 1 },
        { type: "g5.2xlarge", cpu: 8, memoryGiB: 32, gpus: 1 },
        { type: "g6.4xlarge", cpu: 16, memoryGiB: 64, gpus: 1 },
        { type: "g5.4xlarge", cpu: 16, memoryGiB: 64, gpus: 1 },
        { type: "g6e.xlarge", cpu: 4, memoryGiB: 32, gpus: 1 },
        { type: "g4dn.12xlarge", cpu: 48, memoryGiB: 192, gpus: 4 },
        { type: "g6.12xlarge", cpu: 48, memoryGiB: 192, gpus: 4 },
        { type: "g5.12xlarge", cpu: 48, memoryGiB: 192, gpus: 4 },
        { type: "g6.48xlarge", cpu: 192, memoryGiB: 768, gpus: 8 },
        { type: "g5.48xlarge", cpu: 192, memoryGiB: 768, gpus: 8 },
        { type: "p4d.24xlarge", cpu: 96, memoryGiB: 1152, gpus: 8 },
        { type: "p5.48xlarge", cpu: 192, memoryGiB: 2048, gpus: 8 },
    ],
    memoryLeft: 0.85,
    source: "docs.aws.amazon.com/ec2/latest/instancetypes/ac.html",
};

/** The most that a task definition may be. */
const taskBytes = 64 * 1024;

/** An identifier of a service in a region, in whichever account. */
const arn = (service: string, resource: string) => ({
    pattern: `^arn:[a-z-]+:${service}:{region}:[0-9]*:${resource}/`,
    form: `arn:…:${service}:{region}:…:${resource}/…`,
});

export const aws: CloudFacts = {
    adapter: "built",
    title: "AWS",
    features: {
        "name/shared": possible("Route 53"),

        "artifact/file": built("put into S3"),
        "artifact/https": built("put into S3"),
        "artifact/s3": built("copied within S3"),
        "artifact/gs": impossible("an update of AWS signs in to AWS alone"),
        "artifact/az": impossible("an update of AWS signs in to AWS alone"),
        "artifact/oci": impossible("an update of AWS signs in to AWS alone"),
        "artifact/mlflow": impossible("`meridian resolve` reads no MLflow registry"),

        "server/own": built("a container beside an Envoy in the task"),

        "store/tables": built("DynamoDB global tables"),
        "store/strong": built("DynamoDB multi-Region strong consistency: three regions of one set, without expiry"),
        "store/sort-key": built("DynamoDB"),
        "store/ttl": built("DynamoDB, within a few days of the time"),
        "store/change-events": possible("DynamoDB Streams"),
        "store/kept-changes": built("DynamoDB Streams, 24 hours"),
        "store/claims": impossible("programs ask DynamoDB itself, as IAM lets them: no gate is in between"),
        "store/lookups": possible("by the model server, from DynamoDB"),
        "store/backup": built("AWS Backup"),

        "cache/predictions": possible("ElastiCache for Valkey"),

        "observability/objectives": built("CloudWatch alarms on burn rates, of all models of a region together"),
        "observability/logs": built("CloudWatch Logs"),
        "observability/drift": possible("CloudWatch alarms on metrics of the comparer"),
        "observability/anomalies": possible("CloudWatch anomaly detection"),
        "observability/withdrawal": possible("the checks of names, by what the cell's store says"),
        "observability/audit": built("CloudTrail, a trail in each region"),
        "observability/samples": possible("in the memory of the region's model servers"),
        "observability/export-splunk": possible("Data Firehose"),
        "observability/export-elasticsearch": possible("OpenTelemetry Collector"),
        "observability/export-otlp": possible("OpenTelemetry Collector"),
        "observability/export-ca": possible("OpenTelemetry Collector"),

        "budget/limit": built("AWS Budgets, in USD, in each account"),
        "budget/anomalies": built("Cost Anomaly Detection, in one account for all cells"),
        "recovery/drills": possible("Fault Injection Service"),

        "cell/accounts": built("a role assumed in each cell's account"),
        "cell/several-clouds": possible(
            "gates that show peers on other clouds a certificate, in addition to the key in a header",
        ),
        "network/ranges": built("a VPC and its subnets"),
        "existing/network": built("a VPC and its subnets"),
        "existing/key": built("KMS keys"),
        "existing/zone": built("a Route 53 zone"),
        "existing/table": built("DynamoDB tables"),
        "existing/cluster": possible("an ECS cluster"),
        "existing/certificate": built("ACM certificates"),
        "existing/authority": built("AWS Private CA"),
        "access/deployers": built("IAM"),
        "access/invokers": built("subjects of tokens, by the gate"),
    },
    hostings: {
        container: {
            state: "built",
            product: "ECS on Fargate, on EC2 with a GPU",
            inbound: "tls",
            features: {
                replicas: built("ECS"),
                gpu: built("EC2 capacity providers, for a custom server image that computes on GPUs; Fargate has none"),
                "scaling/reactive": built("target tracking"),
                // It needs a day of metrics, looks at two weeks, and never scales in by itself (…/aas-predictive-scaling-how-it-works.html).
                "scaling/predictive": possible("predictive scaling, after a day of metrics"),
                "scaling/scheduled": possible("scheduled scaling"),
                "scaling/to-zero": impossible("nothing in front of a service of ECS starts a task"),
            },
            largest: {
                cpu: 16,
                memoryGiB: 120,
                source: "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
            },
            machines: awsMachines,
        },
        managed: {
            state: "possible",
            product: "SageMaker real-time endpoints behind the gate",
            inbound: "tls",
            features: {
                replicas: possible("SageMaker"),
                gpu: possible("instance types with GPUs"),
                "scaling/reactive": possible("target tracking"),
                "scaling/predictive": impossible("SageMaker scales by what it measures"),
                "scaling/scheduled": possible("scheduled scaling"),
                "scaling/to-zero": possible("inference components, whose requests fail until one runs"),
            },
        },
        instances: {
            state: "possible",
            product: "EC2 Auto Scaling groups",
            inbound: "tls",
            features: {
                replicas: possible("Auto Scaling groups"),
                gpu: possible("instance types with GPUs"),
                "scaling/reactive": possible("target tracking"),
                "scaling/predictive": possible("predictive scaling, after a day of metrics"),
                "scaling/scheduled": possible("scheduled actions"),
                "scaling/to-zero": impossible("nothing in front of a group starts a machine"),
            },
        },
        function: {
            state: "possible",
            product: "Lambda functions from images behind the gate",
            inbound: "tls",
            features: {
                replicas: possible("provisioned concurrency"),
                gpu: possible("Lambda Managed Instances"),
                "scaling/reactive": possible("Lambda"),
                "scaling/predictive": impossible("Lambda scales with each request"),
                "scaling/scheduled": possible("scheduled scaling of provisioned concurrency"),
                "scaling/to-zero": possible("Lambda"),
            },
            largest: {
                cpu: 6,
                memoryGiB: 10,
                source: "docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
            },
        },
        edge: {
            // No class in the SDK: by `aws.cloudformation.Stack` with `AWS::GreengrassV2::*`.
            state: "possible",
            product: "IoT Greengrass components",
            inbound: "mtls",
            features: {
                replicas: impossible("a device runs one"),
                gpu: impossible("a device has what it has"),
                "scaling/reactive": impossible("a device runs one"),
                "scaling/predictive": impossible("a device runs one"),
                "scaling/scheduled": impossible("a device runs one"),
                "scaling/to-zero": impossible("a device runs one"),
            },
        },
    },
    // One of the three may be a witness, which stores changes and answers no requests: a cell lists its regions, so all three serve.
    strong: {
        regions: 3,
        sets: ["aws:dynamodb-mrsc/us", "aws:dynamodb-mrsc/eu", "aws:dynamodb-mrsc/ap"],
        source: "docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html",
    },
    changes: {
        mostHours: 24,
        source: "docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html",
    },
    // Services of the first two have endpoints of other names (aws-cdk, `VPC_ENDPOINT_SERVICE_EXCEPTIONS`).
    partitions: {
        "aws-cn": possible("endpoints of the partition"),
        "aws-eusc": possible("endpoints of the partition"),
        // No public zones, no latency records (docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-r53.html).
        "aws-us-gov": possible("names of another account"),
    },
    existing: {
        together: ["network", "subnets", "publicSubnets"],
        // A balancer has subnets of two zones at least
        // (docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html).
        least: { publicSubnets: 2 },
        forms: {
            // No multi-Region key: another region could open what lies under it.
            key: {
                pattern: "^arn:[a-z-]+:kms:{region}:[0-9]*:key/(?!mrk-)",
                form: "arn:…:kms:{region}:…:key/…, other than a multi-Region key",
            },
            certificate: arn("acm", "certificate"),
            authority: arn("acm-pca", "certificate-authority"),
        },
        source: "docs.aws.amazon.com/service-authorization/latest/reference",
    },
    networks: awsNetworks,
    // Not a whole account, and no pattern.
    deployers: { pattern: /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, form: "the ARN of a role or user" },
    invokersBy: "tokens",
    needsSettings: true,
    // "AUD is not in the supported unit set: [USD]" (github.com/awslabs/landing-zone-accelerator-on-aws/issues/682).
    currency: "USD",
    // An Application Load Balancer has no fixed addresses.
    definition: {
        mostBytes: taskBytes,
        source: "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
    },
    ownServers: {
        // A target group of an Application Load Balancer takes gRPC or HTTP/1.1, and the gate's takes HTTP/1.1.
        protocols: { allowed: ["oip-http", "openai", "http"], by: "what the front of aws accepts" },
        // The last two: administration of the proxy of Service Connect (github.com/aws/amazon-ecs-service-connect-agent, agent_config.go).
        takenPorts: [sidecarPort, 9901, 9902],
        // Its tasks reach the registry of their region by an endpoint in the network, and no other.
        image: {
            pattern: "^(\\{account\\}|[0-9]{12})\\.dkr\\.ecr\\.{region}\\.amazonaws\\.com/",
            form: "{account}.dkr.ecr.{region}.amazonaws.com/<repository>@sha256:<digest>",
            by: "which alone its servers reach",
            remedy: "copy the image there by `crane copy`, and name it so; {account} and {region} may stay as they are",
        },
        mostBytes: taskBytes,
        definition: "a task of aws",
        source: "docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
    },
    front: { gives: ["hostname"], public: true },
    underOtherNames: built(
        "ACM certificates, validated by a record in the other cloud's DNS; a CNAME record for each region",
    ),
    checks: gateChecks,
    routes: {
        regional: { aws: latency, gcp: geoproximity, azure: geoproximity, kubernetes: geoproximity },
        anycast: {
            aws: {
                state: "possible",
                by: "Global Accelerator, one for each cell",
                takes: "hostname",
                checks: targetGroupChecks,
                limits: [
                    "fails open: when every region of a cell is unhealthy, requests go to all of them",
                    "health is that of the balancers' targets: an accelerator asks nothing of a balancer itself",
                ],
                source: "docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoint-groups.html",
            },
        },
        global: {
            aws: cloudFront(latency),
            gcp: cloudFront(geoproximity),
            azure: cloudFront(geoproximity),
            kubernetes: cloudFront(geoproximity),
        },
        internal: {
            aws: {
                state: "built",
                by: "Route 53 latency records of internal balancers",
                takes: "hostname",
                checks: targetGroupChecks,
                // In private zones latency isn't supported for alias records, and ACM validates no certificate
                // (docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency-phz.html).
                namedPublicly: true,
                limits: [
                    failsOpen,
                    "the zone is public, so the private addresses of balancers are known to anyone who looks up a cell's name",
                    "health is that of the balancers' targets: private addresses aren't checked from outside",
                    "latency is that of the AWS region nearest to the client's resolver, measured over weeks",
                ],
                source: "docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html",
            },
        },
    },
    names: awsNames,
};
