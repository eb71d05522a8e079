/** An event that CloudTrail sends to EventBridge, as a pattern of a rule. */
export interface AuditEvent {
    /** Ends the names of its rules. */
    readonly what: string;
    /** Begins its notifications. */
    readonly title: string;
    /** The engine causes it in ordinary updates, so that its own are left out where its identity is known. */
    readonly isRoutine?: true;
    readonly pattern: Pattern;
}

interface Pattern {
    readonly "detail-type": readonly unknown[];
    readonly detail: Readonly<Record<string, unknown>>;
}

const calls = (eventSource: readonly string[], eventName: readonly string[]): Pattern => ({
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { eventSource, eventName },
});

const ofIdentities = ["User", "Group", "Role"].flatMap(of =>
    ["Put", "Delete", "Attach", "Detach"].map(verb => `${verb}${of}Policy`),
);

/**
 * What is notified wherever there are trails. The selection follows the controls of Security Hub for CloudWatch alarms
 * (docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html, CloudWatch.1, .4, .5, .7 and .8).
 *
 * CloudTrail sends changes alone, not reads, and those of a region to that region; of IAM to us-east-1, where root users sign in, too
 * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html;
 * docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html).
 */
export const auditEvents: readonly AuditEvent[] = [
    {
        what: "root",
        title: "The root user was used",
        pattern: {
            // The types of calls, of console actions, and of sign-ins, which AWS spells in two ways.
            "detail-type": [{ suffix: " via CloudTrail" }],
            detail: {
                // Services act as the root user, too.
                userIdentity: { type: ["Root"], invokedBy: [{ exists: false }] },
                eventType: [{ "anything-but": ["AwsServiceEvent"] }],
            },
        },
    },
    {
        what: "keys",
        title: "A key is being deleted or was disabled",
        pattern: calls(["kms.amazonaws.com"], ["ScheduleKeyDeletion", "DisableKey"]),
    },
    {
        what: "trails",
        title: "A trail was changed",
        pattern: calls(
            ["cloudtrail.amazonaws.com"],
            ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"],
        ),
    },
    {
        what: "policies",
        title: "A policy was changed",
        isRoutine: true,
        pattern: calls(
            ["iam.amazonaws.com", "kms.amazonaws.com", "s3.amazonaws.com"],
            [
                ...ofIdentities,
                "CreatePolicy",
                "DeletePolicy",
                "CreatePolicyVersion",
                "DeletePolicyVersion",
                "SetDefaultPolicyVersion",
                "UpdateAssumeRolePolicy",
                "PutRolePermissionsBoundary",
                "DeleteRolePermissionsBoundary",
                "PutKeyPolicy",
                "PutBucketPolicy",
                "DeleteBucketPolicy",
                "PutBucketAcl",
                "PutBucketPublicAccessBlock",
                "DeleteBucketPublicAccessBlock",
            ],
        ),
    },
];

/** The pattern of an event, without what the engine does as a role, if it is known as one and the event is routine. */
export function patternOf({ isRoutine, pattern }: AuditEvent, engine: string | undefined): Pattern {
    if (isRoutine !== true || engine === undefined) return pattern;
    // A caller without an ARN is not the engine.
    const userIdentity = { arn: [{ "anything-but": [engine] }, { exists: false }] };
    return { ...pattern, detail: { ...pattern.detail, userIdentity } };
}
