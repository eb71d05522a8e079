import { lintPolicies, lintTemplates, type PolicyDocument } from "../../support/aws-linters";
import { ignoredIssues, ignoredRules } from "./exemptions";
import type { Requested } from "./requested";
import { templatesOf } from "./templates";

/** What is wrong with what several stacks request: each once, whichever resource of a type it is found in. */
export async function schemaFindings(stacks: readonly (readonly Requested[])[]): Promise<string[]> {
    const { requestedAs, templates } = templatesOf(stacks);
    const found = await lintTemplates({ templates, ignored: Object.keys(ignoredRules) });
    return distinct(
        found.map(({ message, path, resource, rule }) => {
            const { type = "a template" } = requestedAs.get(resource) ?? {};
            const property = path.map(step => (/^\d+$/.test(step) ? "[]" : `.${step}`)).join("");
            return `${type}${property} ${rule}: ${shortened(message)}`;
        }),
    );
}

/** Properties that are policies. */
const policyOf: Readonly<Record<string, string>> = {
    "ec2/vpcEndpoint": "policy",
    "iam/role": "assumeRolePolicy",
    "iam/rolePolicy": "policy",
    "kms/key": "policy",
    "s3/bucketPolicy": "policy",
    "sns/topicPolicy": "policy",
};

/** The policies of what is requested. */
export function policiesOf(requested: readonly Requested[]): PolicyDocument[] {
    return requested.flatMap(({ inputs, type }) => {
        const property = policyOf[type];
        const policy = property === undefined ? undefined : inputs[property];
        if (policy === undefined) return [];
        const text = typeof policy === "string" ? policy : JSON.stringify(policy);
        return [{ name: type, text, trust: property === "assumeRolePolicy" }];
    });
}

/** What is wrong with policies, likewise. */
export async function policyFindings(documents: readonly PolicyDocument[]): Promise<string[]> {
    const found = await lintPolicies(documents);
    return distinct(
        found
            .filter(({ issue }) => !(issue in ignoredIssues))
            .map(({ detail, document, issue, sid }) => `${document} ${sid ?? ""} ${issue}: ${detail}`),
    );
}

/** Some have all values that there are. */
const shortened = (message: string) => (message.length > 240 ? `${message.slice(0, 240)} …` : message);

const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();
