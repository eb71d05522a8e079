import { type Entry, eu, global, key, keyArn, thing, us } from "./entry";

const bucket = (name: string, region = eu) => thing("aws:s3/bucket:Bucket", name, { bucket: name, region });
const copies = (name: string, from: string, to: string, region = eu) =>
    thing("aws:s3/bucketReplicationConfig:BucketReplicationConfig", name, {
        region,
        bucket: from,
        rules: [{ destination: { bucket: `arn:aws:s3:::${to}` } }],
    });
const stream = (region: string) => `arn:aws:kinesis:${region}:111122223333:stream/all`;
const vault = (region: string) => `arn:aws:backup:${region}:111122223333:backup-vault:vault`;
const balancer = (region: string) =>
    thing("aws:lb/loadBalancer:LoadBalancer", `front-${region}`, {
        region,
        dnsName: `front.${region}.elb.amazonaws.com`,
    });
const record = (name: string, region: string) =>
    global("aws:route53/record:Record", name, {
        name: "screening.example.com",
        aliases: [{ name: `front.${region}.elb.amazonaws.com` }],
    });

export const residency: Readonly<Record<string, Entry>> = {
    "residency/artifact": {
        complies: [
            thing("aws:ecr/replicationConfiguration:ReplicationConfiguration", "images", {
                replicationConfiguration: { rules: [{ destinations: [{ region: "eu-central-1" }] }] },
            }),
        ],
        change: { of: "images", path: "replicationConfiguration.rules.0.destinations.0.region", to: us },
        apart: [thing("aws:ecr/pullThroughCacheRule:PullThroughCacheRule", "upstream")],
    },
    "residency/backup": {
        complies: [
            thing("aws:backup/plan:Plan", "plan", {
                rules: [{ copyActions: [{ destinationVaultArn: vault("eu-central-1") }] }],
            }),
        ],
        change: { of: "plan", path: "rules.0.copyActions.0.destinationVaultArn", to: vault(us) },
        apart: [thing("aws:backup/plan:Plan", "plan", { rules: [{ ruleName: "hourly" }] })],
    },
    "residency/compute": {
        complies: [
            thing("aws:ecs/service:Service", "screening", { tags: { "meridian:cell": "eu" } }),
            // In a country of the cell, and no region of it.
            thing("aws:lambda/function:Function", "nightly", {
                region: "eu-west-3",
                tags: { "meridian:cell": "eu" },
            }),
        ],
        change: { of: "nightly", path: "region", to: "ap-southeast-2" },
        // The rule of places tells of a tag that another cell's region contradicts.
        apart: [
            thing("aws:lambda/function:Function", "foreign", { region: us, tags: { "meridian:cell": "eu" } }),
            thing("aws:ecs/cluster:Cluster", "cluster", { region: "ap-southeast-2" }),
        ],
    },
    "residency/edge": {
        complies: [
            balancer(eu),
            thing("aws:s3/bucket:Bucket", "site", {
                bucketRegionalDomainName: `site.s3.${eu}.amazonaws.com`,
                tags: { "meridian:data-class": "public" },
            }),
            global("aws:cloudfront/distribution:Distribution", "edge", {
                origins: [{ domainName: `site.s3.${eu}.amazonaws.com` }],
            }),
        ],
        change: { of: "edge", path: "origins.0.domainName", to: `front.${eu}.elb.amazonaws.com` },
        apart: [global("aws:globalaccelerator/accelerator:Accelerator", "edge")],
    },
    "residency/event": {
        complies: [thing("aws:cloudwatch/eventTarget:EventTarget", "target", { arn: stream("eu-central-1") })],
        change: { of: "target", path: "arn", to: stream(us) },
        apart: [
            thing("aws:sns/topicSubscription:TopicSubscription", "person", {
                protocol: "email",
                endpoint: "somebody@example.com",
            }),
        ],
    },
    "residency/failover": {
        complies: [
            balancer(eu),
            balancer("eu-central-1"),
            balancer(us),
            record("one", eu),
            record("other", "eu-central-1"),
        ],
        change: { of: "other", path: "aliases.0.name", to: `front.${us}.elb.amazonaws.com` },
        apart: [balancer(us), record("one", us)],
    },
    "residency/key": {
        complies: [
            key("own"),
            key("foreign", us),
            thing("aws:dynamodb/table:Table", "features", {
                serverSideEncryption: { enabled: true, kmsKeyArn: keyArn("own") },
            }),
        ],
        change: { of: "features", path: "serverSideEncryption.kmsKeyArn", to: keyArn("foreign", us) },
        apart: [thing("aws:dynamodb/table:Table", "features")],
    },
    "residency/log": {
        complies: [
            thing("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "logs", {
                destinationArn: stream("eu-central-1"),
            }),
        ],
        change: { of: "logs", path: "destinationArn", to: stream(us) },
        apart: [thing("aws:cloudwatch/metricStream:MetricStream", "figures")],
    },
    "residency/place": {
        complies: [thing("aws:dynamodb/table:Table", "features")],
        change: { of: "features", path: "region", to: "ap-southeast-2" },
        apart: [thing("aws:ec2/vpc:Vpc", "network", { region: "ap-southeast-2" })],
    },
    "residency/replication": {
        complies: [bucket("a"), bucket("b", "eu-central-1"), bucket("c", us), copies("copies", "a", "b")],
        change: { of: "copies", path: "rules.0.destination.bucket", to: "arn:aws:s3:::c" },
        apart: [bucket("c", us), bucket("d", "us-west-2"), copies("copies", "c", "d", us)],
    },
    "residency/transitive": {
        complies: [
            bucket("a"),
            bucket("b", "eu-west-3"),
            bucket("c", "eu-central-1"),
            bucket("d", us),
            copies("a-b", "a", "b"),
            copies("b-c", "b", "c", "eu-west-3"),
        ],
        change: { of: "b-c", path: "rules.0.destination.bucket", to: "arn:aws:s3:::d" },
        // It goes on from where nothing came to.
        apart: [bucket("b", "eu-west-3"), bucket("d", us), copies("b-d", "b", "d", "eu-west-3")],
        unknown: {
            why: "an unknown target of the intermediate resource is undetermined, too: the rule of its flow reports it, once",
        },
        cells: [{ name: "shared", jurisdictions: ["EU", "US"], dataClasses: ["internal"], regions: ["aws:eu-west-3"] }],
    },
    "residency/unpinned": {
        complies: [
            global("gcp:pubsub/topic:Topic", "events", {
                messageStoragePolicy: { allowedPersistenceRegions: ["europe-west3"] },
            }),
        ],
        change: { of: "events", path: "messageStoragePolicy" },
        apart: [global("gcp:dns/managedZone:ManagedZone", "zone", { dnsName: "example.com." })],
        unknown: { why: "it is about unset values; set ones that are unknown are residency/place's" },
        secret: { why: "an unset value can be no secret" },
    },
};
