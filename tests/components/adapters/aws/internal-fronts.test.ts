import assert from "node:assert/strict";

import { cell, type ServiceConfig } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { pinnedImage } from "../../../support/images";
import { wholeFaultsOf } from "../../plan/faults-of";
import { forecast, type Made, madeOf } from "./made";

const image = pinnedImage();
const network = { network: "vpc-1", subnets: ["subnet-1"], publicSubnets: ["subnet-2", "subnet-3"] };
const existing = { "aws:eu-west-1": network, "aws:eu-central-1": network };
const clients = ["10.0.0.0/8", "192.168.7.0/24"];
const inNetworks: Partial<ServiceConfig> = {
    cells: forecast().cells.map(cell => ({ ...cell, existing })),
};

describe("internal fronts on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: readonly Made[];
    let inPublic: readonly Made[];
    const of = (kind: string, among = made) => among.filter(one => one.kind === kind);
    before(async () => {
        made = await madeOf({ ...inNetworks, routing: { edge: "internal" }, aws: { clients } });
        inPublic = await madeOf(inNetworks);
    });

    it("are balancers that have private addresses only", () => {
        assert.deepEqual(
            of("LoadBalancer").map(({ inputs }) => [inputs.internal, inputs.subnets]),
            Array(2).fill([true, network.publicSubnets]),
        );
        assert.deepEqual(
            of("LoadBalancer", inPublic).map(({ inputs }) => inputs.internal),
            [false, false],
        );
    });

    it("admit the ranges of clients, and nothing else from outside", () => {
        const admitted = (among: readonly Made[]) =>
            of("SecurityGroupIngressRule", among)
                .filter(({ name }) => name.includes("eu-west-1-front"))
                .map(({ inputs }) => inputs.cidrIpv4)
                .filter(range => range !== undefined);
        assert.deepEqual(admitted(made), clients);
        assert.deepEqual(admitted(inPublic), ["0.0.0.0/0"]);
    });

    it("are replaced with their targets when they become internal: targets are those of one balancer", () => {
        for (const kind of ["LoadBalancer", "TargetGroup"]) {
            const namesOf = (among: readonly Made[]) => of(kind, among).map(({ inputs }) => String(inputs.name));
            const before = namesOf(inPublic);
            assert.equal(before.length, 2);
            assert.deepEqual(
                namesOf(made).filter(name => before.includes(name)),
                [],
            );
        }
    });

    it("are led to by the health of their targets, for no check from outside reaches them", () => {
        assert.equal(of("HealthCheck", inPublic).length, 2);
        assert.deepEqual(of("HealthCheck"), []);
        const routed = of("Record").filter(({ inputs }) => inputs.latencyRoutingPolicies !== undefined);
        assert.equal(routed.length, 2);
        for (const { inputs } of routed) {
            const [{ evaluateTargetHealth }] = inputs.aliases as [{ evaluateTargetHealth: boolean }];
            assert.deepEqual([evaluateTargetHealth, inputs.healthCheckId], [true, undefined]);
        }
    });

    it("have an alarm for their gates, and none for checks that never arrive", () => {
        const alarmsOf = (among: readonly Made[]) =>
            of("MetricAlarm", among)
                .map(({ name }) => /-(gates|checks)$/.exec(name)?.[1])
                .filter(kind => kind !== undefined)
                .sort();
        assert.deepEqual(alarmsOf(made), ["gates", "gates"]);
        assert.deepEqual(alarmsOf(inPublic), ["checks", "checks", "gates", "gates"]);
    });

    it("are refused for a landing zone that would create a network", () => {
        const eu = cell("eu", {
            domain: "forecast.example.com",
            jurisdictions: ["EU"],
            dataClasses: ["internal"],
            regions: ["aws:eu-west-1"],
        });
        const cloud = aws({ service: "forecast", images: { gate: image, server: image, fetch: image }, clients });
        const names = cloud.zone({ domain: "forecast.example.com", id: "Z1" });
        assert.deepEqual(
            wholeFaultsOf(() => cloud.region("eu-west-1").landingZone({ cell: eu, names })).map(({ code, path }) => [
                code,
                path,
            ]),
            [["aws/internal-edge", "existing.network"]],
        );
    });

    it("are refused with ranges that are none", () => {
        assert.deepEqual(
            wholeFaultsOf(() => aws({ clients: ["10.0.0.0"] })).map(({ path }) => path),
            ["clients[0]"],
        );
    });
});
