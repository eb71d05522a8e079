/** By what is exempted: the reason. */
export type Exemptions = Readonly<Record<string, string>>;

/** Findings that no exemption names, and exemptions that name nothing. */
export function compared(found: readonly string[], exemptions: Exemptions) {
    const names = Object.keys(exemptions);
    return {
        left: found.filter(finding => !names.some(name => finding.startsWith(name))),
        stale: names.filter(name => !found.some(finding => finding.startsWith(name))),
    };
}

/** Rules of cfn-lint about templates, and not about what AWS accepts. */
export const ignoredRules: Exemptions = {
    E3019: "a bucket of CloudFormation is several resources of the provider, which all name it",
    W3010: "a template should serve any region; the provider receives the zones of one",
};

/** Findings of cfn-lint, by how they begin. One that is no longer found fails the test. */
export const schemaExemptions: Exemptions = {};

/** Kinds of findings of parliament about what is better, and not about what AWS accepts. */
export const ignoredIssues: Exemptions = {
    RESOURCE_STAR:
        "rule identity/wildcard of the policy pack and the tests of rights decide where a policy may be that wide",
};

const logs =
    "is AWS's own template (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html): the encryption context is the ARN of a log group";

const events =
    "is how AWS's own templates limit a key to a topic (docs.aws.amazon.com/gamelift/latest/flexmatchguide/queue-notification-sns-sse.html): the encryption context is an ARN";

/** Findings of parliament, likewise. */
export const policyExemptions: Exemptions = {
    "kms/key Events MISMATCHED_TYPE: Type mismatch: ArnLike requires a value of type Arn but given String": events,
    "kms/key Logs MISMATCHED_TYPE: Type mismatch: ArnLike requires a value of type Arn but given String": logs,
    "kms/key Logs UNKNOWN_CONDITION_FOR_ACTION: Unknown condition kms:EncryptionContext:aws:logs:arn for action kms:Describe":
        logs,
    "s3/bucketPolicy OwnKeyOnly MISMATCHED_TYPE_BUT_USABLE":
        "compares a whole ARN without wildcards, which is the same text for both operators",
};
