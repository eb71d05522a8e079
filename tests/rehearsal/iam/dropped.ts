import type { Known, KnownOf } from "../needs/known";

/** Properties that are policies, by kind. */
const policyOf: Readonly<Record<string, string>> = {
    "ec2/vpcEndpoint": "policy",
    "iam/role": "assumeRolePolicy",
    "iam/rolePolicy": "policy",
    "kms/key": "policy",
    "s3/bucketPolicy": "policy",
    "sns/topicPolicy": "policy",
};

/** Kinds that are a right themselves. */
const rights = ["iam/rolePolicyAttachment", "kms/grant"] as const;

interface Document {
    readonly Statement: readonly { readonly Sid?: string; readonly Effect: string }[];
}

/** `screening-eu-eu-west-1-gate-start` and the same of other regions: `gate-start`. */
const partOf = ({ name }: Known) => name.replace(/^[a-z]+-[a-z]+-(?:[a-z]+-[a-z]+-\d-)?/, "");

/** What a right is called, wherever it is. */
const nameOf = (one: Known, sid?: string) => [one.kind, partOf(one), ...(sid === undefined ? [] : [sid])].join(" ");

/** None of what has no policy, as an endpoint that admits all. */
const statementsOf = (one: Known) => {
    const policy = one.inputs[policyOf[one.kind]!] as string | undefined;
    return policy === undefined
        ? []
        : (JSON.parse(policy) as Document).Statement.map((statement, i) => ({
              statement,
              name: nameOf(one, statement.Sid ?? String(i)),
          }));
};

/** The rights that a state gives, each once, wherever it is given. */
export function rightsGiven(all: KnownOf): string[] {
    const inPolicies = Object.keys(policyOf)
        .flatMap(all)
        .flatMap(statementsOf)
        .filter(({ statement }) => statement.Effect === "Allow")
        .map(({ name }) => name);
    return [...new Set([...inPolicies, ...rights.flatMap(all).map(one => nameOf(one))])].sort();
}

/** A state without one of them. */
export function without(right: string, all: KnownOf): KnownOf {
    const kinds = new Map<string, readonly Known[]>();
    return kind => {
        const known = kinds.get(kind) ?? changed(kind, right, all);
        kinds.set(kind, known);
        return known;
    };
}

function changed(kind: string, right: string, all: KnownOf): readonly Known[] {
    if ((rights as readonly string[]).includes(kind)) return all(kind).filter(one => nameOf(one) !== right);
    const property = policyOf[kind];
    if (property === undefined || !right.startsWith(`${kind} `)) return all(kind);
    return all(kind).map(one => {
        if (one.inputs[property] === undefined) return one;
        const Statement = statementsOf(one).flatMap(({ name, statement }) => (name === right ? [] : [statement]));
        return { ...one, inputs: { ...one.inputs, [property]: JSON.stringify({ Statement }) } };
    });
}

/** A state with other policies of a kind. */
export function edited(all: KnownOf, kind: string, change: (policy: string, of: Known) => string): KnownOf {
    const property = policyOf[kind]!;
    const changed = all(kind).map(one => ({
        ...one,
        inputs: { ...one.inputs, [property]: change(String(one.inputs[property]), one) },
    }));
    return asked => (asked === kind ? changed : all(asked));
}
