/** Whether a text matches a pattern, in which `*` is any text and `?` is one character. */
export function isLike(pattern: string, text: string): boolean {
    const expression = pattern
        .replace(/[$()+.[\\\]^{|}]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${expression}$`, "s").test(text);
}

/** Parts of an ARN, the last one with what colons it has: `arn`, partition, service, region, account, resource. */
const parts = 6;

/**
 * Whether an ARN matches a pattern. Wildcards do not reach over a colon between parts
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html, ArnLike).
 */
export function isArnLike(pattern: string, arn: string): boolean {
    if (pattern === "*") return true;
    const [patterns, texts] = [partsOf(pattern), partsOf(arn)];
    return patterns.length === parts && texts.length === parts && patterns.every((each, i) => isLike(each, texts[i]!));
}

export function partsOf(arn: string): string[] {
    const all = arn.split(":");
    return [...all.slice(0, parts - 1), ...(all.length >= parts ? [all.slice(parts - 1).join(":")] : [])];
}
