import type { Kind } from "../kind";
import { arn, input, own, text, uuid } from "./forms";

/** What watches, tells, and keeps account. */
export const watching: Readonly<Record<string, Kind>> = {
    "aws:cloudwatch/logGroup:LogGroup": {
        id: input("name"),
        outputs: { arn: arn("logs", ({ id }) => `log-group:${id}`) },
        fixed: ["name"],
        name: { property: "name", pattern: /^[\w./#-]{1,512}$/, auto: 512 },
    },
    "aws:sns/topic:Topic": {
        id: made => `arn:aws:sns:${made.region ?? ""}:${made.account}:${String(made.inputs.name)}`,
        outputs: { arn: own },
        fixed: ["name"],
        name: { property: "name", pattern: /^[\w-]{1,256}$/, auto: 256 },
        documents: ["policy"],
    },
    "aws:sns/topicPolicy:TopicPolicy": {
        id: input("arn"),
        outputs: {},
        required: ["arn", "policy"],
        fixed: ["arn"],
        documents: ["policy"],
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        id: input("name"),
        outputs: { arn: arn("cloudwatch", ({ id }) => `alarm:${id}`) },
        fixed: ["name"],
        name: { property: "name", pattern: /^.{1,255}$/, auto: 255 },
    },
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
        id: input("alarmName"),
        outputs: { arn: arn("cloudwatch", ({ id }) => `alarm:${id}`) },
        required: ["alarmName", "alarmRule"],
        fixed: ["alarmName"],
        name: { property: "alarmName", pattern: /^.{1,255}$/ },
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        id: input("dashboardName"),
        outputs: { dashboardArn: ({ account, id }) => `arn:aws:cloudwatch::${account}:dashboard/${id}` },
        required: ["dashboardName", "dashboardBody"],
        fixed: ["dashboardName"],
        name: { property: "dashboardName", pattern: /^[\w-]{1,255}$/ },
        documents: ["dashboardBody"],
    },
    "aws:cloudtrail/trail:Trail": {
        id: made => `arn:aws:cloudtrail:${made.region ?? ""}:${made.account}:trail/${String(made.inputs.name)}`,
        outputs: { arn: own, homeRegion: ({ region }) => region },
        required: ["s3BucketName"],
        fixed: ["name"],
        name: { property: "name", pattern: /^[A-Za-z0-9][\w.-]{2,127}$/, auto: 128 },
        elsewhere: ["kmsKeyId"],
        // docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
        refuses: ({ inputs, things }) => {
            const bucket = things.find(({ id, type }) => type === "aws:s3/bucket:Bucket" && id === inputs.s3BucketName);
            const region = /^arn:[^:]+:kms:([^:]+):/.exec(String(inputs.kmsKeyId))?.[1];
            return region === undefined || bucket === undefined || bucket.region === region
                ? undefined
                : `KmsKeyNotFoundException: kmsKeyId: the key is in ${region}, and the bucket is in ${String(bucket.region)}`;
        },
    },
    "aws:cloudwatch/eventRule:EventRule": {
        id: ({ hex, inputs }) => text(inputs.name) || `${text(inputs.namePrefix)}${hex(26)}`,
        outputs: { arn: arn("events", ({ id }) => `rule/${id}`), name: own },
        fixed: ["name", "namePrefix"],
        name: { property: "name", pattern: /^[\w.-]{1,64}$/ },
        documents: ["eventPattern"],
        // Of a rule with targets (docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html).
        held: true,
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
        id: ({ inputs }) => `${text(inputs.rule)}-${text(inputs.targetId)}`,
        outputs: {},
        required: ["rule", "arn"],
        fixed: ["rule", "targetId"],
        parents: { rule: "aws:cloudwatch/eventRule:EventRule" },
        documents: ["inputTransformer"],
        // docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html and eb-use-resource-based.html
        refuses: ({ inputs }) => {
            const isBus = /^arn:aws:events:[^:]*:\d{12}:event-bus\//.test(text(inputs.arn));
            if (isBus && inputs.roleArn === undefined)
                return `ValidationException: RoleArn is required for target ${text(inputs.arn)}`;
            return !isBus && inputs.roleArn !== undefined
                ? "a target whose own policy admits EventBridge has no role"
                : undefined;
        },
    },
    "aws:budgets/budget:Budget": {
        global: true,
        id: ({ account, inputs }) => `${account}:${String(inputs.name)}`,
        outputs: { arn: ({ account, inputs }) => `arn:aws:budgets::${account}:budget/${String(inputs.name)}` },
        required: ["budgetType", "timeUnit"],
        fixed: ["name"],
        name: { property: "name", pattern: /^[^:\\]{1,100}$/, auto: 100 },
    },
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": {
        global: true,
        id: making => `arn:aws:ce::${making.account}:anomalymonitor/${uuid(making)}`,
        outputs: { arn: own },
        required: ["monitorType"],
        fixed: ["monitorType", "monitorSpecification", "monitorDimension"],
        name: { property: "name", pattern: /^[\S\s]{1,1024}$/, auto: 1024 },
        held: true,
    },
    "aws:costexplorer/anomalySubscription:AnomalySubscription": {
        global: true,
        id: making => `arn:aws:ce::${making.account}:anomalysubscription/${uuid(making)}`,
        outputs: { arn: own },
        required: ["frequency", "monitorArnLists", "subscribers"],
        fixed: ["accountId"],
        name: { property: "name", pattern: /^[\S\s]{1,1024}$/, auto: 1024 },
    },
};
