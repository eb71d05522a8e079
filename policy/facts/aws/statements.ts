import { knownRegions } from "../../../components/plan/places/catalogue";
import type { Properties, Said } from "../../properties";
import type { Resource } from "../../resource";
import { internet } from "../addresses";
import type { Claim, Reach } from "../fact";
import { topOf } from "../forms";

/** A statement of a policy that allows something. */
interface Allowance {
    readonly actions: readonly Said<string>[];
    readonly resources: readonly Said<string>[];
    /** It allows whatever it doesn't name, or on or for whatever it doesn't name. */
    readonly isInverted: boolean;
    readonly said: Properties;
}

/** One, or a list of them: IAM takes both. */
const each = (said: Properties, key: string) => said.texts(`${key}[]`);

/** What documents of a resource allow; texts or objects, as the program wrote them. */
function allowancesOf(
    { properties }: Resource,
    path: string,
): { readonly all: readonly Allowance[]; readonly isKnown: boolean } {
    const documents = properties.documents(path);
    const statements = documents.flatMap(read => (read.is === "known" ? read.value.documents("Statement[]") : []));
    const all = statements.flatMap((read): Allowance[] => {
        if (read.is === "unknown") return [];
        const { value: said } = read;
        const effect = said.text("Effect");
        if (effect.is === "known" && effect.value === "Deny") return [];
        return [
            {
                actions: each(said, "Action"),
                resources: each(said, "Resource"),
                isInverted: said.has("NotAction") || said.has("NotResource"),
                said,
            },
        ];
    });
    return { all, isKnown: [...documents, ...statements].every(({ is }) => is === "known") };
}

/** Services that store data, and are controlled by IAM policies. */
const dataServices = [
    "athena",
    "backup",
    "bedrock",
    "cassandra",
    "dynamodb",
    "elasticfilesystem",
    "es",
    "glue",
    "kinesis",
    "kms",
    "rds-data",
    "redshift-data",
    "s3",
    "sagemaker",
    "secretsmanager",
    "sqs",
    "ssm",
];
/** Of services that most of their actions tell of no data: those that open it, in small letters. */
const openings = [
    "aoss:apiaccessall",
    "aoss:dashboardsaccessall",
    "dsql:dbconnect",
    "dsql:dbconnectadmin",
    "ebs:getsnapshotblock",
    "elasticache:connect",
    "logs:filterlogevents",
    "logs:getlogevents",
    "logs:startlivetail",
    "logs:startquery",
    "logs:unmask",
    "memorydb:connect",
    "neptune-db:connect",
    "neptune-db:getstreamrecords",
    "neptune-db:readdataviaquery",
    "rds-db:connect",
    "redshift-serverless:getcredentials",
    "redshift:getclustercredentials",
    "redshift:getclustercredentialswithiam",
    "s3express:createsession",
    "s3tables:gettabledata",
    "timestream:select",
] as const;

/** What these services can do on everything only, or tells of no data (docs.aws.amazon.com/service-authorization/latest/reference). */
const harmless =
    /^(s3:(ListAllMyBuckets|GetAccountPublicAccessBlock|ListAccessPoints)|(athena|backup|bedrock|dynamodb|elasticfilesystem|es|glue|kinesis|kms|sagemaker|secretsmanager|sqs|ssm):(List|Describe)\w*\*?|kms:GenerateRandom|secretsmanager:GetRandomPassword)$/i;

/** IAM compares actions whatever their case, and takes wildcards in services' names (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html). */
function isOnData(action: string): boolean {
    const said = action.toLowerCase();
    const [service = "", what] = said.split(":");
    if (what === undefined) return false;
    if (openings.some(opening => isLike(said, opening))) return true;
    return dataServices.some(each => isLike(service, each)) && !harmless.test(action);
}
const isOnAnything = (action: string) => /^[*?]+(:[*?]+)?$/.test(action);
/** All of a service's things, or all of those that data is in, in every account: an ARN of nothing else but wildcards. */
const isOfAll = (arn: string) =>
    arn === "*" ||
    /^arn:[^:]+:[^:]+:\**:\**:((\/?keyspace|backup-vault|cluster|collection|db|domain|file-system|key|log-group|parameter|recovery-point|secret|stream|table)[:/])?\*([:/]([a-z-]+[:/])?\*)?$/.test(
        arn,
    );

function texts(all: readonly Said<string>[]): string[] {
    return all.flatMap(read => (read.is === "known" ? [read.value] : []));
}
const isDoubtful = (all: readonly Said<string>[]) => all.some(({ is }) => is === "unknown");

/** A document isn't known: for now, where it is made of what isn't there yet. */
function undetermined({ comesFrom }: Resource, path: string): Claim {
    const isMade = (comesFrom[topOf(path)] ?? []).length > 0;
    return { holds: "undetermined", path, ...(isMade && { isMadeLater: true }) };
}

/** No role may do everything, or anything to all data. */
export function isNarrow(path: string) {
    return (resource: Resource): Claim => {
        const { all, isKnown } = allowancesOf(resource, path);
        const isWide = ({ actions, isInverted, resources, said }: Allowance) => {
            const named = texts(actions);
            // What isn't named is everything else, of all accounts.
            const isOnAll = said.has("NotResource") || texts(resources).some(isOfAll);
            return (
                (isInverted && actions.length === 0 && isOnAll) ||
                named.some(isOnAnything) ||
                named.some(action => isOnData(action) && (isOnAll || /:\*+$/.test(action)))
            );
        };
        if (all.some(isWide)) return { holds: false, path };
        const isUnsure = all.some(({ actions, resources }) => isDoubtful(actions) || isDoubtful(resources));
        return isKnown && !isUnsure ? { holds: true, path } : undetermined(resource, path);
    };
}

/** Services whose things are of a region, with data of subjects in them, by their ARNs. */
const ofRegions =
    /^arn:[^:]+:(aoss|backup|bedrock|cassandra|dsql|dynamodb|elasticfilesystem|es|kinesis|kms|logs|neptune-db|rds|rds-db|redshift|s3tables|sagemaker|secretsmanager|sqs|ssm|timestream):([^:]*):/;
const regions = knownRegions.flatMap(ref => (ref.startsWith("aws:") ? [ref.slice("aws:".length)] : []));

/** Where the data is that documents let principals read. */
export function reachesBy(path: string) {
    return (resource: Resource): Reach[] => {
        const { all, isKnown } = allowancesOf(resource, path);
        const reading = all.filter(
            ({ actions, isInverted }) => isInverted || isDoubtful(actions) || texts(actions).some(isOnDataOrAll),
        );
        const isUnsure = reading.some(({ actions, resources }) => isDoubtful(actions) || isDoubtful(resources));
        const reached = reading.flatMap(placesOf);
        return [
            ...(reached.includes("everywhere") ? [{ path, places: "everywhere" as const }] : []),
            ...(isKnown && !isUnsure ? [] : [{ path, places: "undetermined" as const }]),
            { path, places: [...new Set(reached.filter(place => place !== "everywhere"))] },
        ];
    };
}

const isOnDataOrAll = (action: string) => isOnAnything(action) || isOnData(action);

function placesOf({ resources, said }: Allowance): string[] {
    const arns = said.has("NotResource") ? ["*"] : texts(resources).flatMap(arn => ofRegions.exec(arn)?.[2] ?? []);
    if (arns.length === 0) return [];
    const asked = ["StringEquals", "StringEqualsIgnoreCase"].flatMap(test =>
        each(said, `Condition.${test}.aws:RequestedRegion`),
    );
    const limits = asked.length > 0 && !isDoubtful(asked) ? texts(asked) : undefined;
    return arns.flatMap(pattern => {
        const found = regions.filter(region => isLike(pattern, region) && (limits?.includes(region) ?? true));
        return /^\*+$/.test(pattern) && limits === undefined ? ["everywhere"] : found.map(region => `aws:${region}`);
    });
}

/** By IAM's wildcards: `*` for any text, `?` for a letter. A pattern is a policy's: it is walked, and not made an expression. */
function isLike(pattern: string, text: string): boolean {
    let [at, i, star, from] = [0, 0, -1, 0];
    while (i < text.length) {
        if (pattern[at] === "*") [star, from] = [at++, i];
        else if (pattern[at] === "?" || pattern[at] === text[i]) [at, i] = [at + 1, i + 1];
        else if (star >= 0) [at, i] = [star + 1, ++from];
        else return false;
    }
    while (pattern[at] === "*") at++;
    return at === pattern.length;
}

/**
 * Conditions that only some can meet, by "The meaning of public"
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html) and its likes of other services.
 */
const narrowing: ReadonlySet<string> = new Set(
    [
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceName",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceIp",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
        "aws:SourceOwner",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:userid",
        "elasticfilesystem:AccessedViaMountTarget",
        "kms:CallerAccount",
        "s3:DataAccessPointAccount",
        "s3:DataAccessPointArn",
        "sns:Endpoint",
    ].map(key => key.toLowerCase()),
);
const narrowingTests =
    /^(ForAnyValue:)?(StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|IpAddress|Bool)$/;

/** Only principals that the documents name, directly or by a condition, are admitted. */
export function namesWho(path: string) {
    return (resource: Resource): Claim => {
        const { all, isKnown } = allowancesOf(resource, path);
        const isForAll = ({ said }: Allowance) => said.has("NotPrincipal") || texts(principalsOf(said)).includes("*");
        const lets = (one: Allowance) => (isForAll(one) && isMetByAll(one.said)) || trustsAll(one.said);
        if (all.some(lets)) return { holds: false, path };
        const isUnsure = all.some(({ said }) => isDoubtful(principalsOf(said)) && isMetByAll(said));
        return isKnown && !isUnsure ? { holds: true, path } : undetermined(resource, path);
    };
}

const principalsOf = (said: Properties) => [
    ...each(said, "Principal"),
    ...["AWS", "Federated", "CanonicalUser"].flatMap(kind => each(said, `Principal.${kind}`)),
];

/** What conditions of some tests compare with some keys: of each, all that it takes. */
const conditionsOf = (said: Properties, tests: RegExp, isMeant: (key: string) => boolean) =>
    said
        .keys("Condition")
        .filter(test => tests.test(test))
        .flatMap(test =>
            said
                .keys(`Condition.${test}`)
                .filter(key => isMeant(key.toLowerCase()))
                .map(key => each(said, `Condition.${test}["${key}"]`)),
        );

/** A condition without effect excludes no strangers: one open value admits all. */
const isMetByAll = (said: Properties): boolean =>
    !conditionsOf(said, narrowingTests, key => narrowing.has(key)).some(
        taken => taken.length > 0 && !taken.some(isOpen),
    );

/**
 * Whatever is compared with it is the same, or may be a stranger's: a wildcard, even behind what all such names begin with, things of
 * whichever account, or addresses of the whole internet.
 */
export const isOpen = (read: Said<string>) =>
    read.is === "known" &&
    (/^(o-|arn:[^:]*:[^:]*:)?[*?:]+(root|(role|user)\/[*?]+)?$/.test(read.value) ||
        /^arn:[^:]*:[^:]*:[^:]*:[*?]+:/.test(read.value) ||
        internet.test(read.value));

/**
 * Identity providers with many tenants, and the claims that tell tenants apart: an audience is the same for all if it is AWS itself
 * (docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html).
 */
const shared: Readonly<Record<string, RegExp>> = {
    "accounts.google.com": /:(aud|oaud|sub)$/,
    "agent.buildkite.com": /:sub$/,
    "api.pulumi.com/oidc": /:(aud|sub)$/,
    "app.terraform.io": /:sub$/,
    "cognito-identity.amazonaws.com": /:aud$/,
    "gitlab.com": /:sub$/,
    "oidc.codefresh.io": /:sub$/,
    "scalr.io": /:sub$/,
    "graph.facebook.com": /:(app_)?id$/,
    "token.actions.githubusercontent.com": /:(sub|job_workflow_ref|repository(_id|_owner|_owner_id)?)$/,
    "www.amazon.com": /:(app|user)_id$/,
};
const claimTests = /^(ForAnyValue:)?(StringEquals|StringLike|StringEqualsIgnoreCase)$/;
/** After the prefix that all subjects of a provider share, any subject: `repo:*`. */
const isAnySubject = (read: Said<string>) => read.is === "known" && /^([a-z_]+:)?[*?]/i.test(read.value);

/** Tokens of a provider with many tenants are accepted from each tenant. */
function trustsAll(said: Properties): boolean {
    const providers = texts(each(said, "Principal.Federated")).map(name => name.replace(/^arn:.*:oidc-provider\//, ""));
    return providers.some(provider => {
        if (!Object.hasOwn(shared, provider)) return false;
        const tells = (key: string) => key.startsWith(`${provider}:`) && shared[provider]!.test(key);
        return !conditionsOf(said, claimTests, tells).some(taken => taken.length > 0 && !taken.some(isAnySubject));
    });
}
