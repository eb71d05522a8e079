import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { WatchPlan } from "../../../plan/watch/watch-plan";
import type { AwsLandingZone } from "../landing-zone";
import { policy } from "../policies";

/** A topic, with what lets AWS's services publish to it. */
export interface Topic {
    readonly topic: aws.sns.Topic;
    /** Known when they may: Cost Anomaly Detection refuses a topic before that. */
    readonly arn: pulumi.Output<string>;
}

/**
 * The alarms of a region, for its subscribers, and what the cost of its account raises. With a trail, rules of EventBridge publish to it,
 * too: of them a topic can't demand an account, as EventBridge supports no conditions in the policies of topics
 * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions).
 */
export function makeTopic(
    name: string,
    { audit, budget }: WatchPlan,
    { account, key, region }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): Topic {
    const publishers = ["cloudwatch", ...(budget ? ["budgets"] : []), ...(budget?.anomalies ? ["costalerts"] : [])];
    const topic = new aws.sns.Topic(`${name}-alarms`, { region, kmsMasterKeyId: key }, opts);
    const published = new aws.sns.TopicPolicy(
        `${name}-alarms`,
        {
            region,
            arn: topic.arn,
            policy: policy(
                ...publishers.map(service => ({
                    Sid: service,
                    Effect: "Allow" as const,
                    Principal: { Service: `${service}.amazonaws.com` },
                    Action: "sns:Publish",
                    Resource: topic.arn,
                    Condition: { StringEquals: { "aws:SourceAccount": account.id } },
                })),
                ...(audit
                    ? [
                          {
                              Sid: "events",
                              Effect: "Allow" as const,
                              Principal: { Service: "events.amazonaws.com" },
                              Action: "sns:Publish",
                              Resource: topic.arn,
                          },
                      ]
                    : []),
            ),
        },
        opts,
    );
    return { topic, arn: published.arn };
}
