import * as pulumi from "@pulumi/pulumi";

/** A statement of an IAM policy. */
export interface Statement {
    readonly Sid?: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: pulumi.Input<string> | Readonly<Record<string, pulumi.Input<string> | readonly string[]>>;
    readonly Action: string | readonly string[];
    readonly Resource?: pulumi.Input<string | readonly string[]> | readonly pulumi.Input<string>[];
    readonly Condition?: Readonly<
        Record<string, Readonly<Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>>
    >;
}

export function policy(...Statement: readonly Statement[]): pulumi.Output<string> {
    return pulumi.jsonStringify({ Version: "2012-10-17", Statement });
}

/**
 * The principal that may assume a role: one service, for resources of this account only, so that no other account can have it used
 * (docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). `arns`: for these resources only, as those of one region.
 */
export function trustOf(
    service: string,
    account: pulumi.Input<string>,
    arns?: pulumi.Input<string> | readonly pulumi.Input<string>[],
): pulumi.Output<string> {
    return policy({
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ...(arns !== undefined && { ArnLike: { "aws:SourceArn": arns } }),
        },
    });
}
