import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../../../tools/package-root";
import { account, forecast, type Made, madeOf, statementsOf } from "./made";

type Named = NonNullable<NonNullable<ReturnType<typeof forecast>["cells"][number]["accounts"]>["aws"]>;

/** All kinds of roles: with backups, machines with GPUs, deployers, replicated images, trails in other regions and a custom server. */
const madeIn = (aws?: Named): Promise<Made[]> =>
    madeOf({
        cells: forecast().cells.map(cell => ({
            ...cell,
            backup: "aws:eu-north-1" as const,
            ...(aws && { accounts: { aws } }),
        })),
        serving: { ...forecast().serving, gpu: { count: 1 }, scaling: { min: 1, max: 3 } },
        store: { tables: [{ name: "features", partitionKey: "subject" }], backup: {} },
        observability: { audit: true },
    });
const roles = (made: readonly Made[]) => made.filter(({ kind }) => kind === "Role");
const boundaries = (made: readonly Made[]) => [
    ...new Set(roles(made).map(({ inputs }) => inputs.permissionsBoundary as string | undefined)),
];
const role = "arn:aws:iam::222233334444:role/builder";

describe("the account of a cell on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    it("limits each role by no policy where the config names none", async () => {
        const made = await madeIn();
        assert.ok(roles(made).length > 10);
        assert.deepEqual(boundaries(made), [undefined]);
    });

    for (const [title, named, expected] of [
        [
            "of the account that the engine is signed in to",
            { permissionsBoundary: "policy/limits/meridian" },
            `arn:aws:iam::${account}:policy/limits/meridian`,
        ],
        [
            "of the account of the cell's role",
            { roleArn: role, permissionsBoundary: "policy/meridian" },
            "arn:aws:iam::222233334444:policy/meridian",
        ],
        [
            "by its ARN",
            { roleArn: role, permissionsBoundary: "arn:aws:iam::222233334444:policy/meridian" },
            "arn:aws:iam::222233334444:policy/meridian",
        ],
        [
            "of AWS's own",
            { permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" },
            "arn:aws:iam::aws:policy/PowerUserAccess",
        ],
    ] as const) {
        it(`limits all of its roles by a policy ${title}`, async () => {
            const made = await madeIn(named);
            for (const what of ["gate", "tls", "deploy", "backup", "images", "gpu", "own"])
                assert.ok(
                    roles(made).some(({ name }) => name.endsWith(`-${what}`)),
                    what,
                );
            assert.deepEqual(boundaries(made), [expected]);
        });
    }

    it("assumes its role with the external id, and without one where none is named", async () => {
        for (const externalId of [undefined, "4711/eu"]) {
            const made = await madeIn({ roleArn: role, ...(externalId && { externalId }) });
            const assumed = made.flatMap(({ inputs }) =>
                typeof inputs.assumeRoles === "string" ? (JSON.parse(inputs.assumeRoles) as object[]) : [],
            );
            assert.deepEqual(assumed, [
                { roleArn: role, sessionName: "forecast-eu", ...(externalId && { externalId }) },
            ]);
        }
    });

    it("documents which actions a permissions boundary has to allow", async () => {
        const made = await madeIn();
        const actions = made
            .filter(({ kind }) => kind === "RolePolicy")
            .flatMap(({ inputs }) => statementsOf(inputs.policy).flatMap(({ actions }) => actions));
        const page = readFileSync(path.join(packageRoot(), "docs/clouds/aws.md"), "utf8");
        const [, section = ""] = page.split("### Permissions boundary\n");
        const [documented = ""] = section.split("\n## ");
        for (const action of new Set(actions)) assert.ok(documented.includes(`\`${action}\``), action);
        const attached = made
            .filter(({ kind }) => kind === "RolePolicyAttachment")
            .map(({ inputs }) => String(inputs.policyArn).split("/").at(-1)!);
        for (const policy of new Set(attached)) assert.ok(documented.includes(`\`${policy}\``), policy);
    });
});
