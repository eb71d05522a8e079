import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";
import { policy } from "../policies";

/** The alarms of a region, for its subscribers. */
export function makeTopic(
    name: string,
    { account, key, region }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.sns.Topic {
    const topic = new aws.sns.Topic(`${name}-alarms`, { region, kmsMasterKeyId: key }, opts);
    new aws.sns.TopicPolicy(
        `${name}-alarms`,
        {
            region,
            arn: topic.arn,
            policy: policy(
                ...["cloudwatch", "budgets", "costalerts"].map(service => ({
                    Sid: service,
                    Effect: "Allow" as const,
                    Principal: { Service: `${service}.amazonaws.com` },
                    Action: "sns:Publish",
                    Resource: topic.arn,
                    Condition: { StringEquals: { "aws:SourceAccount": account.id } },
                })),
            ),
        },
        opts,
    );
    return topic;
}
