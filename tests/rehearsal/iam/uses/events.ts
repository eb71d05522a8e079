import type { Known, KnownOf } from "../../needs/known";
import { arnOf, assuming, calls, named, type Use, usingKey } from "./use";

const guide = "https://docs.aws.amazon.com/eventbridge/latest/userguide";

const ruleOf = ({ account, inputs }: Known, all: KnownOf) =>
    all("cloudwatch/eventRule").find(
        rule => rule.account === account && rule.inputs.region === inputs.region && rule.id === inputs.rule,
    )!;

/** Events of rules: what EventBridge does for their targets. */
export const events: readonly Use[] = [
    {
        of: "cloudwatch/eventTarget",
        what: "notify its topic",
        // Neither to topics nor to their keys EventBridge names the account or the rule that it acts for.
        source: `${guide}/eb-use-resource-based.html#eb-sns-permissions, https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services`,
        calls: ({ inputs }, all) => {
            const topic = named("sns/topic", inputs.arn, all);
            if (topic === undefined) return [];
            const by = { service: "events.amazonaws.com" };
            return [
                ...calls(by, ["sns:Publish"], arnOf(topic)),
                ...usingKey(by, ["Decrypt", "GenerateDataKey"], topic.inputs.kmsMasterKeyId, {
                    more: { "kms:EncryptionContext:aws:sns:topicArn": arnOf(topic) },
                }),
            ];
        },
    },
    {
        of: "cloudwatch/eventTarget",
        what: "send its events to the bus of another region",
        source: `${guide}/eb-cross-region.html, ${guide}/cross-service-confused-deputy-prevention.html`,
        calls: (one, all) => {
            const { arn: bus, roleArn } = one.inputs;
            if (typeof roleArn !== "string") return [];
            const source = { account: one.account, arn: arnOf(ruleOf(one, all)) };
            return [
                ...assuming("events.amazonaws.com", roleArn, source),
                ...calls({ arn: roleArn }, ["events:PutEvents"], String(bus)),
            ];
        },
    },
];
