import assert from "node:assert/strict";

import { forecast, type Made, madeOf } from "./made";

type Inputs = Readonly<Record<string, unknown>>;

describe("machines with GPUs of a region on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    const region = "eu-west-1";
    let made: readonly Made[];
    before(async () => {
        made = await madeOf({ serving: { ...forecast().serving, gpu: { count: 1 }, scaling: { min: 1, max: 3 } } });
    });
    const all = (kind: string, ...parts: readonly string[]) =>
        made.filter(one => one.kind === kind && [region, ...parts].every(part => one.name.includes(part)));
    const one = (kind: string, ...parts: readonly string[]): Made => {
        const found = all(kind, ...parts);
        assert.equal(found.length, 1, `${kind} ${parts.join(" ")}: ${found.map(({ name }) => name).join(", ")}`);
        return found[0]!;
    };

    it("have disks under the region's key, a group that admits nothing, and no service of metadata for containers", () => {
        const { inputs } = one("LaunchTemplate");
        const [disk, ...more] = inputs.blockDeviceMappings as { ebs: Inputs }[];
        assert.deepEqual(more, []);
        const key = one("Key", "-key").outputs.arn;
        assert.deepEqual([disk!.ebs.encrypted, disk!.ebs.kmsKeyId], ["true", key]);
        const group = one("SecurityGroup", "-gpu").outputs.id;
        assert.deepEqual(inputs.vpcSecurityGroupIds, [group]);
        assert.deepEqual(
            all("SecurityGroupIngressRule").filter(rule => rule.inputs.securityGroupId === group),
            [],
        );
        assert.deepEqual(inputs.metadataOptions, { httpTokens: "required", httpPutResponseHopLimit: 1 });
        assert.deepEqual(inputs.iamInstanceProfile, { arn: one("InstanceProfile").outputs.arn });
    });

    it("join the cluster whose services run on them, and reach its API without the internet", () => {
        const { name } = one("Cluster", "-gpu").outputs;
        const script = Buffer.from(String(one("LaunchTemplate").inputs.userData), "base64").toString();
        for (const line of [
            `ECS_CLUSTER=${String(name)}`,
            "ECS_ENABLE_GPU_SUPPORT=true",
            "ECS_AWSVPC_BLOCK_IMDS=true",
        ]) {
            assert.ok(script.includes(line), line);
        }
        const endpoints = all("VpcEndpoint").map(({ inputs }) => String(inputs.serviceName).split(`${region}.`)[1]);
        for (const service of ["ecs", "ecs-agent", "ecs-telemetry"]) assert.ok(endpoints.includes(service), service);
        const [policy] = all("RolePolicyAttachment", "-gpu").map(({ inputs }) => String(inputs.policyArn));
        assert.match(policy!, /AmazonEC2ContainerServiceforEC2Role$/);
    });

    it("are as many as tasks need, and none ends under a task", () => {
        const group = one("Group").inputs;
        const [{ inputs: template }, { outputs: launched }] = [one("Group"), one("LaunchTemplate")];
        assert.deepEqual(template.launchTemplate, { id: launched.id, version: "$Latest" });
        assert.deepEqual([group.minSize, group.protectFromScaleIn], [0, true]);
        // Of two models three tasks each, and as many again while a release replaces another.
        assert.ok((group.maxSize as number) >= 12, String(group.maxSize));
        const provider = one("CapacityProvider");
        const { managedDraining, managedScaling, managedTerminationProtection, ...of } = provider.inputs
            .autoScalingGroupProvider as Inputs;
        assert.deepEqual(
            [(managedScaling as Inputs).status, managedTerminationProtection, managedDraining],
            ["ENABLED", "ENABLED", "ENABLED"],
        );
        assert.equal(of.autoScalingGroupArn, one("Group").outputs.arn);
        const services = all("Service").filter(({ name }) => !name.endsWith("-gate"));
        assert.equal(services.length, 2);
        for (const { inputs, name } of services) {
            const [strategy] = inputs.capacityProviderStrategies as Inputs[];
            assert.equal(strategy!.capacityProvider, provider.outputs.name, name);
            assert.equal(inputs.cluster, one("Cluster", "-gpu").outputs.arn, name);
        }
        const target = one("Target", "irises").inputs;
        assert.match(String(target.resourceId), new RegExp(`^service/${String(one("Cluster", "-gpu").outputs.name)}/`));
    });
});
