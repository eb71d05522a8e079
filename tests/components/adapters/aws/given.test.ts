import assert from "node:assert/strict";

import * as pulumiAws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { planConfig } from "../../../../components/plan/plan";
import { awsUnderTest } from "../../../contract/adapters/aws";
import { settled } from "../../../support/mocked-engine";
import { faultsOf, wholeFaultsOf } from "../../plan/faults-of";
import { digest } from "../../plan/screening";
import { pinnedImage } from "../../../support/images";

const image = pinnedImage();
const images = { gate: image, server: image, fetch: image };

function configOf(accounts: object = {}): ServiceConfig {
    return {
        domain: "screening.example.com",
        cells: [
            { name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"], ...accounts },
        ],
        models: [
            {
                name: "screening",
                releases: { "1.0.0": { artifact: "s3://models/1.onnx", digest: digest("1") } },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
    };
}

interface Made {
    readonly type: string;
    readonly name: string;
    readonly provider: string | undefined;
    readonly inputs: Readonly<Record<string, unknown>>;
}

describe("what a program gives to a service on AWS: a provider", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: Made[];

    beforeEach(async () => {
        made = [];
        await pulumi.runtime.setMocks({
            call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Record<string, unknown>),
            newResource: ({ type, name, inputs, provider, custom }) => {
                made.push({ type, name, provider, inputs: inputs as Record<string, unknown> });
                const asked = { type, name, inputs: inputs as Record<string, unknown> };
                const found = custom === true ? awsUnderTest.outputs(asked) : {};
                return { id: name, state: { ...(inputs as object), ...found } };
            },
        });
    });
    afterEach(settled);

    it("makes all that AWS has of it, in place of those of its accounts", async () => {
        const provider = new pulumiAws.Provider("mine", { region: "eu-west-1" });
        new Service("screening", configOf(), { clouds: [aws({ images })] }, { providers: { aws: provider } });
        await settled();
        const providers = made.filter(({ type }) => type === "pulumi:providers:aws").map(({ name }) => name);
        assert.deepEqual(providers, ["mine"]);
        const own = made.filter(({ type }) => type.startsWith("aws:"));
        assert.ok(own.length > 20);
        assert.deepEqual(
            own.filter(({ provider }) => !provider?.includes("::mine::")),
            [],
        );
    });

    it("or one for each cell, whose account is then that provider's; another cell and the names have the one among the options", async () => {
        const [eu] = configOf().cells;
        const cells = [
            eu!,
            { ...eu!, name: "lab", regions: ["aws:eu-central-1" as const] },
            { ...eu!, name: "spare", regions: ["aws:eu-north-1" as const] },
        ];
        const providerOf = (name: string) => new pulumiAws.Provider(`of-${name}`, { region: "eu-west-1" });
        const providers = { eu: providerOf("eu"), lab: providerOf("lab") };
        const budget = { monthly: 100, currency: "USD" as const };
        new Service(
            "screening",
            { ...configOf(), cells, budget },
            { clouds: [aws({ images, providers })] },
            { providers: { aws: providerOf("others") } },
        );
        await settled();
        const built = made.filter(({ type }) => type.startsWith("aws:"));
        const byCell = (cell: string) =>
            built.filter(({ name }) => name.startsWith(`screening-${cell}-`)).map(({ provider }) => provider);
        for (const [cell, provider] of [
            ["eu", "of-eu"],
            ["lab", "of-lab"],
            ["spare", "of-others"],
        ] as const) {
            assert.ok(byCell(cell).length > 20);
            assert.ok(
                byCell(cell).every(used => used?.includes(`::${provider}::`)),
                cell,
            );
        }
        const zone = built.find(({ type }) => type === "aws:route53/zone:Zone");
        assert.match(zone!.provider!, /::of-others::/);
        assert.equal(built.filter(({ type }) => type === "aws:budgets/budget:Budget").length, 3);
        assert.equal(made.filter(({ type }) => type === "pulumi:providers:aws").length, 3);
    });

    it("is refused for a cell that there is not, beside a role of its cell, and where it is none", () => {
        const provider = new pulumiAws.Provider("mine", { region: "eu-west-1" });
        const role = { accounts: { aws: { roleArn: "arn:aws:iam::111122223333:role/builder" } } };
        const faultsWith = (providers: object) =>
            wholeFaultsOf(
                () =>
                    new Service("screening", configOf(role), {
                        clouds: [aws({ images, providers: providers as { eu: pulumiAws.Provider } })],
                    }),
            ).map(({ allowed, code, path }) => [code, path, allowed]);
        const lab = { ...configOf().cells[0]!, name: "lab", regions: ["local:eu-west" as const] };
        const models = configOf().models.map(model => ({
            ...model,
            releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
        }));
        const hybrid = { ...configOf(), cells: [...configOf().cells, lab], models };
        assert.deepEqual(
            aws({ images, providers: { lab: provider } }).faults!(
                planConfig({ service: "screening", ...(hybrid as object) }).config,
                {},
            ).map(({ allowed, code, path }) => [code, path, allowed]),
            [["aws/unknown-cell", "aws.providers.lab", ["eu"]]],
        );
        const named = { ...configOf(), cells: [{ ...configOf(role).cells[0]!, name: "constructor" }], models };
        const { config } = planConfig({ service: "screening", ...(named as object) });
        assert.deepEqual(aws({ images, providers: {} }).faults!(config, {}), []);
        assert.deepEqual(faultsWith({ ue: provider }), [["aws/unknown-cell", "aws.providers.ue", ["eu"]]]);
        assert.deepEqual(
            faultsWith({ eu: provider }).map(([code, path]) => [code, path]),
            [["aws/two-accounts", "cells[0].accounts.aws.roleArn"]],
        );
        assert.deepEqual(
            faultsWith({ eu: "mine" }).map(([code, path]) => [code, path]),
            [["aws/no-provider", "aws.providers.eu"]],
        );
    });

    it("and what exists already may come from other resources of the program", async () => {
        const config = configOf();
        const known = pulumi.output(Promise.resolve("known"));
        const network = { network: known, subnets: [known], publicSubnets: ["subnet-1", known] };
        const existing = { "aws:eu-west-1": { ...network, certificate: known } };
        const cells = config.cells.map(cell => ({ ...cell, existing }));
        new Service("screening", { ...config, cells, routing: { zone: known } }, { clouds: [aws({ images })] });
        await settled();
        const count = (type: string) => made.filter(one => one.type === type).length;
        assert.deepEqual(
            ["aws:ec2/vpc:Vpc", "aws:route53/zone:Zone", "aws:acm/certificate:Certificate"].map(count),
            [0, 0, 0],
        );
        const listener = made.find(({ type }) => type === "aws:lb/listener:Listener");
        assert.equal(listener?.inputs.certificateArn, "known");
        assert.ok(count("aws:route53/record:Record") > 0);
    });

    it("as may a cell's role and tags, by which each cell's budget is one of its own", async () => {
        const later = (value: string) => pulumi.output(Promise.resolve(value));
        const [eu] = configOf().cells;
        const cellIn = (name: string, region: "aws:eu-west-1" | "aws:eu-central-1", account: string) => ({
            ...eu!,
            name,
            regions: [region],
            accounts: { aws: { roleArn: later(`arn:aws:iam::${account}:role/builder`) } },
        });
        const cells = [
            cellIn("eu", "aws:eu-west-1", "111122223333"),
            cellIn("lab", "aws:eu-central-1", "444455556666"),
        ];
        const config: ServiceConfig = {
            ...configOf(),
            cells,
            aws: { images, tags: { "cost-center": later("4711"), team: "risk" } },
            budget: { monthly: 100, currency: "USD" },
        };
        const spendingIn = ({ hub }: Service) =>
            Object.keys(hub!.nodes).filter(node => /^(budget|cost-monitor|cost-subscription)[/]/.test(node));
        const service = new Service("screening", config, { clouds: [aws()] });
        await settled();
        assert.deepEqual(spendingIn(service).sort(), ["budget/eu", "budget/lab"]);
        const budgets = made.filter(({ type }) => type === "aws:budgets/budget:Budget");
        const topics = budgets.flatMap(({ inputs }) =>
            (inputs.notifications as { subscriberSnsTopicArns: [string] }[]).map(
                ({ subscriberSnsTopicArns: [topic] }) => topic,
            ),
        );
        assert.deepEqual(
            [...new Set(topics)].map(topic => topic.split(":")[3]),
            ["eu-west-1", "eu-central-1"],
        );
        const providers = made.filter(({ type, inputs }) => type === "pulumi:providers:aws" && inputs.assumeRoles);
        assert.deepEqual(
            providers.map(
                ({ inputs }) => (JSON.parse(inputs.assumeRoles as string) as [{ roleArn: string }])[0].roleArn,
            ),
            ["arn:aws:iam::111122223333:role/builder", "arn:aws:iam::444455556666:role/builder"],
        );
        for (const { inputs } of providers) {
            const { tags } = JSON.parse(inputs.defaultTags as string) as { tags: Record<string, string> };
            assert.deepEqual([tags["cost-center"], tags.team], ["4711", "risk"]);
        }
        assert.equal(made.filter(({ type }) => type === "aws:budgets/budget:Budget").length, 2);
        assert.ok(!JSON.stringify(made).includes("known after an update"));
        const dashboard = made.find(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")!;
        const [{ properties }] = (
            JSON.parse(dashboard.inputs.dashboardBody as string) as {
                widgets: { properties: { metrics: unknown[][] } }[];
            }
        ).widgets as [{ properties: { metrics: unknown[][] } }];
        const shown = properties.metrics.map(line => line.at(-1) as { accountId?: string; region: string });
        // The home's own account shows its metrics without.
        assert.deepEqual(
            shown.map(({ accountId, region }) => [region, accountId !== undefined]),
            [
                ["eu-west-1", false],
                ["eu-central-1", true],
            ],
        );
        made = [];
        const one = cells.map(cell => ({ ...cell, accounts: { aws: { roleArn: cells[0]!.accounts.aws.roleArn } } }));
        const single = new Service(
            "triage",
            { ...config, cells: one, domain: "triage.example.com" },
            { clouds: [aws()] },
        );
        await settled();
        assert.equal(made.filter(({ type }) => type === "aws:budgets/budget:Budget").length, 1);
        assert.deepEqual(spendingIn(single), ["budget/eu"]);
    });

    it("but not what decides what there is", () => {
        const domain = pulumi.output("screening.example.com") as unknown as string;
        const faults = wholeFaultsOf(
            () => new Service("screening", { ...configOf(), domain }, { clouds: [aws({ images })] }),
        );
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [["service/known-later", "domain"]],
        );
        const { remedy } = faults[0]!;
        for (const later of ["routing.zone", "cells[].existing.*", "cells[].accounts.aws.roleArn", "aws.tags.*"]) {
            assert.ok(remedy.includes(later), remedy);
        }
    });

    it("is refused beside a role of the cell, before anything is made", async () => {
        const provider = new pulumiAws.Provider("mine", { region: "eu-west-1" });
        const role = { accounts: { aws: { roleArn: "arn:aws:iam::111122223333:role/builder" } } };
        const faults = faultsOf(
            () => new Service("screening", configOf(role), { clouds: [aws({ images })] }, { provider }),
        );
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [["aws/two-accounts", "cells[0].accounts.aws.roleArn"]],
        );
        await settled();
        assert.deepEqual(
            made.filter(({ type }) => type.startsWith("meridian:")),
            [],
        );
    });
});
