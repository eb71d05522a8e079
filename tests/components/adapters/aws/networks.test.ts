import assert from "node:assert/strict";

import { cell } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { pinnedImage } from "../../../support/images";
import { wholeFaultsOf } from "../../plan/faults-of";
import { forecast, type Made, madeOf } from "./made";

const image = pinnedImage();

describe("the address range of a region on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: readonly Made[];
    before(async () => {
        made = await madeOf({
            cells: forecast().cells.map(cell => ({
                ...cell,
                networks: { "aws:eu-central-1": { cidr: "172.20.16.0/20" } },
            })),
        });
    });
    const rangesOf = (kind: string, region: string, key: string) =>
        made
            .filter(one => one.kind === kind && one.name.includes(region))
            .map(({ inputs }) => inputs[key] as string | undefined)
            .filter(range => range !== undefined)
            .sort();

    it("is the one of the config, of which each subnet is a part", () => {
        assert.deepEqual(rangesOf("Vpc", "eu-central-1", "cidrBlock"), ["172.20.16.0/20"]);
        assert.deepEqual(rangesOf("Subnet", "eu-central-1", "cidrBlock"), [
            "172.20.16.0/23",
            "172.20.18.0/23",
            "172.20.20.0/23",
            "172.20.24.0/25",
            "172.20.24.128/25",
            "172.20.25.0/25",
        ]);
    });

    it("is where the services of AWS are that servers and endpoints admit", () => {
        const admitted = new Set([
            ...rangesOf("SecurityGroupIngressRule", "eu-central-1-endpoints", "cidrIpv4"),
            ...rangesOf("SecurityGroupEgressRule", "eu-central-1-servers-out", "cidrIpv4"),
        ]);
        assert.deepEqual([...admitted], ["172.20.16.0/20"]);
    });

    it("is 10.0.0.0/16 where the config names none", () => {
        assert.deepEqual(rangesOf("Vpc", "eu-west-1", "cidrBlock"), ["10.0.0.0/16"]);
    });

    it("is refused for a landing zone that is given a network", () => {
        const eu = cell("eu", {
            domain: "forecast.example.com",
            jurisdictions: ["EU"],
            dataClasses: ["internal"],
            regions: ["aws:eu-west-1"],
            networks: { "aws:eu-west-1": { cidr: "10.1.0.0/16" } },
        });
        const cloud = aws({ service: "forecast", images: { gate: image, server: image, fetch: image } });
        const names = cloud.zone({ domain: "forecast.example.com", id: "Z1" });
        const existing = { network: "vpc-1", subnets: ["subnet-1"], publicSubnets: ["subnet-2", "subnet-3"] };
        assert.deepEqual(
            wholeFaultsOf(() => cloud.region("eu-west-1").landingZone({ cell: eu, names, existing })).map(
                ({ code, path }) => [code, path],
            ),
            [["network/exists", 'cell.networks["aws:eu-west-1"].cidr']],
        );
    });
});
