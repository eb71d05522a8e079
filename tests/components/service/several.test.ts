import assert from "node:assert/strict";

import * as awsSdk from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../../components";
import { aws, type AwsArgs } from "../../../components/adapters/aws";
import { local } from "../../../components/adapters/local";
import { kindOf } from "../../rehearsal/stand-in/behaviours";
import { type Made, settled } from "../../support/mocked-engine";
import { quickSdk } from "../../support/quick-sdk";
import { type Registration, registrations } from "../../support/registrations";
import { faultsOf, wholeFaultsOf } from "../plan/faults-of";
import { digest } from "../plan/screening";
import { images, mockClouds } from "./mocked-clouds";

type CellConfig = ServiceConfig["cells"][number];
type RouterAndHub = NonNullable<ConstructorParameters<typeof Service>[2]["names"]>;

/** What is said of a service in a test. */
interface Said {
    readonly name: string;
    readonly config?: Partial<ServiceConfig>;
    readonly cell?: Partial<CellConfig>;
    readonly adapter?: AwsArgs;
    readonly names?: RouterAndHub;
    readonly opts?: pulumi.ComponentResourceOptions;
}

/** A service with every kind of thing that it creates on AWS: two regions, tables with copies, alarms, a trail and a budget. */
function configOf({ name, cell, config }: Said): ServiceConfig {
    return {
        domain: `${name}.example.com`,
        cells: [
            {
                name: "eu",
                jurisdictions: ["EU"],
                dataClasses: ["internal"],
                regions: ["aws:eu-west-1", "aws:eu-central-1"],
                primary: "aws:eu-west-1",
                backup: "aws:eu-north-1",
                ...cell,
            },
        ],
        models: [
            {
                name: "screening",
                releases: { "1.0.0": { artifact: "file:package.json", digest: digest("1") } },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
        store: {
            tables: [{ name: "features", partitionKey: "subject" }],
            backup: { everyHours: 24, retainDays: 35 },
        },
        observability: { slo: { availability: 0.999, p99Ms: 250 }, audit: true },
        // AWS creates no monitors of cost by tag in the accounts of cells.
        budget: { monthly: 100, currency: "USD", anomalies: cell?.accounts === undefined },
        ...config,
    };
}

const make = (said: Said) => {
    const { adapter, name, names, opts } = said;
    return new Service(name, configOf(said), { clouds: [aws({ images, ...adapter })], ...(names && { names }) }, opts);
};

/** What AWS knows a resource by: nothing else of its kind in the region, or in the account, may be called so. */
function knownBy({ inputs, type }: Made): string[] {
    if (!type.startsWith("aws:")) return [];
    const { global, name } = kindOf(type);
    const place = global !== true && typeof inputs.region === "string" ? inputs.region : "everywhere";
    if (type === "aws:route53/record:Record") {
        // Regions and stacks validate a host by one record, which each of them may write.
        if (inputs.allowOverwrite === true) return [];
        return [["record", inputs.name, inputs.type, inputs.setIdentifier ?? ""].join(" ")];
    }
    const said = name === undefined || name.many === true ? undefined : inputs[name.property];
    return typeof said === "string" ? [`${type} ${said} in ${place}`] : [];
}

/** Of these an account has one in a region. */
const single = /^aws:(ecr\/(replicationConfiguration|repositoryCreationTemplate)|backup\/regionSettings):/;

const twice = (all: readonly string[]) => [...new Set(all.filter((one, i) => all.indexOf(one) !== i))];

/** Lies around services, as a component of a program's own. */
class Around extends pulumi.ComponentResource {
    constructor(name: string) {
        super("example:index:Around", name);
    }
}

describe("two services on AWS in one stack", function () {
    // Loading a cloud's SDK is most of it.
    this.timeout(120_000);
    let made: Made[];
    let registered: Registration[];
    let restore: () => void;

    before(() => (restore = quickSdk()));
    after(() => {
        restore();
    });
    beforeEach(async () => {
        made = await mockClouds();
        registered = registrations();
    });
    afterEach(settled);

    describe("in the same regions of an account, where one of them manages it", () => {
        beforeEach(async () => {
            make({ name: "screening" });
            make({ name: "triage", adapter: { manage: false } });
            await settled();
        });

        it("have no URN in common", () => {
            assert.ok(registered.length > 300, String(registered.length));
            assert.deepEqual(twice(registered.map(({ urn }) => urn)), []);
        });

        it("have nothing that AWS knows by the same name, in any region", () => {
            const known = made.flatMap(knownBy);
            // Each kind of name that an adapter says is among them, or this would prove little.
            for (const kind of ["iam/role", "ecs/cluster", "lb/loadBalancer", "kms/alias", "cloudtrail", "record "]) {
                assert.ok(known.filter(name => name.includes(kind)).length >= 2, kind);
            }
            assert.deepEqual(twice(known), []);
        });

        it("have once what an account has once in a region", () => {
            const singles = made.filter(({ type }) => single.test(type));
            assert.deepEqual(
                singles.map(({ inputs, type }) => `${type.split(":")[2]!} ${String(inputs.region)}`).sort(),
                [
                    "RegionSettings eu-west-1",
                    "ReplicationConfiguration eu-west-1",
                    "RepositoryCreationTemplate eu-central-1",
                ],
            );
        });
    });

    const inAccount = (id: string, role = "builder"): Partial<CellConfig> => ({
        accounts: { aws: { roleArn: `arn:aws:iam::${id}:role/${role}` } },
    });
    const withoutCopies = { store: { tables: [{ name: "features", partitionKey: "subject" }] } };
    const once = [
        "template of repositories that replication creates of aws:eu-central-1",
        "aws/once-per-account",
        "aws.manage",
    ];

    /** The second of two services, after the first; and what it is refused for. */
    const collisions: readonly {
        readonly title: string;
        readonly first?: Omit<Said, "name">;
        readonly second: Omit<Said, "name"> & { readonly name?: string };
        readonly refused: readonly (readonly string[])[];
    }[] = [
        { title: "manages the same account in the same regions", second: {}, refused: [once] },
        {
            title: "manages the account of the first one's role, by another role",
            first: { cell: inAccount("111122223333") },
            second: { cell: inAccount("111122223333", "other") },
            refused: [once],
        },
        {
            title: "manages another account",
            first: { cell: inAccount("111122223333") },
            second: { cell: inAccount("444455556666") },
            refused: [],
        },
        {
            title: "manages other regions of the account",
            second: { cell: { regions: ["aws:eu-west-3"], primary: "aws:eu-west-3" } },
            refused: [],
        },
        {
            title: "needs a region's template for images where the first one has its replication",
            first: { config: withoutCopies },
            second: { cell: { primary: "aws:eu-central-1" }, config: withoutCopies },
            refused: [],
        },
        {
            title: "lies under the same domain",
            second: { adapter: { manage: false }, config: { domain: "screening.example.com" } },
            refused: [["screening.example.com", "service/domain-twice", "domain"]],
        },
        {
            title: "has the same name for its resources",
            second: { adapter: { manage: false }, config: { service: "screening" } },
            refused: [["screening", "service/name-twice", "service"]],
        },
        {
            title: "has a name and a cell that make the same names",
            first: { cell: { name: "eu-lab" } },
            second: { name: "screening-eu", cell: { name: "lab" }, adapter: { manage: false } },
            refused: [["lab", "service/same-names", "cells[0].name"]],
        },
        {
            title: "calls its router as the first one does",
            first: { names: { router: "edge" } },
            second: { names: { router: "edge" }, adapter: { manage: false } },
            refused: [["edge", "service/name-twice", "names.router"]],
        },
    ];

    for (const { title, first, refused, second } of collisions) {
        const does = refused.length === 0 ? "is accepted" : "is refused before anything is made";
        it(`${does}: the second ${title}`, async () => {
            make({ name: "screening", ...first });
            await settled();
            const before = made.length;
            if (refused.length === 0) {
                make({ name: "triage", ...second });
                return;
            }
            const faults = wholeFaultsOf(() => make({ name: "triage", ...second }));
            const [one, ...others] = faults;
            assert.deepEqual([[one!.value, one!.code, one!.path]], refused.slice(0, 1));
            // One cause gives one fault, with the holder's name and a remedy.
            assert.deepEqual(others, []);
            assert.match(one!.problem, /Service "?screening/);
            assert.ok(one!.remedy.length > 0);
            await settled();
            assert.equal(made.length, before);
        });
    }

    it("are refused by one provider of both, which stands for the account", async () => {
        const provider = new awsSdk.Provider("mine", { region: "eu-west-1" });
        make({ name: "screening", opts: { provider } });
        assert.deepEqual(
            faultsOf(() => make({ name: "triage", opts: { provider } })).map(({ code }) => code),
            ["aws/once-per-account"],
        );
        make({ name: "triage", opts: { provider: new awsSdk.Provider("other", { region: "eu-west-1" }) } });
        await settled();
    });

    it("are refused for names in an account and for hosts also where they lie in components of their own", async () => {
        const inside = (name: string) => ({ parent: new Around(name) });
        const domain = "example.com";
        make({ name: "screening", config: { domain }, opts: inside("first") });
        const again = { config: { domain, service: "screening" }, adapter: { manage: false } };
        assert.deepEqual(
            faultsOf(() => make({ name: "triage", ...again, opts: inside("second") })).map(({ code }) => code),
            ["service/host-twice", "service/name-twice"],
        );
        await settled();
    });

    it("are none of another program's concern", async () => {
        make({ name: "screening" });
        await settled();
        await mockClouds();
        make({ name: "screening" });
        await settled();
    });
});

describe("two services on this machine in one stack", () => {
    beforeEach(mockClouds);
    afterEach(settled);

    it("need a directory each", async () => {
        const on = (name: string, directory: string) => {
            const { models } = configOf({ name });
            const cells: CellConfig[] = [
                { name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["local:eu-west"] },
            ];
            return new Service(
                name,
                { domain: `${name}.localhost`, cells, models },
                { clouds: [local({ directory })] },
            );
        };
        on("screening", "one");
        assert.deepEqual(
            faultsOf(() => on("triage", "one")).map(({ code, path, value }) => [code, path, value]),
            [["local/directory-twice", "clouds", "one"]],
        );
        on("triage", "other");
        await settled();
    });
});
