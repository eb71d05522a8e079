import type { Config } from "../../../../plan/config/config";
import { splitRef } from "../../../../plan/places/catalogue";
import type { CellPlan, Plan } from "../../../../plan/plan";
import { releasesOf, type ServingPlan } from "../../../../plan/serving/serving";
import { recordedIn } from "../../landing-zone/recorded-traffic";

/** What decides which types of resources a cell has on AWS: `ec2/vpc` and so on, as the engine's provider calls them. */
interface Facts {
    readonly cell: CellPlan;
    /** On AWS. */
    readonly servings: readonly ServingPlan[];
    readonly config: Config;
    readonly plan: Plan;
    /** Whether the hub of AWS is in the account of this cell. */
    readonly isHome: boolean;
}

type Condition = (facts: Facts) => boolean;

/** Whether some region of a cell lacks what could be brought. */
const creates =
    (what: "network" | "key" | "certificate" | "authority"): Condition =>
    ({ cell: { cell }, servings }) =>
        servings.some(({ region }) => cell.existing[region]?.[what] === undefined);

const withBackup: Condition = ({ cell }) => cell.store?.backup !== undefined;
const manages: Condition = ({ config }) => config.aws?.manage !== false;
const several: Condition = ({ servings }) => servings.length > 1;
const fromBucket = (artifact: string) => artifact.startsWith("s3:");
const artifacts = ({ servings }: Facts) =>
    servings.flatMap(({ models }) => releasesOf(models).map(({ release }) => release.artifact));

/** Types that a cell has in its account, with the condition under which it has them. */
const ofCell: readonly (readonly [types: string, when: Condition])[] = [
    [
        "s3/bucket s3/bucketPublicAccessBlock s3/bucketOwnershipControls s3/bucketServerSideEncryptionConfiguration s3/bucketVersioning s3/bucketLifecycleConfiguration s3/bucketPolicy",
        () => true,
    ],
    ["iam/role iam/rolePolicy iam/rolePolicyAttachment cloudwatch/logGroup cloudwatch/metricAlarm", () => true],
    ["secretsmanager/secret secretsmanager/secretVersion sns/topic sns/topicPolicy", () => true],
    ["ecs/cluster ecs/clusterCapacityProviders ecs/service ecs/taskDefinition", () => true],
    ["servicediscovery/httpNamespace appautoscaling/target appautoscaling/policy", () => true],
    ["lb/loadBalancer lb/listener lb/listenerRule lb/targetGroup", () => true],
    ["ec2/securityGroup vpc/securityGroupEgressRule vpc/securityGroupIngressRule", () => true],
    ["wafv2/webAcl wafv2/webAclAssociation wafv2/webAclLoggingConfiguration", () => true],
    [
        "ec2/vpc ec2/defaultSecurityGroup ec2/internetGateway ec2/route ec2/routeTable ec2/routeTableAssociation ec2/subnet ec2/vpcEndpoint",
        creates("network"),
    ],
    [
        "ec2/flowLog",
        facts =>
            creates("network")(facts) &&
            recordedIn({ cell: facts.cell.cell, settings: facts.config.aws ?? {} }) !== "none",
    ],
    [
        "ec2/natGateway",
        facts =>
            creates("network")(facts) &&
            (facts.cell.cell.regions.length > 1 || facts.servings.some(({ auth }) => auth.jwt?.keys.kind === "uri")),
    ],
    ["kms/key", facts => creates("key")(facts) || withBackup(facts)],
    ["kms/alias", creates("key")],
    ["acm/certificate acm/certificateValidation", creates("certificate")],
    ["acmpca/certificateAuthority acmpca/certificate acmpca/certificateAuthorityCertificate", creates("authority")],
    ["s3/objectCopy", facts => artifacts(facts).some(fromBucket)],
    ["s3/bucketObjectv2", facts => artifacts(facts).some(artifact => !fromBucket(artifact))],
    [
        "autoscaling/group ec2/launchTemplate ecs/capacityProvider iam/instanceProfile iam/serviceLinkedRole kms/grant",
        ({ servings }) => servings.some(({ hosting }) => hosting.gpu !== undefined),
    ],
    [
        "dynamodb/table",
        ({ cell }) => cell.store?.tables.some(({ existing }) => Object.keys(existing).length === 0) === true,
    ],
    ["backup/vault backup/plan backup/selection", withBackup],
    ["backup/vaultLockConfiguration", facts => withBackup(facts) && facts.cell.store?.ephemeral !== true],
    ["backup/regionSettings", facts => withBackup(facts) && manages(facts)],
    ["ecr/replicationConfiguration ecr/repositoryCreationTemplate", facts => several(facts) && manages(facts)],
    ["cloudtrail/trail cloudwatch/eventRule cloudwatch/eventTarget", ({ plan }) => plan.watch.audit],
    ["s3/bucketObjectLockConfiguration", ({ config }) => config.aws?.auditLock !== undefined],
    ["cloudwatch/compositeAlarm", ({ plan }) => plan.watch.slo.availability !== undefined],
    ["cloudwatch/dashboard", ({ isHome }) => isHome],
    ["budgets/budget", ({ plan }) => plan.watch.budget !== undefined],
    ["costexplorer/anomalyMonitor", ({ plan }) => plan.watch.budget?.anomalies === true],
    ["costexplorer/anomalySubscription", ({ isHome, plan }) => isHome && plan.watch.budget?.anomalies === true],
];

/** The types of resources of a cell on AWS that are in its account, in order of name. */
export function typesOfCell(
    cell: CellPlan,
    { config, plan }: { readonly config: Config; readonly plan: Plan },
): string[] {
    const servings = cell.servings.filter(({ region }) => splitRef(region).cloud === "aws");
    const home = plan.watch.views.aws;
    const isHome = plan.cells.some(
        other =>
            other.cell.regions.some(region => region === home) &&
            other.cell.accounts.aws?.roleArn === cell.cell.accounts.aws?.roleArn,
    );
    const facts: Facts = { cell, servings, config, plan, isHome };
    return ofCell.flatMap(([types, when]) => (when(facts) ? types.split(" ") : [])).sort();
}

/** The types of resources that lead to cells by names of Route 53: in the account of the engine's own identity, whatever role a cell has. */
export function typesOfNames({ routings }: Plan): string[] {
    const own = routings.filter(({ names }) => names === "aws");
    if (own.length === 0) return [];
    return [
        // Internal fronts have none.
        ...(own.some(({ edge }) => edge !== "internal") ? ["route53/healthCheck"] : []),
        "route53/record",
        ...(own.some(({ zone }) => zone === undefined) ? ["route53/zone"] : []),
    ];
}
