import assert from "node:assert/strict";

import * as pulumiAws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { cell } from "../../../../components";
import { aws, type AwsArgs } from "../../../../components/adapters/aws";
import { awsUnderTest } from "../../../contract/adapters/aws";
import { settled } from "../../../support/mocked-engine";
import { faultsOf } from "../../plan/faults-of";
import { pinnedImage } from "../../../support/images";

const image = pinnedImage();
const domain = "screening.example.com";
const eu = (accounts: { readonly accounts?: { readonly aws: { readonly roleArn: string } } } = {}) =>
    cell("eu", {
        domain,
        jurisdictions: ["EU"],
        dataClasses: ["internal"],
        regions: ["aws:eu-west-1", "aws:eu-central-1"],
        primary: "aws:eu-west-1",
        ...accounts,
    });

describe("the account of a cell in a program without a service", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: Registered[];

    beforeEach(async () => {
        await pulumi.runtime.setMocks({
            call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Record<string, unknown>),
            newResource: ({ type, name, inputs, custom }) => {
                const asked = { type, name, inputs: inputs as Record<string, unknown> };
                return {
                    id: name,
                    state: { ...asked.inputs, ...(custom === true ? awsUnderTest.outputs(asked) : {}) },
                };
            },
        });
        made = registered();
    });
    afterEach(settled);

    const platform = (opts: pulumi.ComponentResourceOptions = {}) =>
        new pulumi.ComponentResource("example:index:Platform", "platform", {}, opts);
    const cloud = (args: AwsArgs = {}) =>
        aws({ service: "screening", images: { gate: image, server: image, fetch: image }, manage: false, ...args });

    async function accountWith(opts: pulumi.ComponentResourceOptions | undefined, parent?: pulumi.Resource) {
        const adapter = cloud();
        const names = adapter.zone({ domain, id: "Z1" }, { ...(parent && { parent }) });
        for (const region of ["eu-west-1", "eu-central-1"]) {
            adapter.region(region).landingZone({ cell: eu(), names }, opts);
        }
        await settled();
        const [account, ...others] = made.filter(({ type }) => type === "meridian:aws:Account");
        assert.deepEqual(others, []);
        return account!;
    }

    it("has no parent, no aliases and a provider of its own where its landing zone is given no options", async () => {
        const account = await accountWith(undefined);
        assert.deepEqual(account.aliases, []);
        assert.ok(!account.isProtected);
        assert.ok(!account.parent.includes("example:index:Platform"), account.parent);
        assert.deepEqual(providersIn(made), ["screening.example.com", "screening-eu"]);
    });

    it("has the parent and the protection of its landing zone, and is known from when it had no parent", async () => {
        const parent = platform();
        const account = await accountWith({ parent, protect: true }, parent);
        assert.match(account.parent, /::example:index:Platform::platform$/);
        assert.ok(account.isProtected);
        assert.deepEqual(account.aliases, [{ name: "", type: "", hasNoParent: true }]);
    });

    it("has those of its landing zone's aliases that say where it was, and none that say what the landing zone was called", async () => {
        const { aliases } = await accountWith({
            aliases: [
                { parent: platform() },
                { name: "before" },
                { type: "before:index:Zone" },
                "urn:pulumi:stack::project::before:index:Zone::before",
                pulumi.output("urn:pulumi:stack::project::before:index:Zone::later"),
            ],
        });
        assert.deepEqual(aliases, [{ name: "", type: "", hasNoParent: false }]);
    });

    for (const how of ["providers", "provider"] as const) {
        it(`builds by the ${how} of a parent, as its landing zones and names do`, async () => {
            const mine = new pulumiAws.Provider("mine", { region: "eu-west-1" });
            const parent = platform(how === "providers" ? { providers: { aws: mine } } : { provider: mine });
            await accountWith({ parent }, parent);
            assert.deepEqual(providersIn(made), ["mine"]);
            const own = made.filter(({ type }) => type.startsWith("aws:"));
            assert.ok(own.length > 20);
            assert.deepEqual(
                own.filter(({ provider }) => !provider.includes("::mine::")),
                [],
            );
        });
    }

    it("builds by the provider that its landing zone is given, rather than by a parent's", async () => {
        const [of, mine] = ["of-parent", "mine"].map(name => new pulumiAws.Provider(name, { region: "eu-west-1" }));
        const parent = platform({ providers: { aws: of! } });
        await accountWith({ parent, provider: mine! }, parent);
        const landed = made.filter(({ type }) => type === "aws:kms/key:Key");
        assert.equal(landed.length, 2);
        assert.ok(landed.every(({ provider }) => provider.includes("::mine::")));
    });

    it("builds by the provider that the adapter was given for the cell, and refuses another one", async () => {
        const [ofParent, ofCell, another] = ["of-parent", "of-cell", "another"].map(
            name => new pulumiAws.Provider(name, { region: "eu-west-1" }),
        );
        const parent = platform({ providers: { aws: ofParent! } });
        const adapter = cloud({ providers: { eu: ofCell! } });
        const names = adapter.zone({ domain, id: "Z1" }, { parent });
        const land = (opts: pulumi.ComponentResourceOptions) =>
            adapter.region("eu-west-1").landingZone({ cell: eu(), names }, opts);
        assert.deepEqual(
            faultsOf(() => land({ parent, provider: another! })).map(({ code, path }) => [code, path]),
            [["aws/two-accounts", "opts.provider"]],
        );
        land({ parent });
        await settled();
        const keys = made.filter(({ type }) => type === "aws:kms/key:Key");
        assert.equal(keys.length, 1);
        assert.match(keys[0]!.provider, /::of-cell::/);
    });

    it("is refused with a role of the cell where a parent has a provider", () => {
        const mine = new pulumiAws.Provider("mine", { region: "eu-west-1" });
        const parent = platform({ providers: { aws: mine } });
        const adapter = cloud();
        const names = adapter.zone({ domain, id: "Z1" });
        const accounts = { aws: { roleArn: "arn:aws:iam::111122223333:role/builder" } };
        const faults = faultsOf(() =>
            adapter.region("eu-west-1").landingZone({ cell: eu({ accounts }), names }, { parent }),
        );
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [["aws/two-accounts", "cell.accounts.aws.roleArn"]],
        );
    });
});

interface Registered {
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly provider: string;
    readonly isProtected: boolean;
    readonly aliases: readonly { readonly name: string; readonly type: string; readonly hasNoParent: boolean }[];
}

function providersIn(made: readonly Registered[]): string[] {
    return made.filter(({ type }) => type === "pulumi:providers:aws").map(({ name }) => name);
}

/** Mocks are not given options; the requests are. */
function registered(): Registered[] {
    interface Spec {
        getName(): string;
        getType(): string;
        getNoparent(): boolean;
    }
    interface Request {
        getType(): string;
        getName(): string;
        getParent(): string;
        getProvider(): string;
        getProtect(): boolean;
        getAliasesList(): readonly { getSpec(): Spec | undefined }[];
    }
    const all: Registered[] = [];
    const monitor = pulumi.runtime.getMonitor() as unknown as {
        registerResource: (request: Request, ...rest: unknown[]) => unknown;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
        all.push({
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            provider: request.getProvider(),
            isProtected: request.getProtect(),
            aliases: request.getAliasesList().map(alias => {
                const spec = alias.getSpec();
                return {
                    name: spec?.getName() ?? "",
                    type: spec?.getType() ?? "",
                    hasNoParent: spec?.getNoparent() ?? false,
                };
            }),
        });
        return register(request, ...rest);
    };
    return all;
}
