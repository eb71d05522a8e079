import { sorted } from "../values";

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => value as Members;
const listOf = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : value === undefined ? [] : [value];
const statementsOf = ({ Statement }: Members) => listOf(Statement).map(membersOf);
const mapped = (members: Members, by: (value: unknown, key: string) => unknown) =>
    Object.fromEntries(Object.entries(members).map(([key, value]) => [key, by(value, key)]));
const isObject = (value: unknown): value is Members =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of JSON as AWS answers it; as it is, where it is none. */
export const inJson = (change: (value: unknown) => unknown) => (text: unknown) => {
    if (typeof text !== "string") return text;
    try {
        const value = JSON.parse(text) as unknown;
        return JSON.stringify(change(value));
    } catch {
        return text;
    }
};

/** Services answer lists of one element as that element, and accounts as their root. */
export const policyAnswer = inJson(value => {
    const policy = membersOf(value);
    const scalar = (value: unknown) => (Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value);
    const root = (value: unknown) => (Array.isArray(value) ? scalar(value.map(rootOf)) : rootOf(value));
    const principals = (value: unknown) => (isObject(value) ? mapped(value, root) : root(value));
    const statements = statementsOf(policy).map(statement =>
        mapped(statement, (value, key) => {
            if (key === "Principal" || key === "NotPrincipal") return principals(value);
            if (key !== "Condition") return scalar(value);
            return mapped(membersOf(value), keys => mapped(membersOf(keys), scalar));
        }),
    );
    return { ...policy, Statement: statements };
});

const rootOf = (principal: unknown) =>
    typeof principal === "string" && /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;

/** What the provider compares of a policy: no order of statements, actions, resources and values (hashicorp/awspolicyequivalence). */
export function policyForm(text: string): unknown {
    const policy = JSON.parse(text) as Members;
    const { Id = "", Version = "" } = policy;
    return { Id, Version, Statement: sorted(statementsOf(policy).map(statementForm)) };
}

function statementForm(statement: Members) {
    const { Sid = "", Effect, Principal, NotPrincipal, Condition } = statement;
    const lists = ["Action", "NotAction", "Resource", "NotResource"].map(key => [key, sorted(listOf(statement[key]))]);
    return {
        Sid,
        Effect: String(Effect).toLowerCase(),
        ...(Object.fromEntries(lists) as Members),
        Principal: principalForm(Principal),
        NotPrincipal: principalForm(NotPrincipal),
        Condition: isObject(Condition) ? mapped(Condition, keys => mapped(membersOf(keys), valuesForm)) : undefined,
    };
}

const principalForm = (value: unknown) =>
    isObject(value) ? mapped(value, named => sorted(listOf(named).map(rootOf))) : rootOf(value);

/** A condition whose value is no text is never the same as another one: the provider reads texts only. */
const valuesForm = (value: unknown) =>
    listOf(value).every(each => typeof each === "string") ? sorted(listOf(value)) : Symbol("no text");

/** Lists of a container that ECS answers as empty where there is none, and those that the provider takes for none when they are. */
const answeredLists = ["environment", "mountPoints", "portMappings", "systemControls", "volumesFrom"];
const optionalLists = [
    ...answeredLists,
    "command",
    "credentialSpecs",
    "dependsOn",
    "dnsSearchDomains",
    "dnsServers",
    "dockerSecurityOptions",
    "entryPoint",
    "environmentFiles",
    "extraHosts",
    "links",
    "resourceRequirements",
    "secrets",
    "ulimits",
];
const byName = (value: unknown) =>
    Array.isArray(value)
        ? [...(value as { name: string }[])].sort((one, other) => (one.name < other.name ? -1 : 1))
        : value;

/** Containers as ECS answers them, in a network of their own (`awsvpc`): with its defaults, and without order. */
export const containersAnswer = inJson(value =>
    byName(
        listOf(value)
            .map(membersOf)
            .map(container => ({
                cpu: 0,
                essential: true,
                ...Object.fromEntries(answeredLists.map(key => [key, []])),
                ...container,
                ...(container.environment !== undefined && { environment: byName(container.environment) }),
                ...(container.secrets !== undefined && { secrets: byName(container.secrets) }),
                ...(container.portMappings !== undefined && {
                    portMappings: listOf(container.portMappings).map(membersOf).map(portAnswer),
                }),
                ...(isObject(container.healthCheck) && {
                    healthCheck: { interval: 30, retries: 3, timeout: 5, ...container.healthCheck },
                }),
                ...(isObject(container.linuxParameters) && {
                    linuxParameters: parametersAnswer(container.linuxParameters),
                }),
            })),
    ),
);

/** Port 0 of the host is any, as none is. */
const portAnswer = (port: Members) => ({
    protocol: "tcp",
    ...port,
    hostPort: [undefined, 0].includes(port.hostPort as number | undefined) ? port.containerPort : port.hostPort,
});

/** `{ "drop": ["ALL"] }` is answered with what is added, too: github.com/braintrustdata/terraform-aws-braintrust-data-plane/pull/335 */
function parametersAnswer(parameters: Members): Members {
    return isObject(parameters.capabilities)
        ? { ...parameters, capabilities: { add: [], drop: [], ...parameters.capabilities } }
        : parameters;
}

/** What the provider compares of containers: what is in them, with the defaults that it knows, and in an order of its own. */
export function containersForm(text: string): unknown {
    const containers = listOf(JSON.parse(containersWithDefaults(text)) as unknown).map(membersOf);
    return containers.map(container => {
        const kept = Object.entries(container).filter(
            ([key, value]) => value !== null && !(optionalLists.includes(key) && listOf(value).length === 0),
        );
        return Object.fromEntries(kept);
    });
}

/** Not those of capabilities, which the provider does not know. */
function containersWithDefaults(text: string): string {
    const containers = listOf(JSON.parse(text) as unknown).map(membersOf);
    const without = containers.map(({ linuxParameters: _, ...container }) => container);
    const answered = listOf(JSON.parse(containersAnswer(JSON.stringify(without)) as string) as unknown).map(membersOf);
    return JSON.stringify(
        answered.map(container => {
            const { linuxParameters } = containers.find(({ name }) => name === container.name)!;
            return linuxParameters === undefined ? container : { ...container, linuxParameters };
        }),
    );
}

/** An expression of Cost Explorer as it answers it: with each of its members, `null` where there is none. */
export const expressionAnswer = inJson(expression);

function expression(value: unknown): unknown {
    if (!isObject(value)) return value;
    const { And = null, CostCategories = null, Dimensions = null, Not = null, Or = null, Tags = null } = value;
    const all = (values: unknown) => (Array.isArray(values) ? values.map(expression) : values);
    return {
        And: all(And),
        CostCategories: matched(CostCategories),
        Dimensions: matched(Dimensions),
        Not: expression(Not),
        Or: all(Or),
        Tags: matched(Tags),
    };
}

function matched(value: unknown): unknown {
    if (!isObject(value)) return value;
    const { Key = null, MatchOptions = null, Values = null } = value;
    return { Key, MatchOptions, Values };
}
