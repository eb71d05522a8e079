import { type Entry, thing } from "./entry";

export const exposure: Readonly<Record<string, Entry>> = {
    "exposure/public-invoker": {
        complies: [thing("aws:lambda/functionUrl:FunctionUrl", "url", { authorizationType: "AWS_IAM" })],
        change: { of: "url", path: "authorizationType", to: "NONE" },
        apart: [
            thing("aws:apigateway/method:Method", "preflight", { httpMethod: "OPTIONS", authorization: "NONE" }),
            // Its targets may authenticate callers, as gates do, which no resource states (docs/policy/index.md, Limits).
            thing("aws:lb/loadBalancer:LoadBalancer", "front", { internal: false, dropInvalidHeaderFields: true }),
            thing("aws:lb/listener:Listener", "https", {
                protocol: "HTTPS",
                sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
                defaultActions: [
                    {
                        type: "forward",
                        targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/gate/1",
                    },
                ],
            }),
        ],
    },
    "exposure/instance-metadata": {
        complies: [
            thing("aws:ec2/instance:Instance", "server", {
                metadataOptions: { httpTokens: "required" },
                rootBlockDevice: { encrypted: true },
            }),
        ],
        change: { of: "server", path: "metadataOptions.httpTokens", to: "optional" },
        apart: [thing("aws:ecs/service:Service", "tasks")],
    },
    "exposure/invalid-headers": {
        complies: [thing("aws:lb/loadBalancer:LoadBalancer", "front", { dropInvalidHeaderFields: true })],
        change: { of: "front", path: "dropInvalidHeaderFields", to: false },
        apart: [thing("aws:lb/loadBalancer:LoadBalancer", "front", { loadBalancerType: "network" })],
    },
    "exposure/node-access": {
        complies: [
            thing("kubernetes:apps/v1:DaemonSet", "agent", {
                spec: { template: { spec: { hostNetwork: false, containers: [{ name: "agent" }] } } },
            }),
        ],
        change: { of: "agent", path: "spec.template.spec.hostNetwork", to: true },
        apart: [
            thing("kubernetes:core/v1:Pod", "app", {
                spec: {
                    containers: [{ securityContext: { capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] } } }],
                    volumes: [{ name: "work", emptyDir: {} }],
                },
            }),
        ],
    },
    "exposure/open-ingress": {
        complies: [
            thing("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "in", {
                cidrIpv4: "10.0.0.0/8",
                fromPort: 22,
                toPort: 22,
            }),
        ],
        change: { of: "in", path: "cidrIpv4", to: "0.0.0.0/0" },
        apart: [
            thing("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "in", {
                cidrIpv4: "0.0.0.0/0",
                fromPort: 443,
                toPort: 443,
            }),
            thing("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", { cidrIpv4: "0.0.0.0/0" }),
        ],
    },
    "exposure/public-addresses": {
        complies: [thing("aws:ec2/subnet:Subnet", "subnet", { mapPublicIpOnLaunch: false })],
        change: { of: "subnet", path: "mapPublicIpOnLaunch", to: true },
        apart: [thing("aws:ec2/natGateway:NatGateway", "nat")],
    },
    "exposure/public-bucket": {
        complies: [
            thing("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", {
                bucket: "bucket",
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            }),
        ],
        change: { of: "block", path: "restrictPublicBuckets", to: false },
        // S3 blocks it by default.
        apart: [thing("aws:s3/bucket:Bucket", "bucket")],
    },
    "exposure/public-database": {
        complies: [thing("aws:rds/instance:Instance", "database", { publiclyAccessible: false })],
        change: { of: "database", path: "publiclyAccessible", to: true },
        apart: [thing("aws:dynamodb/table:Table", "features")],
    },
    "exposure/secret-in-clear": {
        complies: [
            thing("kubernetes:core/v1:Pod", "app", {
                spec: { containers: [{ env: [{ name: "DB_PASSWORD", value: "/secrets/db-password" }] }] },
            }),
        ],
        change: { of: "app", path: "spec.containers.0.env.0.value", to: "hunter2" },
        apart: [
            thing("kubernetes:core/v1:Pod", "other", {
                spec: {
                    containers: [
                        {
                            env: [
                                { name: "TOKEN", valueFrom: { secretKeyRef: { name: "token", key: "token" } } },
                                { name: "TOKEN_URL", value: "https://id.example.com/token" },
                            ],
                        },
                    ],
                },
            }),
        ],
    },
};
