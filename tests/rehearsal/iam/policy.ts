/** A statement of a policy, its elements as lists. */
export interface Statement {
    readonly sid: string | undefined;
    readonly effect: "Allow" | "Deny";
    /** By type: `AWS`, `Service`. Undefined in policies of identities. */
    readonly principals: "*" | Readonly<Record<string, readonly string[]>> | undefined;
    readonly actions: readonly string[];
    /** Undefined in policies that trust a role: the role itself. */
    readonly resources: readonly string[] | undefined;
    /** By operator, then by condition key. */
    readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A policy with the name that results call it by. */
export interface Policy {
    readonly name: string;
    readonly statements: readonly Statement[];
}

const elements = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];
const principalTypes = ["AWS", "Service"];

/**
 * Reads a policy as text or as an object. Throws on elements and types of principals that the evaluator does not support, which are those
 * that no policy of the stacks uses (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html).
 */
export function policyFrom(name: string, document: unknown): Policy {
    const read = (typeof document === "string" ? JSON.parse(document) : document) as { Statement: unknown };
    return { name, statements: listOf(read.Statement).map(statement => statementFrom(name, statement as Written)) };
}

interface Written {
    readonly Sid?: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
    readonly Action: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function statementFrom(policy: string, written: Written): Statement {
    const unknown = Object.keys(written).find(key => !elements.includes(key));
    if (unknown !== undefined) throw new Error(`${policy}: the evaluator does not support element ${unknown}`);
    const { Action, Condition = {}, Effect, Principal, Resource, Sid } = written;
    return {
        sid: Sid,
        effect: Effect,
        principals: principalsFrom(policy, Principal),
        actions: listOf(Action),
        resources: Resource === undefined ? undefined : listOf(Resource),
        conditions: Object.fromEntries(
            Object.entries(Condition).map(([operator, keys]) => [
                operator,
                Object.fromEntries(
                    Object.entries(keys).map(([key, values]) => [key, listOf(values as string).map(String)]),
                ),
            ]),
        ),
    };
}

function principalsFrom(policy: string, written: Written["Principal"]): Statement["principals"] {
    if (written === undefined || written === "*") return written;
    if (typeof written === "string") throw new Error(`${policy}: principal ${written} is neither "*" nor an object`);
    const unknown = Object.keys(written).find(type => !principalTypes.includes(type));
    if (unknown !== undefined)
        throw new Error(`${policy}: the evaluator does not support principals of type ${unknown}`);
    return Object.fromEntries(Object.entries(written).map(([type, values]) => [type, listOf(values)]));
}

function listOf<Value>(value: Value | readonly Value[]): readonly Value[] {
    return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}
