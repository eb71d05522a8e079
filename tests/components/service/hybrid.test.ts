import assert from "node:assert/strict";

import * as awsSdk from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ObservabilityHub, Service, type ServiceConfig } from "../../../components";
import { aws, awsNodes } from "../../../components/adapters/aws";
import { kubernetes } from "../../../components/adapters/kubernetes";
import { local, localNodes } from "../../../components/adapters/local";
import { type Made, settled } from "../../support/mocked-engine";
import { repositoryConfig, repositoryLock } from "../../support/repository-stack";
import { faultsOf, wholeFaultsOf } from "../plan/faults-of";
import { digest } from "../plan/screening";
import { images, mockClouds } from "./mocked-clouds";

const promised = (output: pulumi.Output<string>) => new Promise<string>(resolve => output.apply(resolve));

/** A cell on AWS beside one on this machine. */
const config = (home: string, routing: ServiceConfig["routing"] = {}): ServiceConfig => ({
    domain: "screening.example.com",
    cells: [
        { name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] },
        { name: "lab", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["local:eu-west"] },
    ],
    models: [
        {
            name: "screening",
            releases: { "1.0.0": { artifact: "file:package.json", digest: digest("1") } },
            traffic: [{ version: "1.0.0", percent: 100 }],
        },
    ],
    routing,
    observability: { home },
});

describe("a service with cells on two clouds", () => {
    let made: Made[];

    beforeEach(async () => {
        made = await mockClouds();
    });
    afterEach(settled);

    const deploy = async (home: string, routing?: ServiceConfig["routing"]) => {
        const clouds = [local({ directory: "unused" }), aws({ images })];
        const service = new Service("screening", config(home, routing), { clouds });
        await settled();
        return service;
    };
    const named = (type: RegExp) =>
        made
            .filter(one => type.test(one.type))
            .map(({ name }) => name)
            .sort();

    it("has names and a router of each cloud, whose children are called as if it were alone", async () => {
        const service = await deploy("aws:eu-west-1", { zone: "Z1" });
        assert.deepEqual(Object.keys(service.routers), ["aws", "local"]);
        assert.deepEqual(named(/:GlobalRouter$/), ["screening-edge", "screening-edge-local"]);
        assert.deepEqual(
            named(/^aws:route53\/record:Record$/).filter(name => name.includes("-edge")),
            ["screening-edge-eu-eu-west-1"],
        );
        assert.deepEqual(Object.keys(service.points), ["eu", "lab"]);
        assert.deepEqual(Object.keys(service.authorities), ["lab"]);
        assert.ok(made.some(({ name, type }) => name === "screening-edge" && type.endsWith(":Process")));
    });

    it("returns a dashboard of each cloud, and the one at home as the dashboard of all", async () => {
        const service = await deploy("local:eu-west");
        assert.deepEqual(Object.keys(service.dashboards).sort(), ["aws", "local"]);
        assert.equal(service.dashboard, service.dashboards.local);
        assert.match(await promised(service.dashboards.local!), /^http:\/\/127\.0\.0\.1:\d+\/$/);
        assert.match(await promised(service.dashboards.aws!), /^https:\/\/.*console\.aws/);
    });

    it("has the same children whichever region is its home", async () => {
        const children = () =>
            made.filter(({ type }) => !type.startsWith("meridian:")).map(({ name, type }) => `${type} ${name}`);
        await deploy("aws:eu-west-1");
        const before = children();
        made = await mockClouds();
        await deploy("local:eu-west");
        assert.deepEqual(children().sort(), before.sort());
    });

    it("gives the children of each component with their types, by the cloud that made them", async () => {
        const service = await deploy("local:eu-west");
        const [eu, lab] = service.cells.map(({ servings: [serving] }) => serving!);
        assert.ok(awsSdk.ecs.Service.isInstance(awsNodes(eu!).gate));
        assert.ok(awsSdk.ecs.Service.isInstance(awsNodes(eu!)["screening-1-0-0"]));
        assert.ok(awsSdk.route53.Record.isInstance(awsNodes(service.routers.aws!)["eu/aws:eu-west-1"]));
        assert.ok(pulumi.CustomResource.isInstance(localNodes(lab!).gate));
        assert.ok(pulumi.CustomResource.isInstance(localNodes(lab!)["screening-1-0-0"]));
        assert.deepEqual(
            Object.values(localNodes(service.hub!)).filter(node => awsSdk.sns.Topic.isInstance(node)),
            [],
        );
        assert.ok(pulumi.CustomResource.isInstance(localNodes(service.routers.local!).edge));
        // Of a hub those of each cloud's view.
        assert.ok(awsSdk.cloudwatch.Dashboard.isInstance(awsNodes(service.hub!).dashboard));
        assert.ok(awsSdk.sns.Topic.isInstance(awsNodes(service.hub!)["topic/eu/aws:eu-west-1"]));
        assert.ok(pulumi.CustomResource.isInstance(localNodes(service.hub!).hub));
        assert.deepEqual(
            faultsOf(() => awsNodes(lab!)).map(({ code, value }) => [code, value]),
            [["nodes/of-another-cloud", "local"]],
        );
    });

    it("has a hub that refuses what is on a cloud of which it has no landing zone", async () => {
        const { cells, hub } = await deploy("local:eu-west");
        const [eu, lab] = cells;
        const args = { plan: hub!.plan, landings: lab!.landings, watches: [...eu!.servings, ...lab!.servings] };
        assert.deepEqual(
            faultsOf(() => new ObservabilityHub("other", args)).map(({ code, path }) => [code, path]),
            [["observability/region-without-landing", "watches[0]"]],
        );
    });

    it("has one hub, whose view of a cloud shows that cloud's regions and leads to the other's", async () => {
        await deploy("aws:eu-west-1");
        assert.deepEqual(named(/:ObservabilityHub$/), ["screening-hub"]);
        const dashboard = made.find(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")!;
        assert.equal(dashboard.name, "screening-hub-dashboard");
        const { widgets } = JSON.parse(dashboard.inputs.dashboardBody as string) as {
            widgets: { type: string; properties: { markdown?: string } }[];
        };
        const [text, ...others] = widgets.flatMap(({ properties }) => properties.markdown ?? []);
        assert.deepEqual(others, []);
        assert.match(text ?? "", /this machine.+lab eu-west.+http:\/\/127\.0\.0\.1:\d+\//);
        made = await mockClouds();
        await deploy("local:eu-west");
        const hub = made.find(({ name }) => name === "screening-hub-file")!;
        const reported = JSON.parse(hub.inputs.content as string) as {
            cells: { name: string }[];
            elsewhere: { cloud: string; regions: object[]; url: string }[];
        };
        assert.deepEqual(
            reported.cells.map(({ name }) => name),
            ["lab"],
        );
        assert.deepEqual(
            reported.elsewhere.map(({ cloud, regions }) => [cloud, regions]),
            [["AWS", [{ cell: "eu", region: "aws:eu-west-1" }]]],
        );
        assert.equal(made.find(({ type }) => type.endsWith("dashboard:Dashboard"))?.name, "screening-hub-dashboard");
    });
});

describe("a service whose names are of another cloud than its regions", () => {
    it("is refused without the adapter of that cloud, before anything is made", async () => {
        const made = await mockClouds();
        const written = repositoryConfig("kubernetes") as unknown as ServiceConfig;
        const routing = { ...written.routing, names: "aws" } as const;
        const args = { clouds: [kubernetes()], lock: repositoryLock() };
        const faults = wholeFaultsOf(() => new Service("screening", { ...written, routing }, args));
        assert.deepEqual(
            faults.map(({ code, remedy, value }) => [code, value, remedy]),
            [["service/cloud-adapter", "kubernetes", "add the adapter of pulumi-meridian/aws"]],
        );
        assert.deepEqual(made, []);
    });
});
