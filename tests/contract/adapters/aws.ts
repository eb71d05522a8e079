import { createHash } from "node:crypto";

import { aws } from "../../../components/adapters/aws";
import { aws as standIn } from "../../rehearsal/stand-in/aws";
import { kindOf } from "../../rehearsal/stand-in/behaviours";
import type { Making } from "../../rehearsal/stand-in/kind";
import { type AdapterUnderTest, type Asked, brokenForPrograms, changed, type Kept, type Shown } from "../adapter";
import { pinnedImage } from "../../support/images";

const account = "111111111111";
const registry = "{account}.dkr.ecr.{region}.amazonaws.com";
const image = pinnedImage("image", registry);
const text = (value: unknown) => (typeof value === "string" ? value : "");

/** What each type keeps, and the property that names its key. */
const keeps: Readonly<Record<string, string | undefined>> = {
    "aws:cloudwatch/logGroup:LogGroup": "kmsKeyId",
    "aws:secretsmanager/secret:Secret": "kmsKeyId",
    "aws:s3/bucketObjectv2:BucketObjectv2": "kmsKeyId",
    "aws:backup/vault:Vault": "kmsKeyArn",
    "aws:sns/topic:Topic": "kmsMasterKeyId",
};

const placeOf = ({ inputs }: Asked) => `aws:${text(inputs.region)}`;

/** The fake provider's own words for what AWS finds out, without its cloud: nothing that is named must be there. */
function outputsOf({ type, name, inputs }: Asked): Record<string, unknown> {
    if (type.startsWith("pulumi:")) return {};
    const kind = kindOf(type);
    const called = kind.name?.auto === undefined ? {} : { [kind.name.property]: inputs[kind.name.property] ?? name };
    let digits = 0;
    const making: Making = {
        account,
        region: text(inputs.region),
        inputs: { ...inputs, ...called },
        // The same for the same resource, so that who names it is found by it.
        hex: count => createHash("sha256").update(`${name} ${digits++}`).digest("hex").slice(0, count),
        find: () => undefined,
    };
    const id = kind.id(making);
    const found = Object.entries(kind.outputs).map(([key, make]) => [key, make({ ...making, id })] as const);
    return { ...called, id, ...Object.fromEntries(found) };
}

const isOf = (wanted: string) => (each: Asked) => each.type === wanted;
const isIn = (wanted: string, region: string) => (each: Asked) => isOf(wanted)(each) && each.inputs.region === region;

const taskType = "aws:ecs/taskDefinition:TaskDefinition";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

interface Container {
    readonly name: string;
    readonly environment?: readonly { readonly name: string; readonly value: string }[];
}

const balancerType = "aws:lb/loadBalancer:LoadBalancer";

/** ARN of the key of a region, by which all is encrypted there. */
function keyOfRegion(all: readonly Asked[], region: string): unknown {
    return outputsOf(all.find(isIn("aws:kms/key:Key", region))!).arn;
}

/** A chart of a dashboard: each line is a metric of a balancer, and says its region. */
interface Chart {
    readonly properties: {
        readonly metrics?: readonly (readonly [...string[], { readonly region: string; label: string }])[];
    };
}

function chartsOf({ inputs }: Asked): Shown[][] {
    const { widgets } = JSON.parse(text(inputs.dashboardBody)) as { widgets: Chart[] };
    return widgets.flatMap(({ properties: { metrics } }) =>
        metrics === undefined
            ? []
            : [
                  metrics.map(metric => {
                      const { label } = metric.at(-1) as { label: string };
                      const [cell, region] = label.split(" ") as [string, string];
                      return { cell, region: `aws:${region}` };
                  }),
              ],
    );
}

/** Balancers whose metrics an alarm compares. */
function balancersOf({ inputs }: Asked): string[] {
    const queries = (inputs.metricQueries ?? []) as { metric?: { dimensions: Record<string, string> } }[];
    const metrics = [{ dimensions: inputs.dimensions }, ...queries.map(({ metric }) => metric ?? {})] as {
        dimensions?: Record<string, string>;
    }[];
    return metrics.flatMap(({ dimensions }) => dimensions?.LoadBalancer ?? []);
}

export const awsUnderTest: AdapterUnderTest = {
    cloud: "aws",
    cells: [
        { name: "eu", jurisdictions: ["EU"], regions: ["eu-west-1", "eu-central-1"], backup: "eu-north-1" },
        { name: "us", jurisdictions: ["US"], regions: ["us-east-1", "us-west-2"], backup: "us-east-2" },
    ],
    elsewhere: "ap-southeast-2",
    make: () => aws({ service: "screening", images: { gate: image, server: image, fetch: image } }),
    outputs: outputsOf,
    invoke: (token, { region }) => {
        const answer = standIn.answers[token];
        if (answer === undefined) throw new Error(`no region answers ${token}`);
        return answer({ account, region: text(region) }, { args: {}, things: [] });
    },
    without: {},
    identities: true,
    broken: {
        ...brokenForPrograms,
        // Under the key of the place that they would lie in, so that it is their place alone that is wrong.
        "keeps whatever it keeps in places of its cell": world =>
            changed(world, isIn("aws:cloudwatch/logGroup:LogGroup", "eu-west-1"), () => ({
                region: "us-east-1",
                kmsKeyId: keyOfRegion(world.all, "us-east-1"),
            })),
        "keeps it under a key of the same place": world =>
            changed(world, isOf("aws:cloudwatch/logGroup:LogGroup"), () => ({ kmsKeyId: undefined })),
        "takes connections by TLS 1.2 at least, in each region": world =>
            changed(world, isOf("aws:lb/listener:Listener"), () => ({ sslPolicy: "ELBSecurityPolicy-2016-08" })),
        "leads a cell's name to all regions of that cell, and to no other": world =>
            changed(world, isOf("aws:route53/record:Record"), ({ name }) =>
                name === "eu.screening.example" ? { name: "us.screening.example" } : {},
            ),
        "gets a region's servers each release by its digest": world =>
            changed(
                world,
                ({ type }) => type.startsWith("aws:s3/bucketObject"),
                () => ({ key: "releases/latest" }),
            ),
        "has custom servers reached by way of their sidecar alone": world =>
            changed(
                world,
                each => isOf(ingressType)(each) && each.name.endsWith("-gate-to-own-servers"),
                () => ({ fromPort: 9000 }),
            ),
        "gives each region's servers an identity of their own, or says that its cloud has none": world => ({
            ...world,
            servings: world.servings.map(({ front }) => ({ front, identity: world.servings[0]!.identity })),
        }),
        "shows all regions of all cells in one view": world =>
            changed(world, isOf("aws:cloudwatch/dashboard:Dashboard"), ({ dashboardBody }) => ({
                dashboardBody: text(dashboardBody).replaceAll('"us us-west-2"', '"us us-east-1"'),
            })),
        "watches each region from that region": world =>
            changed(world, isIn("aws:cloudwatch/metricAlarm:MetricAlarm", "eu-west-1"), () => ({
                region: "eu-central-1",
            })),
        "keeps the audit trail of each cell in places of that cell": world =>
            changed(world, isIn("aws:cloudtrail/trail:Trail", "eu-west-1"), () => ({ region: "us-east-1" })),
    },
    copies: true,
    kept: all => {
        const keys = all.filter(({ type }) => type === "aws:kms/key:Key");
        const keyOf = (reference: unknown): Kept["key"] => {
            const key = keys.find(each => [outputsOf(each).arn, outputsOf(each).id].includes(reference));
            return key && { name: key.name, place: placeOf(key) };
        };
        const under = (name: string, place: string, reference: unknown): Kept => {
            const key = keyOf(reference);
            return { name, place, ...(key && { key }) };
        };
        return all.flatMap(each => {
            const { type, name, inputs } = each;
            if (type === "aws:dynamodb/table:Table") {
                const replicas = (inputs.replicas ?? []) as { regionName: string; kmsKeyArn: string }[];
                const { kmsKeyArn } = inputs.serverSideEncryption as { kmsKeyArn: string };
                return [
                    under(name, placeOf(each), kmsKeyArn),
                    ...replicas.map(({ regionName, kmsKeyArn }) => under(name, `aws:${regionName}`, kmsKeyArn)),
                ];
            }
            return type in keeps ? [under(name, placeOf(each), inputs[keeps[type]!])] : [];
        });
    },
    entrances: all =>
        all
            .filter(({ type }) => type === "aws:lb/listener:Listener")
            .map(each => ({
                name: each.name,
                place: placeOf(each),
                tls:
                    each.inputs.protocol === "HTTPS" &&
                    /^ELBSecurityPolicy-TLS13-1-[23]-/.test(text(each.inputs.sslPolicy))
                        ? "1.2"
                        : "none",
            })),
    answers: all =>
        all
            .filter(({ type, inputs }) => type === "aws:route53/record:Record" && inputs.setIdentifier !== undefined)
            .map(({ inputs }) => {
                const [{ name }] = inputs.aliases as [{ name: string }];
                const balancer = all.find(each => outputsIf(each, balancerType).dnsName === name);
                return { host: text(inputs.name), region: balancer ? placeOf(balancer) : name };
            }),
    releases: (all, region) =>
        all
            .filter(
                ({ type, inputs }) => type.startsWith("aws:s3/bucketObject") && `aws:${text(inputs.region)}` === region,
            )
            .map(({ inputs }) => `sha256:${text(inputs.key).split("/").at(-1)!}`),
    server: { protocol: "oip-http", image: pinnedImage("own", registry), port: 9000 },
    ownServers: all =>
        all.filter(isOf(taskType)).flatMap(task => {
            const containers = JSON.parse(text(task.inputs.containerDefinitions)) as Container[];
            if (!containers.some(({ name }) => name === "sidecar")) return [];
            const variable = (container: string, wanted: string) =>
                containers.find(({ name }) => name === container)?.environment?.find(({ name }) => name === wanted)
                    ?.value ?? "";
            const service = all.find(each => isOf("aws:ecs/service:Service")(each) && each.name === task.name)!;
            const { securityGroups } = service.inputs.networkConfiguration as { securityGroups: string[] };
            const admitted = all.filter(
                ({ type, inputs }) => type === ingressType && securityGroups.includes(text(inputs.securityGroupId)),
            );
            return [
                {
                    place: placeOf(task),
                    digest: variable("fetch", "MODEL_DIGEST"),
                    listens: variable("server", "PORT"),
                    reached: admitted.map(({ inputs }) => String(inputs.fromPort)),
                },
            ];
        }),
    views: all =>
        all.filter(isOf("aws:cloudwatch/dashboard:Dashboard")).map(dashboard => {
            const [first = [], ...others] = chartsOf(dashboard);
            const isIn = (chart: readonly Shown[], one: Shown) =>
                chart.some(({ cell, region }) => cell === one.cell && region === one.region);
            return first.filter(one => others.every(chart => isIn(chart, one)));
        }),
    watchers: all =>
        all.filter(isOf("aws:cloudwatch/metricAlarm:MetricAlarm")).flatMap(alarm =>
            balancersOf(alarm).map(suffix => {
                const balancer = all.find(each => outputsIf(each, balancerType).arnSuffix === suffix);
                return { name: alarm.name, region: balancer ? placeOf(balancer) : suffix, place: placeOf(alarm) };
            }),
        ),
    // By the names of trails, which say their cell after the hub's; each with the bucket that it writes to.
    trails: all =>
        all.filter(isOf("aws:cloudtrail/trail:Trail")).flatMap(trail => {
            const cell = trail.name.split("-")[1]!;
            const bucket = all.find(each => outputsIf(each, "aws:s3/bucket:Bucket").id === trail.inputs.s3BucketName);
            return [trail, ...(bucket ? [bucket] : [])].map(each => ({ cell, place: placeOf(each) }));
        }),
};

function outputsIf(asked: Asked, type: string): Record<string, unknown> {
    return asked.type === type ? outputsOf(asked) : {};
}
