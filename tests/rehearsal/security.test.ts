import assert from "node:assert/strict";

import { besideBytes } from "../../components/gate/platform";
import { type Inputs, listOf, type Made, type MadeThings, statementsOf } from "./made";
import { stackAws } from "./made-once";

const regionsOf: Readonly<Record<string, readonly string[]>> = {
    eu: ["eu-west-1", "eu-central-1", "eu-north-1"],
    us: ["us-east-1", "us-west-2", "us-east-2"],
};
const accountOf: Readonly<Record<string, string>> = { eu: "222222222222", us: "333333333333" };
/** `screening-eu-eu-west-1-key` → `eu` */
const cellOf = ({ name }: Made) => /(^|-)(eu|us)(-|\.|$)/.exec(name)?.[2];
/** They name the region where AWS records changes of roles, and hold nothing: the trail's bucket and the rules' topic lie in the cell. */
const isOfGlobalEvents = ({ inputs, type }: Made) =>
    inputs.region === "us-east-1" &&
    (/^aws:cloudwatch\/event(Rule|Target):/.test(type) ||
        (type === "aws:cloudtrail/trail:Trail" && inputs.includeGlobalServiceEvents === true));

describe("what the stack aws makes", function () {
    this.timeout(600_000);
    let made: MadeThings;
    let state: string;
    let keys: readonly string[];

    before(async () => {
        ({ made, state, keys } = await stackAws());
    });

    const all = (type: string) => {
        const found = made.of(type);
        assert.ok(found.length > 0, `there is no ${type}`);
        return found;
    };

    it("lies in the regions of its cell, and in the account of its cell", () => {
        // The dashboard is of all cells: it reads numbers where they are, and keeps none.
        const regional = made.all.filter(
            each =>
                each.type.startsWith("aws:") &&
                each.inputs.region !== undefined &&
                !each.type.endsWith(":Dashboard") &&
                !isOfGlobalEvents(each),
        );
        assert.ok(regional.length > 100);
        for (const each of regional) {
            const cell = cellOf(each)!;
            assert.ok(regionsOf[cell]?.includes(String(each.inputs.region)), `${each.type} ${each.name}`);
            const arn = (each.outputs.arn as string | undefined) ?? "";
            const account = arn.split(":")[4];
            assert.ok(!account || account === accountOf[cell], `${each.name}: ${arn}`);
        }
    });

    it("is encrypted by keys that are renewed, and are of one region", () => {
        for (const { inputs } of all("kms/key")) {
            assert.equal(inputs.enableKeyRotation, true);
            assert.equal(inputs.multiRegion ?? false, false);
        }
    });

    const bucketOf = (trail: Made) => made.named(trail.inputs.s3BucketName)!;

    const ownKey = (each: Made, reference: unknown) => {
        const key = made.named(reference);
        assert.equal(key?.inputs.region, each.inputs.region, `${each.name} lies under a key of another region`);
        assert.equal(cellOf(key!), cellOf(each), each.name);
    };

    it("keeps logs in their region, under its key, for as long as is asked", () => {
        for (const each of all("cloudwatch/logGroup")) {
            ownKey(each, each.inputs.kmsKeyId);
            assert.ok(Number(each.inputs.retentionInDays) >= 90);
        }
    });

    it("keeps secrets and releases under the region's key, and tables under a key of each region", () => {
        for (const each of all("secretsmanager/secret")) ownKey(each, each.inputs.kmsKeyId);
        for (const each of all("s3/bucketObjectv2")) ownKey(each, each.inputs.kmsKeyId);
        for (const each of all("dynamodb/table")) {
            const { serverSideEncryption, replicas, ...inputs } = each.inputs as Inputs & {
                serverSideEncryption: Inputs;
                replicas: Inputs[];
            };
            ownKey(each, serverSideEncryption.kmsKeyArn);
            assert.deepEqual([inputs.deletionProtectionEnabled, inputs.pointInTimeRecovery], [true, { enabled: true }]);
            assert.equal(replicas.length, 1);
            for (const { kmsKeyArn, regionName, ...replica } of replicas) {
                assert.equal(made.named(kmsKeyArn)?.inputs.region, regionName);
                assert.ok(regionsOf[cellOf(each)!]!.includes(String(regionName)));
                assert.equal(replica.pointInTimeRecovery, true);
            }
        }
    });

    it("has no bucket that is public, unencrypted, or read without TLS", () => {
        for (const { id, name } of all("s3/bucket")) {
            const side = (type: string) => made.of(type).find(({ inputs }) => inputs.bucket === id)?.inputs;
            const { bucket: _, region: __, ...block } = side("s3/bucketPublicAccessBlock") ?? {};
            const names = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
            assert.deepEqual(
                names.map(each => block[each]),
                [true, true, true, true],
                name,
            );
            assert.ok(side("s3/bucketServerSideEncryptionConfiguration"), name);
            const denied = statementsOf(side("s3/bucketPolicy")?.policy).filter(({ Effect }) => Effect === "Deny");
            assert.ok(
                denied.some(({ Condition }) => JSON.stringify(Condition).includes('"aws:SecureTransport":"false"')),
                name,
            );
        }
    });

    it("has images go to other regions of their cell only, and lie there under those regions' keys", () => {
        for (const each of all("ecr/replicationConfiguration")) {
            const { rules } = each.inputs.replicationConfiguration as {
                rules: { destinations: { region: string; registryId: string }[] }[];
            };
            const destinations = rules.flatMap(({ destinations }) => destinations);
            assert.ok(destinations.length > 0);
            for (const { region, registryId } of destinations) {
                assert.ok(regionsOf[cellOf(each)!]!.includes(region));
                assert.equal(registryId, accountOf[cellOf(each)!]);
                const template = all("ecr/repositoryCreationTemplate").find(({ inputs }) => inputs.region === region)!;
                const [{ encryptionType, kmsKey }] = template.inputs.encryptionConfigurations as [Inputs];
                assert.equal(encryptionType, "KMS");
                ownKey(template, kmsKey);
                assert.equal(template.inputs.imageTagMutability, "IMMUTABLE");
            }
        }
    });

    it("lets servers of models out to AWS's own services only: data could go nowhere else", () => {
        const groups = all("ec2/securityGroup").filter(({ name }) => name.endsWith("-servers"));
        assert.equal(groups.length, 4);
        for (const { id, inputs } of groups) {
            const vpc = made.named(inputs.vpcId)!;
            const out = made.of("vpc/securityGroupEgressRule").filter(rule => rule.inputs.securityGroupId === id);
            assert.deepEqual(out.map(rule => rule.inputs.cidrIpv4 ?? "objects").sort(), [
                vpc.inputs.cidrBlock,
                "objects",
            ]);
            for (const rule of out) assert.deepEqual([rule.inputs.fromPort, rule.inputs.toPort], [443, 443]);
        }
    });

    it("admits TLS to load balancers from all addresses, and nothing else", () => {
        const open = all("vpc/securityGroupIngressRule").filter(
            ({ inputs }) => inputs.cidrIpv4 === "0.0.0.0/0" || inputs.cidrIpv6 !== undefined,
        );
        assert.equal(open.length, 4);
        for (const { inputs } of open) {
            assert.deepEqual([inputs.fromPort, inputs.toPort, inputs.ipProtocol], [443, 443, "tcp"]);
            const users = made.all.filter(each =>
                JSON.stringify(each.inputs.securityGroups ?? "").includes(String(inputs.securityGroupId)),
            );
            assert.deepEqual(
                users.map(({ type }) => type),
                ["aws:lb/loadBalancer:LoadBalancer"],
            );
        }
        for (const { inputs } of all("lb/listener")) {
            assert.deepEqual([inputs.protocol, inputs.sslPolicy], ["HTTPS", "ELBSecurityPolicy-TLS13-1-2-2021-06"]);
        }
        for (const { inputs } of all("lb/targetGroup")) assert.equal(inputs.protocol, "HTTPS");
        for (const { inputs } of all("ec2/subnet")) assert.equal(inputs.mapPublicIpOnLaunch, false);
    });

    it("has balancers that drop what is no header, say who asked, and have a filter before them", () => {
        for (const balancer of all("lb/loadBalancer")) {
            const { accessLogs, dropInvalidHeaderFields } = balancer.inputs;
            assert.equal(dropInvalidHeaderFields, true);
            const bucket = made.named((accessLogs as Inputs).bucket);
            assert.equal(bucket?.inputs.region, balancer.inputs.region);
            assert.ok(made.of("wafv2/webAclAssociation").some(({ inputs }) => inputs.resourceArn === balancer.id));
        }
    });

    it("runs tasks without a public address, by images that are pinned, with TLS between them, and takes a bad deployment back", () => {
        for (const each of all("ecs/service")) {
            const { deploymentCircuitBreaker, networkConfiguration, serviceConnectConfiguration } =
                each.inputs as Record<string, Inputs>;
            assert.equal(networkConfiguration!.assignPublicIp, false);
            assert.deepEqual(deploymentCircuitBreaker, { enable: true, rollback: true });
            for (const { tls } of serviceConnectConfiguration!.services as Record<string, Inputs>[]) {
                const { awsPcaAuthorityArn } = tls!.issuerCertAuthority as Inputs;
                assert.equal(made.named(awsPcaAuthorityArn)?.inputs.region, each.inputs.region);
                ownKey(each, tls!.kmsKey);
            }
        }
        for (const { inputs, name } of all("ecs/taskDefinition")) {
            for (const container of JSON.parse(String(inputs.containerDefinitions)) as Inputs[]) {
                assert.match(
                    String(container.image),
                    /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/.*@sha256:[0-9a-f]{64}$/,
                );
                assert.ok(String(container.image).includes(String(inputs.region)), name);
                assert.deepEqual([container.readonlyRootFilesystem, container.privileged], [true, false]);
            }
        }
        for (const { inputs } of all("acmpca/certificateAuthority")) {
            assert.equal(inputs.usageMode, "SHORT_LIVED_CERTIFICATE");
        }
    });

    it("needs no more of a task definition beside the gate's configuration than the planner leaves", () => {
        const gates = all("ecs/taskDefinition").filter(({ name }) => name.endsWith("-gate"));
        assert.ok(gates.length > 0);
        for (const { inputs, name } of gates) {
            const [container] = JSON.parse(String(inputs.containerDefinitions)) as [{ environment: Inputs[] }];
            const configuration = String(container.environment.find(one => one.name === "GATE")!.value);
            const beside =
                JSON.stringify({ ...inputs, containerDefinitions: [container] }).length - configuration.length;
            assert.ok(beside < besideBytes * 0.75, `${name}: ${beside} bytes`);
        }
    });

    it("gives roles no wildcard of actions, and nothing that lies in another region", () => {
        for (const { inputs, name } of all("iam/rolePolicy")) {
            for (const { Action, Effect, Resource, Sid } of statementsOf(inputs.policy)) {
                assert.equal(Effect, "Allow");
                for (const action of listOf(Action)) assert.ok(!action.includes("*"), `${name}: ${action}`);
                // The registry's sign-in has no resource (docs.aws.amazon.com/service-authorization, ECR).
                if (Sid === "SignInToRegistry") continue;
                const region = regionsOf[cellOf({ name } as Made)!]!.find(each => name.includes(each))!;
                for (const resource of listOf(Resource)) {
                    const [, , service, where] = resource.split(":");
                    assert.ok(where === region || (service === "s3" && isIn(resource, region)), `${name}: ${resource}`);
                }
            }
        }
        for (const { inputs, name } of all("iam/role")) {
            for (const { Condition, Principal } of statementsOf(inputs.assumeRolePolicy)) {
                // Their documentation mentions no conditions here; the roles can be passed within the account only.
                if (["ecr.amazonaws.com", "ecs.amazonaws.com"].includes(String((Principal as Inputs).Service)))
                    continue;
                assert.ok(JSON.stringify(Condition).includes("aws:SourceAccount"), name);
            }
        }
    });

    /** Buckets have no region in their ARN. */
    const isIn = (arn: string, region: string) => {
        const bucket = /^arn:aws:s3:::([^/]+)/.exec(arn)?.[1];
        return made.of("s3/bucket").find(({ id }) => id === bucket)?.inputs.region === region;
    };

    it("has, of each cell's name, a record for each of its regions, by their health, and none that leads elsewhere", () => {
        for (const cell of ["eu", "us"]) {
            const records = all("route53/record").filter(
                ({ inputs }) => inputs.name === `${cell}.screening.example.com`,
            );
            const regions = regionsOf[cell]!.slice(0, 2);
            assert.deepEqual(records.map(({ inputs }) => inputs.setIdentifier).sort(), [...regions].sort());
            for (const { inputs } of records) {
                const [{ name: host, evaluateTargetHealth }] = inputs.aliases as [Inputs];
                const balancer = made.of("lb/loadBalancer").find(({ outputs }) => outputs.dnsName === host)!;
                assert.deepEqual([cellOf(balancer), balancer.inputs.region], [cell, inputs.setIdentifier]);
                assert.deepEqual(inputs.latencyRoutingPolicies, [{ region: inputs.setIdentifier }]);
                assert.equal(evaluateTargetHealth, true);
                const check = made.named(inputs.healthCheckId)!.inputs;
                assert.deepEqual(
                    [check.fqdn, check.resourcePath, check.type, check.enableSni],
                    [`${String(inputs.setIdentifier)}.${cell}.screening.example.com`, "/region", "HTTPS", true],
                );
            }
        }
    });

    it("has a trail of changes in each region, whose files can be checked", () => {
        const trails = all("cloudtrail/trail");
        for (const { inputs } of trails) {
            assert.deepEqual([inputs.enableLogFileValidation, inputs.isMultiRegionTrail], [true, false]);
        }
        const near = trails.filter(each => bucketOf(each).inputs.region === each.inputs.region);
        assert.deepEqual(
            near.map(({ inputs }) => inputs.region).sort(),
            Object.values(regionsOf)
                .flatMap(([primary, other]) => [primary, other])
                .sort(),
        );
        for (const each of near) ownKey(each, each.inputs.kmsKeyId);
    });

    it("has trails of backup locations and of global services, which write to buckets of the cell, under a key there", () => {
        const remote = all("cloudtrail/trail").filter(each => bucketOf(each).inputs.region !== each.inputs.region);
        assert.deepEqual(
            remote
                .map(
                    each =>
                        `${cellOf(each)} ${String(each.inputs.region)} ${String(each.inputs.includeGlobalServiceEvents)}`,
                )
                .sort(),
            // Cell us has a region there.
            ["eu eu-north-1 false", "eu us-east-1 true", "us us-east-2 false"],
        );
        for (const each of remote) {
            const bucket = bucketOf(each);
            const key = made.named(each.inputs.kmsKeyId)!;
            const primary = regionsOf[cellOf(each)!]![0];
            assert.deepEqual([bucket.inputs.region, key.inputs.region], [primary, primary], each.name);
        }
    });

    it("has backups in locked vaults of the cell", () => {
        for (const each of all("backup/vault")) {
            ownKey(each, each.inputs.kmsKeyArn);
            assert.ok(
                made.of("backup/vaultLockConfiguration").some(({ inputs }) => inputs.backupVaultName === each.id),
            );
        }
        for (const { inputs, name } of all("backup/plan")) {
            for (const { copyActions } of inputs.rules as { copyActions: Inputs[] }[]) {
                const to = copyActions.map(({ destinationVaultArn }) => made.named(destinationVaultArn)!.inputs.region);
                assert.deepEqual(to, [regionsOf[cellOf({ name } as Made)!]![2]]);
            }
        }
    });

    it("has the keys of gates in no state in plain text", () => {
        assert.equal(keys.length, 4);
        for (const key of keys) {
            assert.match(key, /^[0-9a-f]{64}$/);
            assert.ok(!state.includes(key));
        }
    });
});
