import { type CheckFacts, type CloudFacts, gateChecks, type RouteFacts } from "./cloud";
import { awsNames } from "./names/aws";

/** Checks every 10 seconds cost extra; with the 30 of the base price an outage would be noticed after a minute and a half. */
const route53Checks: CheckFacts = {
    floorSeconds: 10,
    steps: [10, 30],
    defaultSeconds: 10,
    defaultUnhealthyAfter: 3,
};

/** What asks about the targets of a balancer. */
const targetGroupChecks: CheckFacts = {
    floorSeconds: 5,
    defaultSeconds: 5,
    unhealthyAfter: { least: 2, most: 10 },
    defaultUnhealthyAfter: 3,
};

/** Alarms on what balancers say of their targets once a minute. */
const alarmChecks: CheckFacts = {
    floorSeconds: 60,
    steps: [60, 120, 180, 240, 300],
    defaultSeconds: 60,
    defaultUnhealthyAfter: 2,
};

const allIll = "with every region of a cell ill, all of them are answered";

const latency: RouteFacts = {
    by: "Route 53 latency records",
    takes: "hostname",
    checks: route53Checks,
    limits: [
        allIll,
        "latency is that of the AWS region nearest to the client's resolver, measured over weeks",
        "records of one name share a policy: a cell that spans clouds is routed by distance",
    ],
    source: "docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency.html",
};

const geoproximity: RouteFacts = {
    by: "Route 53 geoproximity records",
    takes: "hostname",
    checks: route53Checks,
    limits: [allIll, "the nearest region by distance, which isn't always the fastest"],
    source: "docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geoproximity.html",
};

/** Its one origin is a name that fails over: by itself it tries nothing but GET, HEAD and OPTIONS at another origin. */
const cloudFront = (origin: RouteFacts): RouteFacts => ({
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

export const aws: CloudFacts = {
    title: "AWS",
    features: {
        "name/shared": "Route 53",

        "artifact/file": "put into S3",
        "artifact/https": "put into S3",
        "artifact/s3": "copied within S3",

        "store/tables": "DynamoDB global tables",
        "store/strong": "DynamoDB multi-Region strong consistency: three regions of one set, without expiry",
        "store/sort-key": "DynamoDB",
        "store/ttl": "DynamoDB, within a few days of the time",
        "store/change-events": "DynamoDB Streams",
        "store/kept-changes": "DynamoDB Streams, 24 hours",
        "store/backup": "AWS Backup",

        "cache/predictions": "ElastiCache for Valkey",

        "observability/objectives": "CloudWatch alarms on burn rates",
        "observability/logs": "CloudWatch Logs",
        "observability/drift": "CloudWatch alarms on metrics of the comparer",
        "observability/anomalies": "CloudWatch anomaly detection",
        "observability/withdrawal": "the checks of names, by what the cell's store says",
        "observability/audit": "CloudTrail, a trail in each region",
        "observability/export-splunk": "Data Firehose",
        "observability/export-elasticsearch": "OpenTelemetry Collector",
        "observability/export-otlp": "OpenTelemetry Collector",

        "budget/limit": "AWS Budgets",
        "budget/anomalies": "Cost Anomaly Detection",
        "recovery/drills": "Fault Injection Service",

        "cell/accounts": "a role assumed in each cell's account",
        "existing/network": "a VPC and its subnets",
        "existing/key": "KMS keys",
        "existing/zone": "a Route 53 zone",
        "existing/table": "DynamoDB tables",
        "existing/cluster": "an ECS cluster",
        "existing/certificate": "ACM certificates",
        "existing/authority": "AWS Private CA",
        "access/deployers": "IAM",
        "access/invokers": "IAM for SageMaker and Lambda; elsewhere the gate's tokens",
    },
    hostings: {
        container: {
            product: "ECS on Fargate, on EC2 with a GPU",
            inbound: "tls",
            features: {
                replicas: "ECS",
                gpu: "EC2 capacity providers; Fargate has none",
                "scaling/reactive": "target tracking",
                // It needs a day of metrics, looks at two weeks, and never scales in by itself (…/aas-predictive-scaling-how-it-works.html).
                "scaling/predictive": "predictive scaling, after a day of metrics",
            },
            largest: {
                cpu: 16,
                memoryGiB: 120,
                source: "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
            },
        },
        managed: {
            product: "SageMaker real-time endpoints behind the gate",
            inbound: "tls",
            features: {
                replicas: "SageMaker",
                gpu: "instance types with GPUs",
                "scaling/reactive": "target tracking",
            },
        },
        instances: {
            product: "EC2 Auto Scaling groups",
            inbound: "tls",
            features: {
                replicas: "Auto Scaling groups",
                gpu: "instance types with GPUs",
                "scaling/reactive": "target tracking",
                "scaling/predictive": "predictive scaling, after a day of metrics",
            },
        },
        function: {
            product: "Lambda functions from images behind the gate",
            inbound: "tls",
            features: {
                replicas: "provisioned concurrency",
                "scaling/reactive": "Lambda",
                "scaling/to-zero": "Lambda",
            },
            largest: {
                cpu: 6,
                memoryGiB: 10,
                source: "docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
            },
        },
        edge: {
            // No class in the SDK: by `aws.cloudformation.Stack` with `AWS::GreengrassV2::*`.
            product: "IoT Greengrass components",
            inbound: "mtls",
            features: {},
        },
    },
    // One of the three may be a witness, which keeps changes and answers nobody: a cell says its regions, so all three serve.
    strong: {
        regions: 3,
        sets: ["aws:dynamodb-mrsc/us", "aws:dynamodb-mrsc/eu", "aws:dynamodb-mrsc/ap"],
        source: "docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html",
    },
    changes: {
        mostHours: 24,
        source: "docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html",
    },
    // An Application Load Balancer has no fixed addresses.
    front: { gives: ["hostname"] },
    checks: gateChecks,
    routes: {
        regional: { aws: latency, gcp: geoproximity, azure: geoproximity, kubernetes: geoproximity },
        anycast: {
            aws: {
                by: "Global Accelerator, one for each cell",
                takes: "hostname",
                checks: targetGroupChecks,
                limits: [
                    "with every region of a cell ill, requests go to all of them",
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
                // No alias records: there latency isn't supported for them in private zones.
                by: "Route 53 latency records of a private zone",
                takes: "hostname",
                checks: alarmChecks,
                limits: [
                    allIll,
                    "the nearest region to the client's network by distance, which isn't always the fastest",
                    "health is that of the balancers' targets, by alarms: private addresses aren't checked from outside",
                ],
                source: "docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency-phz.html",
            },
        },
    },
    names: awsNames,
};
