import assert from "node:assert/strict";

import { madeOf } from "./made";

describe("requests under way where the gates of a region are replaced", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    /** `forecast` has a model with streams, and one without. */
    const waitsOf = async (deadlineSeconds: number) =>
        (await madeOf({ routing: { limits: { deadlineSeconds } } }))
            .filter(({ kind, name }) => kind === "TargetGroup" && name.endsWith("-gate"))
            .map(({ inputs }) => inputs.deregistrationDelay);

    it("have as long as the longest may take: streams five minutes, and others to their deadline where that is later", async () => {
        assert.deepEqual(await waitsOf(30), [300, 300]);
        assert.deepEqual(await waitsOf(900), [900, 900]);
    });

    it("have as long in a gate that ends, but never longer than AWS lets a container take", async () => {
        const stopsOf = async (deadlineSeconds: number) => {
            const made = await madeOf({ routing: { limits: { deadlineSeconds } } });
            const tasks = made.filter(({ kind, name }) => kind === "TaskDefinition" && name.endsWith("-gate"));
            return tasks.map(({ inputs }) => {
                const containers = JSON.parse(String(inputs.containerDefinitions)) as {
                    name: string;
                    stopTimeout?: number;
                }[];
                return containers.find(({ name }) => name === "gate")!.stopTimeout;
            });
        };
        assert.deepEqual(await stopsOf(10), [30, 30]);
        assert.deepEqual(await stopsOf(50), [50, 50]);
        assert.deepEqual(await stopsOf(900), [120, 120]);
    });
});

describe("the balancer of a region", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    it("checks gates as often as the config says, and leaves one out after as many failures, as far as AWS does", async () => {
        const checksOf = async (failover: { everySeconds: number; unhealthyAfter: number }) =>
            (await madeOf({ routing: { failover } }))
                .filter(({ kind, name }) => kind === "TargetGroup" && name.endsWith("-gate"))
                .map(({ inputs }) => {
                    const { interval, unhealthyThreshold } = inputs.healthCheck as Record<string, number>;
                    return [interval, unhealthyThreshold];
                });
        assert.deepEqual(await checksOf({ everySeconds: 10, unhealthyAfter: 5 }), Array(2).fill([10, 5]));
        assert.deepEqual(await checksOf({ everySeconds: 30, unhealthyAfter: 1 }), Array(2).fill([30, 2]));
    });

    it("may fetch the keys of issuers where it checks tokens, before a rule asks it to, and connects nowhere else", async () => {
        const jwt = { issuer: "https://login.example.com", audience: "a", jwksUri: "https://login.example.com/keys" };
        const outOf = async (tokensAtBalancer: boolean) => {
            const made = await madeOf({ routing: { auth: { jwt } }, aws: { tokensAtBalancer } });
            const group = made.find(({ kind, name }) => kind === "SecurityGroup" && name.endsWith("eu-west-1-front"))!;
            const rules = made.filter(
                ({ inputs, kind }) => kind === "SecurityGroupEgressRule" && inputs.securityGroupId === group.outputs.id,
            );
            const open = rules.filter(({ inputs }) => inputs.cidrIpv4 !== undefined);
            const entrances = made.filter(({ inputs, kind }) => {
                const [{ type }] = (inputs.actions ?? [{}]) as [{ type?: string }];
                return kind === "ListenerRule" && type === "jwt-validation" && inputs.region === "eu-west-1";
            });
            return { open, entrances };
        };
        const { entrances, open } = await outOf(true);
        assert.deepEqual(
            open.map(({ inputs }) => [inputs.cidrIpv4, inputs.fromPort, inputs.toPort]),
            [["0.0.0.0/0", 443, 443]],
        );
        assert.ok(entrances.length > 0);
        for (const { options } of entrances) {
            assert.ok(options.after.includes(`SecurityGroupEgressRule ${open[0]!.name}`));
        }
        assert.deepEqual(await outOf(false), { open: [], entrances: [] });
    });

    it("has three zones of a region that has more", async () => {
        const cells = [
            {
                name: "us",
                jurisdictions: ["US"],
                dataClasses: ["internal"],
                regions: ["aws:us-east-1", "aws:us-west-2"],
                primary: "aws:us-east-1",
            },
        ] as const;
        const subnets = (await madeOf({ cells, serving: {} } as unknown as Parameters<typeof madeOf>[0])).filter(
            ({ kind, name }) => kind === "Subnet" && name.includes("us-east-1"),
        );
        assert.deepEqual(subnets.map(({ name }) => name.slice(-1)).sort(), ["a", "a", "b", "b", "c", "c"]);
    });
});
