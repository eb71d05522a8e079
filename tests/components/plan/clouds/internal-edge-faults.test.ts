import assert from "node:assert/strict";

import { internalEdgeFaults, routedFrontFaults } from "../../../../components/plan/clouds/internal-edge-faults";

describe("internal fronts of AWS", () => {
    type Config = Parameters<typeof internalEdgeFaults>[0];
    const there = { "aws:eu-west-1": { network: "vpc-1" }, "aws:eu-central-1": { network: "vpc-2" } };
    const eu = { name: "eu", regions: ["aws:eu-west-1", "aws:eu-central-1"], existing: there };
    const faultsOf = (change: object) =>
        internalEdgeFaults({
            aws: { clients: ["10.0.0.0/8"] },
            routing: { edge: "internal" },
            cells: [eu],
            ...change,
        } as unknown as Config).map(({ code, path }) => {
            assert.equal(code, "aws/internal-edge");
            return path;
        });

    it("have what they need in networks that exist, with ranges of clients", () => {
        assert.deepEqual(faultsOf({}), []);
    });

    it("are refused in each region whose network would be created", () => {
        const cells = [eu, { ...eu, existing: { "aws:eu-west-1": { key: "arn" } } }];
        assert.deepEqual(faultsOf({ cells }), [
            'cells[1].existing["aws:eu-west-1"].network',
            'cells[1].existing["aws:eu-central-1"].network',
        ]);
    });

    it("are refused without ranges of clients, since no client could connect", () => {
        assert.deepEqual(faultsOf({ aws: {} }), ["aws.clients"]);
        assert.deepEqual(faultsOf({ aws: undefined }), ["aws.clients"]);
    });

    it("are the only ones with ranges of clients", () => {
        assert.deepEqual(faultsOf({ routing: { edge: "regional" } }), ["aws.clients"]);
        assert.deepEqual(
            faultsOf({ routing: { edge: "regional" }, aws: undefined, cells: [{ ...eu, existing: {} }] }),
            [],
        );
    });

    it("ask nothing of regions on other clouds", () => {
        const cells = [{ ...eu, regions: ["local:eu-west"], existing: {} }];
        assert.deepEqual(faultsOf({ cells, aws: undefined }), []);
    });

    it("are led to by a router with that edge only, and public ones by any other", () => {
        const front = (isInternal: boolean) => [{ region: "aws:eu-west-1" as const, isInternal }];
        assert.deepEqual(routedFrontFaults("internal", front(true)), []);
        assert.deepEqual(routedFrontFaults("regional", front(false)), []);
        const [forPublic] = routedFrontFaults("internal", front(false));
        assert.deepEqual([forPublic!.path, forPublic!.value], ["edge", "internal"]);
        assert.match(forPublic!.problem, /front of region "aws:eu-west-1" is public/);
        const [forInternal] = routedFrontFaults("regional", front(true));
        assert.match(forInternal!.problem, /is internal, but the edge is "regional"/);
        assert.match(forInternal!.remedy, /set edge to internal/);
    });
});
