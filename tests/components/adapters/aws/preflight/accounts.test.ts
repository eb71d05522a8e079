import assert from "node:assert/strict";

import { preflight, type Row } from "../../../../../components/adapters/aws/operations/preflight";
import { configOf, withExisting, withGpus, brought } from "../../../../rehearsal/variants";
import { awsApi, type AwsApi } from "../../../../support/aws-api";
import { answersOf, type FakeAccount } from "../../../../support/aws-api/account";
import { DnsServer } from "../../../../support/dns-server";
import { plannedOf } from "../../../../support/planned";

const account = "111111111111";
const nameServers = ["ns-2048.awsdns-64.com", "ns-2049.awsdns-65.net"];
const domain = "screening.example.com";

/** In which the stack aws-one-region can be created. */
const ready: FakeAccount = {
    account,
    arn: `arn:aws:iam::${account}:user/Alice`,
    roles: [],
    isDenied: () => false,
    quotas: {
        "L-3032A538": { value: 512, used: 4 },
        "L-DB2E81BA": { value: 64, used: 4 },
        "L-F678F1CE": { value: 5, isDefault: true },
    },
    networks: [{}, { "meridian:service": "screening", "meridian:cell": "eu" }],
    zones: ["eu-west-1c", "eu-west-1a", "eu-west-1b"],
    offered: { "g4dn.xlarge": ["eu-west-1a", "eu-west-1b", "eu-west-1c"] },
    subnets: Object.fromEntries(
        [brought.subnets, brought.publicSubnets].flatMap(ids => ids.map((id, i) => [id, `eu-west-1${"ab"[i]!}`])),
    ),
    hasImage: () => true,
    hostedZones: { Z0ZONE: { name: domain, nameServers } },
    keys: { [brought.key]: { KeyState: "Enabled" } },
    certificates: {
        [brought.certificate]: { Status: "ISSUED", names: [`eu.${domain}`, `*.eu.${domain}`] },
    },
    refused: {},
};

describe("preflight of a stack on AWS, by the real SDK", () => {
    let dns: DnsServer;
    let api: AwsApi;
    let before_: NodeJS.ProcessEnv;

    before(async () => {
        dns = await DnsServer.start();
        dns.set(domain, nameServers);
    });
    after(() => {
        dns.close();
    });
    beforeEach(() => {
        before_ = { ...process.env };
    });
    afterEach(() => {
        api.close();
        process.env = before_;
    });

    async function rowsFor(
        stack: Readonly<Record<string, unknown>>,
        change: Partial<FakeAccount> = {},
    ): Promise<Row[]> {
        api = await awsApi(answersOf({ ...ready, ...change }));
        Object.assign(process.env, {
            AWS_ENDPOINT_URL: api.url,
            AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
            AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG",
            AWS_MAX_ATTEMPTS: "1",
        });
        return preflight(plannedOf(stack), { dnsServers: [dns.address] });
    }
    const one = configOf("aws-one-region");
    const rowOf = (rows: readonly Row[], check: Row["check"], found = /./) => {
        const some = rows.filter(row => row.check === check && found.test(row.found));
        assert.equal(some.length, 1, JSON.stringify(rows, undefined, 1));
        return some[0]!;
    };
    const statusOf = (rows: readonly Row[], check: Row["check"], found?: RegExp) => rowOf(rows, check, found).status;

    it("passes each check where an update can succeed", async () => {
        const rows = await rowsFor(one);
        assert.deepEqual(
            rows.map(({ check, status }) => `${check} ${status}`),
            [
                "identity pass",
                "permissions pass",
                "zone pass",
                "quota pass",
                "quota pass",
                "images pass",
                "authority pass",
            ],
        );
        assert.ok(rows.every(({ remedy }) => remedy === undefined));
    });

    it("only reads", async () => {
        await rowsFor(one);
        const reads = /^(Get|List|Describe|Simulate)|^\/2013-04-01\/hostedzone/;
        assert.deepEqual(
            api.requests.filter(({ operation }) => !reads.test(operation)),
            [],
        );
        assert.ok(api.requests.length > 10);
    });

    it("signs in by each cell's role, and reads its account with that", async () => {
        const roles = ["222222222222", "333333333333"].map(id => `arn:aws:iam::${id}:role/meridian`);
        const rows = await rowsFor(configOf("aws"), { roles });
        assert.deepEqual(rows.filter(({ check, status }) => check === "identity" && status === "pass").length, 3);
        const ofQuotas = api.requests.filter(({ operation }) => operation === "GetServiceQuota");
        assert.deepEqual([...new Set(ofQuotas.map(({ accessKeyId, region }) => `${region} ${accessKeyId}`))].sort(), [
            "eu-central-1 ASIA222222222222",
            "eu-west-1 ASIA222222222222",
            "us-east-1 ASIA333333333333",
            "us-west-2 ASIA333333333333",
        ]);
    });

    for (const [externalId, status] of [
        ["screening/eu", "pass"],
        ["another", "fail"],
    ] as const) {
        it(`assumes a role with the external id of its cell: ${status} where the role requires "${externalId}"`, async () => {
            const roleArn = "arn:aws:iam::222222222222:role/meridian";
            const [cell] = one["meridian:cells"] as [object];
            const accounts = { aws: { roleArn, externalId: "screening/eu" } };
            const rows = await rowsFor(
                { ...one, "meridian:cells": [{ ...cell, accounts }] },
                { roles: [roleArn], externalId },
            );
            const found = rows.find(({ account, check }) => check === "identity" && account === "222222222222");
            assert.equal(found?.status, status);
        });
    }

    it("fails for a role that can't be assumed, and checks nothing that needs it", async () => {
        const rows = await rowsFor(configOf("aws"), { roles: ["arn:aws:iam::333333333333:role/meridian"] });
        const failed = rows.filter(({ status }) => status === "fail");
        assert.deepEqual(
            failed.map(({ account, check }) => [check, account]),
            [["identity", "222222222222"]],
        );
        assert.match(
            failed[0]!.remedy!,
            /allow the identity sts:AssumeRole on arn:aws:iam::222222222222:role\/meridian/,
        );
        const ofCell = rows.filter(({ cell, check }) => cell === "eu" && check !== "authority");
        assert.deepEqual([...new Set(ofCell.map(({ status }) => status))], ["unknown"]);
    });

    it("names actions that the identity lacks, in which region", async () => {
        const rows = await rowsFor(one, {
            isDenied: (action, _, context) =>
                action === "ec2:CreateVpc" && context["aws:RequestedRegion"] === "eu-west-1",
        });
        const row = rowOf(rows, "permissions");
        assert.deepEqual([row.status, row.details], ["fail", ["ec2:CreateVpc (aws:RequestedRegion eu-west-1)"]]);
        assert.match(row.remedy!, /meridian preflight --permissions/);
    });

    it("simulates rights to roles and buckets on names of the cell only", async () => {
        const rows = await rowsFor(one, {
            isDenied: (action, resource) =>
                (action.startsWith("s3:") && !resource.startsWith("arn:aws:s3:::screening-eu-")) ||
                (action === "iam:CreateRole" && resource !== `arn:aws:iam::${account}:role/screening-eu-preflight`),
        });
        assert.equal(statusOf(rows, "permissions"), "pass");
    });

    it("simulates the policies of a session's role, with its path", async () => {
        await rowsFor(one, { arn: `arn:aws:sts::${account}:assumed-role/deploy/alice` });
        const simulated = api.requests.filter(({ operation }) => operation === "SimulatePrincipalPolicy");
        assert.deepEqual(
            [...new Set(simulated.map(({ parameters }) => parameters.PolicySourceArn))],
            [`arn:aws:iam::${account}:role/deployers/deploy`],
        );
        assert.ok(
            simulated.every(
                ({ parameters }) => Object.keys(parameters).filter(key => key.startsWith("ActionNames")).length <= 100,
            ),
        );
    });

    it("does not know the permissions of an identity that may not simulate, and of the root user", async () => {
        const refused = await rowsFor(one, { refused: { SimulatePrincipalPolicy: "AccessDenied" } });
        const row = rowOf(refused, "permissions");
        assert.deepEqual(
            [row.status, row.remedy!.includes("allow the identity iam:SimulatePrincipalPolicy")],
            ["unknown", true],
        );
        api.close();
        const root = await rowsFor(one, { arn: `arn:aws:iam::${account}:root` });
        assert.deepEqual([statusOf(root, "permissions"), statusOf(root, "identity")], ["unknown", "warning"]);
    });

    it("fails where the largest scale exceeds a quota: ten gates and ten servers with one processor each", async () => {
        const quotas = { ...ready.quotas, "L-3032A538": { value: 19, used: 0 } };
        const row = rowOf(await rowsFor(one, { quotas }), "quota", /Fargate/);
        assert.equal(row.status, "fail");
        assert.match(
            `${row.found}; ${row.needed}; ${row.remedy!}`,
            /19, 0 in use; 20 at the largest scale; .*--quota-code L-3032A538 --desired-value 40 --region eu-west-1/,
        );
    });

    it("fails without a free VPC, and does not count the stack's own", async () => {
        const others = Array.from({ length: 5 }, () => ({}));
        const own = { "meridian:service": "screening", "meridian:cell": "eu" };
        assert.equal(statusOf(await rowsFor(one, { networks: others }), "quota", /VPCs/), "fail");
        api.close();
        assert.equal(statusOf(await rowsFor(one, { networks: [...others.slice(1), own] }), "quota", /VPCs/), "pass");
    });

    it("fails for a type of machines that the region lacks, and for a quota of 0 of its family", async () => {
        const quotas = { ...ready.quotas, "L-DB2E81BA": { value: 0 } };
        const rows = await rowsFor(withGpus(), { offered: {}, quotas });
        assert.equal(statusOf(rows, "machines"), "fail");
        assert.equal(statusOf(rows, "quota", /G and VT instances on demand: 0/), "fail");
    });

    it("warns where machines are offered in some of the zones, and fails in none of them", async () => {
        const offered = (zone: string) => ({ offered: { "g4dn.xlarge": [zone] } });
        assert.equal(statusOf(await rowsFor(withGpus(), offered("eu-west-1b")), "machines"), "warning");
        api.close();
        assert.equal(
            statusOf(
                await rowsFor(withExisting(), { ...offered("eu-west-1c"), ...trusted(withExisting()) }),
                "machines",
            ),
            "fail",
        );
    });

    it("fails where two subnets of the balancer are in one zone, or none is in a zone of the tasks", async () => {
        const [first, second] = brought.publicSubnets as [string, string];
        const rowWith = async (subnets: Readonly<Record<string, string>>) => {
            const account = { subnets: { ...ready.subnets, ...subnets }, ...trusted(withExisting()) };
            const row = rowOf(await rowsFor(withExisting(), account), "subnets");
            api.close();
            return row;
        };
        assert.equal((await rowWith({})).status, "pass");
        const twice = await rowWith({ [second]: "eu-west-1a" });
        assert.deepEqual(
            [twice.status, twice.remedy],
            ["fail", "list one subnet of each zone in existing.publicSubnets"],
        );
        const elsewhere = await rowWith({ [first]: "eu-west-1c" });
        assert.equal(elsewhere.status, "fail");
        assert.match(elsewhere.remedy!, /^gates in eu-west-1a would get no requests/);
    });

    it("fails where a subnet does not exist", async () => {
        const subnets = Object.fromEntries(Object.entries(ready.subnets).slice(1));
        const rows = await rowsFor(withExisting(), { subnets, ...trusted(withExisting()) });
        const row = rowOf(rows, "subnets");
        assert.deepEqual([row.needed, row.status], ["subnets that exist", "fail"]);
        assert.equal(statusOf(rows, "machines"), "unknown");
    });

    it("names images that their registry lacks", async () => {
        const row = rowOf(await rowsFor(one, { hasImage: repository => repository !== "meridian/gate" }), "images");
        assert.equal(row.status, "fail");
        assert.equal(row.details?.length, 1);
        assert.match(row.details[0]!, /^111111111111\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/meridian\/gate@sha256:/);
        assert.match(row.remedy!, /images push --to 111111111111\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/meridian/);
    });

    it("fails for a zone to which DNS does not delegate, and warns where the update creates it", async () => {
        const other = { Z0ZONE: { name: domain, nameServers: ["ns-1.awsdns-01.org"] } };
        assert.equal(statusOf(await rowsFor(one, { hostedZones: other }), "zone"), "fail");
        api.close();
        assert.equal(statusOf(await rowsFor(one, { hostedZones: {} }), "zone"), "warning");
    });

    it("does not know the delegation without an answer of DNS", async () => {
        dns.state = "failing";
        try {
            assert.equal(statusOf(await rowsFor(one), "zone"), "unknown");
        } finally {
            dns.state = "answering";
        }
    });

    it("reads keys and certificates that exist, and does not read authorities", async () => {
        const stack = withExisting();
        const account = trusted(stack);
        const rows = await rowsFor(stack, account);
        assert.deepEqual(
            (["key", "certificate", "authority"] as const).map(check => statusOf(rows, check)),
            ["pass", "pass", "unknown"],
        );
        api.close();
        const broken = await rowsFor(stack, {
            ...account,
            keys: { [brought.key]: { KeyState: "PendingDeletion" } },
            certificates: { [brought.certificate]: { Status: "ISSUED", names: [`eu.${domain}`] } },
        });
        assert.equal(statusOf(broken, "key"), "fail");
        assert.match(rowOf(broken, "certificate").remedy!, /also has eu-west-1\.eu\.screening\.example\.com/);
    });

    it("does not know what is refused, and names the permission", async () => {
        const refused = { GetServiceQuota: "AccessDeniedException", DescribeImages: "AccessDeniedException" };
        const rows = await rowsFor(one, { refused });
        const unknown = rows.filter(({ status }) => status === "unknown");
        assert.deepEqual(
            unknown.map(({ check }) => check),
            ["quota", "quota", "images"],
        );
        assert.match(unknown[2]!.remedy!, /allow the identity ecr:DescribeImages/);
    });

    it("does not know regions of other clouds", async () => {
        const rows = await rowsFor(configOf("hybrid"));
        const elsewhere = rows.filter(({ check }) => check === "cloud");
        assert.deepEqual(
            elsewhere.map(({ region, status }) => [region, status]),
            ["local:eu-central", "local:eu-west"].map(region => [region, "unknown"]),
        );
    });

    it("fails as a whole where AWS does not accept the credentials", async () => {
        await assert.rejects(rowsFor(one, { refused: { GetCallerIdentity: "InvalidClientTokenId" } }), {
            name: "Error",
            message: /^no identity of AWS: .*; sign in as for an update/,
        });
    });
});

function trusted(stack: Readonly<Record<string, unknown>>): Pick<FakeAccount, "externalId" | "roles"> {
    const [cell] = stack["meridian:cells"] as readonly {
        readonly accounts: { readonly aws: { readonly externalId: string; readonly roleArn: string } };
    }[];
    const { externalId, roleArn } = cell!.accounts.aws;
    return { externalId, roles: [roleArn] };
}
