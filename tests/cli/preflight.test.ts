import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { answersOf } from "../support/aws-api/account";
import { type AwsApi, awsApi } from "../support/aws-api";
import { packageRoot } from "../../tools/package-root";
import { tableOf } from "../../cli/preflight/table";
import { projectWith, type ScratchProject, validStack } from "./command";

const file = (name: string) => readFileSync(path.join(packageRoot(), name), "utf8");
const account = "111111111111";

interface Checked {
    readonly ready: boolean;
    readonly faults: readonly object[];
    readonly checks: readonly { readonly check: string; readonly status: string }[];
}

describe("meridian preflight", () => {
    let project: ScratchProject;
    let api: AwsApi;

    before(async () => {
        project = projectWith({
            "meridian.lock.json": file("meridian.lock.json"),
            "stacks/Pulumi.one.yaml": file("stacks/Pulumi.aws-one-region.yaml"),
            "stacks/Pulumi.local.yaml": validStack,
            "stacks/Pulumi.broken.yaml": file("stacks/Pulumi.aws-one-region.yaml").replace(
                "service: screening",
                "service: _",
            ),
        });
        api = await awsApi(
            answersOf({
                account,
                arn: `arn:aws:iam::${account}:user/Alice`,
                roles: [],
                isDenied: action => action === "ec2:CreateVpc",
                quotas: { "L-3032A538": { value: 6 }, "L-F678F1CE": { value: 5 } },
                networks: [],
                zones: [],
                offered: {},
                subnets: {},
                hasImage: () => true,
                hostedZones: {},
                keys: {},
                certificates: {},
                refused: {},
            }),
        );
    });
    after(() => {
        api.close();
        project.remove();
    });

    const keys = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG" };
    const preflight = (argv: readonly string[], env: NodeJS.ProcessEnv = { ...keys, AWS_ENDPOINT_URL: api.url }) =>
        project.ask(["preflight", ...argv], { HOME: project.root, ...env });

    it("ends with 1 where a check fails, with a remedy for each", async () => {
        const { code, stdout } = await preflight(["-s", "one"]);
        assert.equal(code, 1);
        assert.match(
            stdout,
            /^status +check +where +found\npass +identity +111111111111 +arn:aws:iam::111111111111:user\/Alice\n/,
        );
        assert.match(
            stdout,
            /^fail +permissions .*\n {4}needed: .*\n {4}help: attach the policies .*\n {8}ec2:CreateVpc \(/m,
        );
        assert.match(stdout, /^fail +quota +eu aws:eu-west-1 +vCPUs of Fargate on demand: 6, 0 in use\n/m);
        assert.match(stdout, /^one: 2 fail, 1 warning, 4 pass\n$/m);
    });

    it("prints the checks as JSON", async () => {
        const { code, stdout } = await preflight(["-s", "one", "--json"]);
        const { checks, faults, ready } = JSON.parse(stdout) as Checked;
        assert.deepEqual([code, ready, faults], [1, false, []]);
        assert.equal(checks.filter(({ status }) => status === "fail").length, 2);
    });

    it("ends with 2 without credentials, and says how to sign in", async () => {
        const without = { AWS_ENDPOINT_URL: api.url, AWS_EC2_METADATA_DISABLED: "true" };
        const { code, stderr } = await preflight(["-s", "one"], without);
        assert.equal(code, 2);
        assert.match(stderr, /no identity of AWS: .*credentials.*; sign in as for an update/i);
    });

    it("ends with 2 for a stack without a region on AWS", async () => {
        for (const argv of [[], ["--permissions"]]) {
            const { code, stderr } = await preflight(["-s", "local", ...argv], {});
            assert.equal(code, 2);
            assert.match(stderr, /local\.yaml has no cell with a region on aws/);
        }
    });

    it("ends with 1 at a config with faults, and reads nothing", async () => {
        const before = api.requests.length;
        const { code, stderr, stdout } = await preflight(["-s", "broken", "--json"]);
        const { checks, faults } = JSON.parse(stdout) as Checked;
        assert.deepEqual([code, checks, faults.length > 0], [1, [], true], stderr);
        assert.equal(api.requests.length, before);
    });

    it("prints the policies of each identity without credentials and without a request", async () => {
        const before = api.requests.length;
        const { code, stdout } = await preflight(["-s", "one", "--permissions"], { AWS_ENDPOINT_URL: api.url });
        assert.equal(code, 0);
        const { identities } = JSON.parse(stdout) as {
            readonly identities: readonly {
                readonly role: string | null;
                readonly policies: readonly { readonly name: string; readonly characters: number }[];
            }[];
        };
        assert.deepEqual(
            identities.map(({ policies, role }) => [role, policies.map(({ name }) => name)]),
            [[null, ["screening-engine-1", "screening-engine-2"]]],
        );
        assert.ok(identities.every(({ policies }) => policies.every(({ characters }) => characters <= 6144)));
        assert.equal(api.requests.length, before);
    });

    it("prints ten names of a check at most, and how many more there are", () => {
        const row = { check: "images", status: "fail", found: "0 of 12", needed: "each", remedy: "push" } as const;
        const text = tableOf("one", [{ ...row, details: Array.from({ length: 12 }, (_, i) => `image ${i}`) }], {});
        assert.match(text, /image 9\n {8}and 2 more \(--json\)\none: 1 fail\n$/);
    });
});
