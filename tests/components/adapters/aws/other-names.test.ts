import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { cell, type Front, GlobalRouter, type Names, RegionalServing } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { local } from "../../../../components/adapters/local";
import type { ServiceContext } from "../../../../components/adapter";
import { healthPaths } from "../../../../components/gate/health/health";
import { awsUnderTest } from "../../../contract/adapters/aws";
import { type Inputs, settled } from "../../../support/mocked-engine";
import { OtherNames } from "../../../support/other-names";
import { faultsOf } from "../../plan/faults-of";
import { digest } from "../../plan/screening";
import { pinnedImage } from "../../../support/images";

const domain = "screening.example.com";
const image = pinnedImage();
const images = { gate: image, server: image, fetch: image };
const eu = cell("eu", {
    domain,
    jurisdictions: ["EU"],
    dataClasses: ["internal"],
    regions: ["aws:eu-west-1", "aws:eu-central-1"],
    primary: "aws:eu-west-1",
});
const models = [
    {
        name: "screening",
        releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
        traffic: [{ version: "1.0.0", percent: 100 }],
    },
];

interface Made {
    readonly type: string;
    readonly name: string;
    readonly inputs: Inputs;
    readonly provider: string | undefined;
}

describe("the adapter for AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: Made[];

    beforeEach(async () => {
        made = [];
        await pulumi.runtime.setMocks({
            call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Inputs),
            newResource: ({ type, name, inputs, custom, provider }) => {
                made.push({ type, name, inputs: inputs as Inputs, provider });
                const found = custom === true ? awsUnderTest.outputs({ type, name, inputs: inputs as Inputs }) : {};
                return {
                    id: typeof found.id === "string" ? found.id : name,
                    state: { ...(inputs as object), ...found },
                };
            },
        });
    });
    afterEach(settled);

    const records = () => made.filter(({ type }) => type === "aws:route53/record:Record");

    it("validates certificates by the names of another cloud, in each region by a record of its own", async () => {
        const names = new OtherNames("azure", domain);
        const cloud = aws({ service: "screening", images });
        for (const region of ["eu-west-1", "eu-central-1"]) {
            const landing = cloud.region(region).landingZone({ cell: eu, names });
            new RegionalServing(`screening-${region}`, { landing, models });
        }
        await settled();
        assert.deepEqual(names.validations.map(({ name }) => name).sort(), [
            `eu-central-1.eu.${domain}-validation`,
            `eu-west-1.eu.${domain}-validation`,
            `eu.${domain}-validation`,
            `eu.${domain}-validation-eu-central-1`,
        ]);
        const validated = made.filter(({ type }) => type === "aws:acm/certificateValidation:CertificateValidation");
        assert.equal(validated.length, 2);
        for (const { inputs } of validated) {
            const fqdns = inputs.validationRecordFqdns as string[];
            assert.ok(fqdns.length === 2 && fqdns.every(fqdn => fqdn.endsWith(" of azure")));
        }
        assert.deepEqual(records(), []);
    });

    it("refuses names that make no records, before anything is made", async () => {
        const names = local({ directory: "unused" }).zone({ domain });
        const { length } = made;
        const landing = aws({ service: "screening", images }).region("eu-west-1");
        assert.deepEqual(
            faultsOf(() => landing.landingZone({ cell: eu, names })),
            [
                {
                    code: "capability/names-front",
                    path: "names",
                    value: "local",
                },
            ],
        );
        await settled();
        assert.ok(made.slice(length).every(({ type }) => type.startsWith("meridian:local:")));
    });

    const frontOn = (more: Partial<Front> = {}): Front => ({
        cell: "eu",
        region: "gcp:europe-west3",
        place: { city: "Frankfurt", country: "DE", latitude: 50.1, longitude: 8.7 },
        hostname: `europe-west3.eu.${domain}`,
        address: pulumi.output({ host: "front.example.net", port: 443 }),
        paths: healthPaths,
        ...more,
    });

    it("leads host names to fronts of another cloud by their addresses, or by their names, with its own provider", async () => {
        const names = aws({ service: "screening", images }).zone({ domain, id: "Z1" });
        const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
        names.lead(frontOn(), { parent });
        names.lead(frontOn({ hostname: `west.${domain}`, addresses: pulumi.output(["192.0.2.1"]) }), { parent });
        await settled();
        const led = records().map(({ inputs: { name, ...to } }) => [name as string, to] as const);
        assert.deepEqual(Object.fromEntries(led), {
            [`europe-west3.eu.${domain}`]: { type: "CNAME", records: ["front.example.net"], ttl: 60, zoneId: "Z1" },
            [`west.${domain}`]: { type: "A", records: ["192.0.2.1"], ttl: 60, zoneId: "Z1" },
        });
        for (const { provider } of records()) assert.ok(provider?.includes(`::${domain}::`), provider);
    });

    it("leads the name of a cell that another cloud serves, too, to all regions by distance, as Route 53 takes one policy for a name", async () => {
        const cloud = aws({ service: "screening", images });
        const names = cloud.zone({ domain, id: "Z1" });
        const regions = ["aws:eu-west-1", "gcp:europe-west3"] as const;
        const wide = cell("eu", {
            ...{ domain, jurisdictions: ["EU"], dataClasses: ["internal"], primary: "aws:eu-west-1" },
            regions: [...regions],
        });
        const landing = cloud.region("eu-west-1").landingZone({ cell: wide, names });
        const backends = [new RegionalServing("screening", { landing, models }), frontOn()];
        new GlobalRouter("edge", { names, cells: [{ cell: wide, backends }] });
        await settled();
        const led = records()
            .filter(({ inputs }) => inputs.name === `eu.${domain}`)
            .map(({ inputs: { geoproximityRoutingPolicy, latencyRoutingPolicies, records, type } }) => [
                ...[type, records, latencyRoutingPolicies],
                geoproximityRoutingPolicy,
            ]);
        assert.deepEqual(led, [
            ["CNAME", [`eu-west-1.eu.${domain}`], undefined, { awsRegion: "eu-west-1" }],
            [
                ...["CNAME", [`europe-west3.eu.${domain}`], undefined],
                { coordinates: [{ latitude: "50.10", longitude: "8.70" }] },
            ],
        ]);
    });

    it("makes names for cells that are all on other clouds, of whose regions `meridian:aws` says nothing", async () => {
        const context = { config: { cells: [], models: [] }, plan: { service: "screening", watch: { logs: {} } } };
        const bound = aws({ tags: { team: "risk" } }).bind(context as unknown as ServiceContext);
        const names: Names = bound.zone({ domain });
        await settled();
        assert.equal(names.cloud, "aws");
        const provider = made.find(({ type }) => type === "pulumi:providers:aws")!;
        assert.deepEqual(JSON.parse(provider.inputs.defaultTags as string), {
            tags: { team: "risk", "meridian:service": "screening" },
        });
    });
});
