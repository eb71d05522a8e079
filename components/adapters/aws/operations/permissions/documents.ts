import type { Grant, Principal } from "./grants";

/** A statement of an identity policy. */
export interface Statement {
    readonly Sid: string;
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface Document {
    readonly Version: "2012-10-17";
    readonly Statement: readonly Statement[];
}

/** Characters of a managed policy, without white space; an identity has ten of them (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
export const mostCharacters = 6144;

/** The grants of an identity as managed policies, as few as hold them. */
export function documentsOf({ grants }: Pick<Principal, "grants">): Document[] {
    const documents: Statement[][] = [];
    for (const statement of grants.flatMap(pieces)) {
        const last = documents.at(-1);
        if (last !== undefined && sizeOf([...last, statement]) <= mostCharacters) last.push(statement);
        else documents.push([statement]);
    }
    return documents.map(Statement => ({ Version: "2012-10-17", Statement }));
}

/** A grant as one statement, or as several of half the size limit of a policy each, if one would exceed the limit. */
function pieces(grant: Grant): Statement[] {
    const all = statementOf(grant, grant.sid, grant.actions);
    if (sizeOf([all]) <= mostCharacters / 2) return [all];
    const parts: string[][] = [[]];
    for (const action of grant.actions) {
        const last = parts.at(-1)!;
        if (sizeOf([statementOf(grant, grant.sid, [...last, action])]) <= mostCharacters / 2) last.push(action);
        else parts.push([action]);
    }
    return parts.map((actions, i) => statementOf(grant, `${grant.sid}${i + 1}`, actions));
}

function statementOf({ condition, resources }: Grant, Sid: string, Action: readonly string[]): Statement {
    return {
        Sid,
        Effect: "Allow",
        Action,
        Resource: resources.length === 1 ? resources[0]! : resources,
        ...(condition && { Condition: { [operatorOf(condition.key)]: { [condition.key]: condition.values } } }),
    };
}

const operatorOf = (key: string) => (key === "iam:PolicyARN" ? "ArnEquals" : "StringEquals");

/** Characters that count. */
export const sizeOf = (Statement: readonly Statement[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement }).replace(/\s/g, "").length;
