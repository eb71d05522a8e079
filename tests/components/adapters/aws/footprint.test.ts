import assert from "node:assert/strict";

import { forecast, type Made, madeOf } from "./made";

describe("the footprint of a region on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    const region = "eu-west-1";
    const ofEach = (side: "inside" | "outside", ...zones: readonly string[]) => zones.map(zone => `${side}-${zone}`);

    /** What a footprint changes, by what it is of; subnets by their sides and zones. */
    const partsOf = (made: readonly Made[]) => {
        const of = (kind: string) => made.filter(one => one.kind === kind && one.inputs.region === region);
        const shortly = (name: string) => /(inside|outside)-[abc]$/.exec(name)![0];
        const named = new Map(of("Subnet").map(({ name, outputs }) => [outputs.id, shortly(name)]));
        const once = (ids: readonly unknown[]) => {
            const lists = new Set(ids.map(list => (list as string[]).map(id => named.get(id)).join()));
            assert.equal(lists.size, 1);
            return [...lists].join().split(",");
        };
        const gate = of("Service").find(({ name }) => name.endsWith("-gate"))!;
        const target = of("Target").find(({ name }) => name.endsWith("-gate"))!;
        return {
            subnets: [...named.values()].sort(),
            tasks: once(of("Service").map(({ inputs }) => (inputs.networkConfiguration as Made["inputs"]).subnets)),
            machines: once(of("Group").map(({ inputs }) => inputs.vpcZoneIdentifiers)),
            endpoints: once(of("VpcEndpoint").flatMap(({ inputs }) => (inputs.subnetIds ? [inputs.subnetIds] : []))),
            balancer: once(of("LoadBalancer").map(({ inputs }) => inputs.subnets)),
            gates: [gate.inputs.desiredCount, target.inputs.minCapacity],
            insights: of("Cluster").map(({ inputs }) => (inputs.settings as [{ value: string }])[0].value),
        };
    };

    const subnets = [...ofEach("inside", "a", "b", "c"), ...ofEach("outside", "a", "b", "c")];
    const withMachines = { serving: { ...forecast().serving, gpu: { count: 1 } } };

    it("is three zones, two gates and Container Insights by default", async () => {
        assert.deepEqual(partsOf(await madeOf(withMachines)), {
            subnets,
            tasks: ofEach("inside", "a", "b", "c"),
            machines: ofEach("inside", "a", "b", "c"),
            endpoints: ofEach("inside", "a", "b", "c"),
            balancer: ofEach("outside", "a", "b", "c"),
            gates: [2, 2],
            insights: ["enhanced", "enhanced"],
        });
    });

    it("is one zone, one gate and no Container Insights where it is small, beside subnets that are there for more", async () => {
        assert.deepEqual(partsOf(await madeOf({ ...withMachines, aws: { footprint: "small" } })), {
            subnets,
            tasks: ["inside-a"],
            machines: ["inside-a"],
            endpoints: ["inside-a"],
            balancer: ofEach("outside", "a", "b"),
            gates: [1, 1],
            insights: ["disabled", "disabled"],
        });
    });
});
