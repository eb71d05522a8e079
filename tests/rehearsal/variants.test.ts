import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import { updated } from "../engine/steps";
import { deniedAtStart, deniedUses } from "./iam/denied";
import { allowedMisuses } from "./iam/misuses";
import { allNeeded, anomaly, neededByAws, neededByVariant, neededFor } from "./iam/needed";
import { type Inputs, listOf, MadeThings, statementsOf } from "./made";
import { kindsIn, knownIn, withoutOrder } from "./needs/known";
import { tooNewRoles } from "./needs/new-roles";
import { needs, unmetNeeds } from "./needs/table";
import { exceeded } from "./quotas/table";
import { Rehearsal } from "./rehearsal";
import {
    account,
    boundary,
    brought,
    chatKey,
    clients,
    deployers,
    invokers,
    range,
    region,
    there,
    withExisting,
    withGpus,
} from "./variants";

describe("the stack aws-one-region with what exists already, internal fronts, machines with GPUs, and named deployers", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;
    let made: MadeThings;

    before(async () => {
        rehearsal = await Rehearsal.prepare("variant", withExisting());
        for (const [type, id] of there) rehearsal.add({ type, id, account, region });
        await rehearsal.up();
        made = new MadeThings(await rehearsal.state());
    });
    after(() => rehearsal.dispose());

    it("leaves nothing to do", async () => {
        assert.deepEqual(await updated(rehearsal), {});
    });

    it("creates whatever a resource needs before it, and deletes it after it", async () => {
        const state = await rehearsal.state();
        assert.deepEqual([...unmetNeeds(knownIn(state)), ...tooNewRoles(knownIn(state), kindsIn(state))], []);
    });

    it("has rights that allow all that its features call, and deny what none needs", async () => {
        const all = knownIn(await rehearsal.state());
        assert.deepEqual([...deniedUses(all), ...deniedAtStart(all), ...allowedMisuses(all)], []);
    });

    it("fails, without a right that it has beside those of the stack aws, for what that is for", async () => {
        const needed = Object.entries(allNeeded(knownIn(await rehearsal.state())));
        // Principals may assume the role whose trust names them: without, there are none.
        const added = needed.filter(
            ([right]) => neededByAws[right] === undefined && right !== "iam/role deploy Deployers",
        );
        assert.deepEqual(Object.fromEntries(added), neededByVariant);
    });

    it("uses what exists, and makes none of it", () => {
        for (const type of ["ec2/vpc", "ec2/subnet", "ec2/natGateway", "kms/key", "acmpca/certificateAuthority"]) {
            assert.deepEqual(made.of(type), [], type);
        }
        const [group] = made.of("lb/targetGroup");
        assert.equal(group!.inputs.vpcId, brought.network);
        assert.deepEqual(made.of("lb/loadBalancer")[0]!.inputs.subnets, brought.publicSubnets);
        assert.equal(made.of("lb/listener")[0]!.inputs.certificateArn, brought.certificate);
        for (const { inputs } of made.of("ecs/service")) {
            const { serviceConnectConfiguration: connect, networkConfiguration: network } = inputs as Record<
                string,
                Inputs
            >;
            const [{ tls }] = connect!.services as [{ tls: Inputs }];
            assert.deepEqual(tls.issuerCertAuthority, { awsPcaAuthorityArn: brought.authority });
            assert.equal(tls.kmsKey, brought.key);
            assert.deepEqual(network!.subnets, brought.subnets);
        }
        for (const { inputs } of made.of("cloudwatch/logGroup")) assert.equal(inputs.kmsKeyId, brought.key);
    });

    it("has a front that only the given ranges reach, and a name whose health is that of its targets", () => {
        const [balancer] = made.of("lb/loadBalancer");
        assert.equal(balancer!.inputs.internal, true);
        const rules = made.of("vpc/securityGroupIngressRule").filter(({ inputs }) => inputs.cidrIpv4 !== undefined);
        assert.deepEqual(rules.map(({ inputs }) => inputs.cidrIpv4).sort(), clients);
        assert.deepEqual(made.of("route53/healthCheck"), []);
        const routed = made.of("route53/record").filter(({ inputs }) => inputs.latencyRoutingPolicies !== undefined);
        assert.deepEqual(
            routed.map(({ inputs }) => (inputs.aliases as [Inputs])[0].evaluateTargetHealth),
            [true],
        );
        const alarms = made.of("cloudwatch/metricAlarm").map(({ name }) => name);
        assert.ok(alarms.some(name => name.endsWith("-gates")));
        assert.ok(!alarms.some(name => name.endsWith("-checks")));
    });

    it("limits each role by the policy that the account has for it", () => {
        const roles = made.of("iam/role");
        assert.ok(roles.length > 5);
        for (const { inputs, name } of roles) assert.equal(inputs.permissionsBoundary, boundary, name);
    });

    it("leaves the account's own resources alone if configured so", () => {
        for (const type of [
            "backup/regionSettings",
            "ecr/replicationConfiguration",
            "ecr/repositoryCreationTemplate",
        ]) {
            assert.deepEqual(made.of(type), [], type);
        }
    });

    it("runs servers on machines with GPUs, whose disks lie under the region's key, and gates without", () => {
        const [template] = made.of("ec2/launchTemplate");
        const { blockDeviceMappings, instanceType, metadataOptions } = template!.inputs as Record<string, Inputs> & {
            blockDeviceMappings: { ebs: Inputs }[];
        };
        assert.equal(instanceType, "g4dn.xlarge");
        assert.deepEqual(
            blockDeviceMappings.map(({ ebs }) => [ebs.encrypted, ebs.kmsKeyId]),
            [["true", brought.key]],
        );
        assert.equal(metadataOptions!.httpTokens, "required");
        const [provider] = made.of("ecs/capacityProvider");
        const onIt = made.of("ecs/service").filter(({ inputs }) => {
            const [{ capacityProvider }] = inputs.capacityProviderStrategies as [Inputs];
            return capacityProvider === provider!.inputs.name;
        });
        assert.deepEqual(onIt.map(({ name }) => name).sort(), [
            "screening-eu-eu-west-1-chat-1-0-0",
            "screening-eu-eu-west-1-screening-1-0-0",
        ]);
        for (const { inputs } of onIt) {
            const task = made.named(inputs.taskDefinition)!;
            assert.deepEqual(task.inputs.requiresCompatibilities, ["EC2"]);
            assert.equal(task.inputs.ephemeralStorage, undefined);
            const containers = JSON.parse(String(task.inputs.containerDefinitions)) as Inputs[];
            const computing = containers.filter(({ resourceRequirements }) => resourceRequirements !== undefined);
            assert.deepEqual(
                computing.map(({ name, resourceRequirements }) => [name, resourceRequirements]),
                [["server", [{ type: "GPU", value: "1" }]]],
            );
        }
    });

    it("starts a server of the team's own with a secret that neither the state nor its task shows", async () => {
        const state = JSON.stringify(await rehearsal.state());
        assert.ok(!state.includes(chatKey));
        const secret = made.of("secretsmanager/secretVersion").find(({ name }) => name.includes("chat"))!;
        const task = made.of("ecs/taskDefinition").find(({ name }) => name.endsWith("-chat-1-0-0"))!;
        const containers = JSON.parse(String(task.inputs.containerDefinitions)) as Inputs[];
        const server = containers.find(({ name }) => name === "server")!;
        const { arn, versionId } = secret.outputs;
        assert.deepEqual(server.secrets, [
            { name: "API_KEY", valueFrom: `${String(arn)}:API_KEY::${String(versionId)}` },
        ]);
    });

    it("lets the named update models of the region, and gives others no access", () => {
        const role = made.of("iam/role").find(({ name }) => name.endsWith("-deploy"))!;
        const [trust, ...more] = statementsOf(role.inputs.assumeRolePolicy);
        assert.deepEqual(more, []);
        assert.deepEqual(trust!.Principal, { AWS: deployers });
        const given = made.of("iam/rolePolicy").find(({ inputs }) => inputs.role === role.inputs.name)!;
        for (const { Action, Resource, Sid } of statementsOf(given.inputs.policy)) {
            // Reading what tasks are has no resource; all else has.
            if (Sid === "ReadTasks") continue;
            for (const action of listOf(Action)) assert.doesNotMatch(action, /\*/);
            for (const resource of listOf(Resource)) {
                assert.notEqual(resource, "*");
                // Who could roll the gate could have its key.
                assert.doesNotMatch(resource, /gate/);
                assert.match(
                    resource,
                    new RegExp(`:${region}:|^arn:aws:iam::${account}:role/|^arn:aws:s3:::screening-eu`),
                );
            }
        }
    });

    it("has the gate answer those who are named, by their tokens", () => {
        const task = made.of("ecs/taskDefinition").find(({ name }) => name.endsWith("-gate"))!;
        const [{ environment }] = JSON.parse(String(task.inputs.containerDefinitions)) as [{ environment: Inputs[] }];
        const configuration = gunzipSync(Buffer.from(String(environment[0]!.value), "base64")).toString();
        for (const invoker of invokers) assert.ok(configuration.includes(`"${invoker}"`), invoker);
    });

    it("has the balancer look at tokens first, but for health", () => {
        const checks = made
            .of("lb/listenerRule")
            .map(({ name, inputs }) => [
                name.split("-").at(-1),
                (inputs.actions as Inputs[]).some(({ type }) => type === "jwt-validation"),
            ]);
        assert.deepEqual(Object.fromEntries(checks), { health: false, callers: true, gates: false });
    });
});

describe("the stack aws-one-region with machines with GPUs in a network of its own, and a release from a bucket", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;
    let made: MadeThings;

    before(async () => {
        rehearsal = await Rehearsal.prepare("gpu", withGpus());
        await rehearsal.up();
        made = new MadeThings(await rehearsal.state());
    });
    after(() => rehearsal.dispose());

    it("leaves nothing to do", async () => {
        assert.deepEqual(await updated(rehearsal), {});
    });

    it("has the network's range of the config", () => {
        assert.deepEqual(
            made.of("ec2/vpc").map(({ inputs }) => inputs.cidrBlock),
            [range],
        );
        for (const { inputs } of made.of("ec2/subnet"))
            assert.match(String(inputs.cidrBlock), /^10\.64\.(1[6-9]|2\d|3[01])\./);
    });

    it("creates whatever a resource needs before it, and deletes it after it", async () => {
        const state = await rehearsal.state();
        assert.deepEqual([...unmetNeeds(knownIn(state)), ...tooNewRoles(knownIn(state), kindsIn(state))], []);
    });

    it("has rights that allow all that its features call, and deny what none needs", async () => {
        const all = knownIn(await rehearsal.state());
        assert.deepEqual([...deniedUses(all), ...deniedAtStart(all), ...allowedMisuses(all)], []);
    });

    it("alerts of unusual cost by a topic and a key that admit Cost Anomaly Detection", async () => {
        const all = knownIn(await rehearsal.state());
        assert.deepEqual(neededFor("sns/topicPolicy alarms costalerts", all), [anomaly]);
        assert.ok(neededFor("kms/key key Alarms", all).includes(anomaly));
    });

    it("needs a higher quota of processors in machines with GPUs than a new account has", async () => {
        assert.deepEqual(exceeded(knownIn(await rehearsal.state())), [
            `111111111111 ${region}: Running On-Demand G and VT instances is 0, and the stack needs 4`,
        ]);
    });

    it("is checked for what machines need, which fails where nothing orders the two", async () => {
        const unordered = knownIn(withoutOrder(await rehearsal.state()));
        const ofMachines = needs.filter(({ of }) => of === "autoscaling/group");
        assert.equal(unmetNeeds(unordered, ofMachines).length, 2);
    });

    it("is checked for what a locked trail and alerts need, which fail where nothing orders the two", async () => {
        const unordered = knownIn(withoutOrder(await rehearsal.state()));
        const alone = ["s3/bucketObjectLockConfiguration", "cloudtrail/trail", "costexplorer/anomalySubscription"];
        for (const need of needs.filter(({ of }) => alone.includes(of))) {
            assert.ok(unmetNeeds(unordered, [need]).length > 0, `${need.of}: ${need.what}`);
        }
    });

    it("reaches what machines' agents ask inside the network, in every zone", () => {
        const services = made
            .of("ec2/vpcEndpoint")
            .map(({ inputs }) => String(inputs.serviceName).replace(`com.amazonaws.${region}.`, ""));
        for (const service of ["ecs", "ecs-agent", "ecs-telemetry"]) assert.ok(services.includes(service), service);
        const [group] = made.of("autoscaling/group");
        const subnets = made.of("ec2/subnet").filter(({ id }) => listOf(group!.inputs.vpcZoneIdentifiers).includes(id));
        assert.equal(new Set(subnets.map(({ inputs }) => inputs.availabilityZone)).size, 3);
        assert.deepEqual(
            subnets.filter(({ inputs }) => inputs.mapPublicIpOnLaunch === true),
            [],
        );
    });

    it("copies the release into the region's bucket, under the region's key and its digest", async () => {
        const [copy, ...more] = made.of("s3/objectCopy");
        assert.deepEqual(more, []);
        const { bucket, key, source } = copy!.inputs;
        assert.equal(source, "models/screening/1.0.0.onnx");
        assert.match(String(key), /^releases\/[0-9a-f]{64}$/);
        // The SDK takes the key's name for a secret.
        const shown = new MadeThings(await rehearsal.state({ secrets: true }));
        const { plaintext } = shown.of("s3/objectCopy")[0]!.inputs.kmsKeyId as { plaintext: string };
        assert.equal(JSON.parse(plaintext), made.of("kms/key")[0]!.outputs.arn);
        assert.ok(made.of("s3/bucket").some(({ id }) => id === bucket));
        assert.deepEqual(made.of("s3/bucketObjectv2"), []);
    });
});
