import assert from "node:assert/strict";

import { forecast, type Made, madeOf } from "./made";

const names = (made: readonly Made[]) => made.map(({ kind, name }) => `${kind} ${name}`).sort();
/** Of a plan of AWS Backup. */
interface Rule {
    readonly lifecycle: { readonly deleteAfter: number };
    readonly copyActions: readonly {
        readonly destinationVaultArn: string;
        readonly lifecycle?: { readonly deleteAfter: number };
    }[];
}

const withTables = (ephemeral: boolean, retainDays = 35) =>
    madeOf({
        cells: forecast().cells.map(cell => ({ ...cell, backup: "aws:eu-north-1" })),
        store: {
            tables: [{ name: "features", partitionKey: "subject" }],
            backup: { everyHours: 1, retainDays },
            ephemeral,
        },
        observability: { slo: { availability: 0.999, p99Ms: 250 }, audit: true },
    });

describe("options of resources of AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: readonly Made[];
    before(async () => {
        made = await withTables(false);
    });
    const of = (kind: string) => made.filter(one => one.kind === kind);
    const waitsFor = ({ options }: Made, kind: string) => options.after.filter(one => one.startsWith(`${kind} `));

    it("keeps tables, their copies, keys and trails when the stack goes", () => {
        const retained = made.filter(({ options }) => options.isRetained);
        for (const kind of ["Table", "Key", "Vault"]) {
            assert.ok(of(kind).length > 0, kind);
            assert.deepEqual(names(retained.filter(one => one.kind === kind)), names(of(kind)), kind);
        }
        assert.ok(
            retained.some(({ kind, name }) => kind === "Bucket" && name.includes("audit")),
            names(retained).join(),
        );
    });

    it("keeps nothing of a stack to try things with", async () => {
        const tried = await withTables(true);
        const retained = tried.filter(({ options }) => options.isRetained);
        // The same record set as that of another region, which deletes it.
        assert.deepEqual(names(retained), ["Record eu.forecast.example.com-validation-eu-west-1"]);
    });

    it("protects balancers from deletion, in AWS and in the engine, except in a stack to try things with", async () => {
        const protectedIn = (made: readonly Made[]) =>
            made
                .filter(({ kind }) => kind === "LoadBalancer")
                .map(({ inputs, options }) => [inputs.enableDeletionProtection, options.isProtected]);
        const both = (is: boolean) => Array.from({ length: 2 }, () => [is, is]);
        assert.deepEqual(protectedIn(made), both(true));
        assert.deepEqual(protectedIn(await withTables(true)), both(false));
        assert.deepEqual(protectedIn(await madeOf({ aws: { deletionProtection: false } })), both(false));
    });

    it("keeps the record that validates certificates of other regions, too, where one of them goes", () => {
        const records = of("Record").filter(({ name }) => name.startsWith("eu.forecast.example.com-validation"));
        assert.deepEqual(
            records.map(({ name, options }) => [name, options.isRetained]),
            [
                ["eu.forecast.example.com-validation", false],
                ["eu.forecast.example.com-validation-eu-west-1", true],
            ],
        );
    });

    it("opens a bucket by its policy once what guards it is there", () => {
        const policies = of("BucketPolicy");
        assert.ok(policies.length > 0);
        for (const policy of policies) {
            assert.deepEqual(waitsFor(policy, "BucketPublicAccessBlock"), [`BucketPublicAccessBlock ${policy.name}`]);
        }
    });

    it("starts a gate once what it calls and what leads to it is there: a task knows the services of its start", () => {
        const services = of("Service");
        const gates = services.filter(({ name }) => name.endsWith("-gate"));
        assert.equal(gates.length, 2);
        for (const gate of gates) {
            const region = gate.name.replace(/-gate$/, "");
            const servers = services.filter(one => one !== gate && one.name.startsWith(region));
            assert.ok(servers.length > 0);
            assert.deepEqual(waitsFor(gate, "Service").sort(), names(servers));
            for (const kind of ["Listener", "ListenerRule", "WebAclAssociation"])
                assert.ok(waitsFor(gate, kind).length > 0, `${gate.name} ${kind}`);
        }
    });

    it("makes a trail once its bucket lets it write, which CloudTrail tries", () => {
        const trails = of("Trail");
        assert.ok(trails.length > 0);
        for (const trail of trails) assert.equal(waitsFor(trail, "BucketPolicy").length, 1, trail.name);
    });

    it("replaces records that lead to regions by deleting them first: those of one name have one type and policy", () => {
        const leading = of("Record").filter(({ inputs }) => inputs.healthCheckId !== undefined);
        assert.equal(leading.length, 2);
        assert.ok(leading.every(({ options }) => options.isDeletedFirst));
    });

    it("copies backups to a vault of the cell's backup region, and deletes both after the days that are said", () => {
        const vaults = of("Vault");
        const regionOf = (arn: unknown) => vaults.find(({ outputs }) => outputs.arn === arn)?.inputs.region;
        const rules = of("Plan").flatMap(({ inputs }) => inputs.rules as Rule[]);
        assert.deepEqual(
            rules.map(({ copyActions, lifecycle }) => [
                lifecycle.deleteAfter,
                copyActions.map(one => [regionOf(one.destinationVaultArn), one.lifecycle?.deleteAfter]),
            ]),
            [[35, [["eu-north-1", 35]]]],
        );
    });

    it("writes policies of the version that knows variables, as of the principal that asks", () => {
        const documents = made.flatMap(({ inputs, name }) =>
            ["policy", "assumeRolePolicy"].flatMap(property => {
                const text = inputs[property];
                return typeof text === "string" ? [[name, (JSON.parse(text) as { Version?: string }).Version]] : [];
            }),
        );
        assert.ok(documents.length > 10);
        assert.deepEqual(
            documents.filter(([, version]) => version !== "2012-10-17"),
            [],
        );
    });

    it("locks each vault in its own region", () => {
        const placed = (kind: string, named: "name" | "backupVaultName") =>
            of(kind)
                .map(({ inputs }) => `${String(inputs[named])} in ${String(inputs.region)}`)
                .sort();
        assert.equal(of("Vault").length, 2);
        assert.deepEqual(placed("VaultLockConfiguration", "backupVaultName"), placed("Vault", "name"));
    });

    it("leaves a vault that is retained locked", () => {
        assert.deepEqual(
            of("VaultLockConfiguration").map(({ options }) => options.isRetained),
            of("Vault").map(({ options }) => options.isRetained),
        );
        assert.ok(of("Vault").every(({ options }) => options.isRetained));
    });

    it("locks copies for a week, or for as long as the plan retains them where that is shorter", async () => {
        const daysOf = (some: readonly Made[]) =>
            some
                .filter(({ kind }) => kind === "VaultLockConfiguration")
                .map(({ inputs }) => [inputs.minRetentionDays, inputs.maxRetentionDays]);
        assert.deepEqual(daysOf(made), Array(2).fill([7, 35]));
        // AWS rejects a lock whose minimum is above its maximum.
        assert.deepEqual(daysOf(await withTables(false, 3)), Array(2).fill([3, 3]));
    });

    it("names what runs, grants rights or holds data, by names that the next update repeats: AWS refuses to make it twice", async () => {
        const named = ["LoadBalancer", "Role", "Service", "TargetGroup", "Trail", "Vault"];
        const namesIn = (some: readonly Made[], kind: string) =>
            some.filter(one => one.kind === kind).map(({ inputs, name }) => [name, inputs.name]);
        const again = await withTables(false);
        for (const kind of named) {
            const found = namesIn(made, kind);
            assert.ok(found.length > 0, kind);
            for (const [name, physical] of found) assert.equal(typeof physical, "string", `${kind} ${String(name)}`);
            assert.deepEqual(namesIn(again, kind), found, kind);
        }
    });

    it("names vaults by a suffix that the state has: a stack that is created again has others than those that stayed", () => {
        const suffixes = new Map(of("RandomId").map(({ name, outputs }) => [name, String(outputs.hex)]));
        for (const { inputs, name, options } of of("Vault")) {
            const suffix = suffixes.get(`${name}-name`);
            assert.equal(String(inputs.name).split("-").at(-1), suffix);
            // The name of a vault of an earlier version has another suffix.
            assert.deepEqual(options.ignored, ["name"]);
        }
    });

    it("leaves subnets in their zones where the account gets others, and an account's choices that are others'", () => {
        const ignored = (kind: string) => new Set(of(kind).map(({ options }) => options.ignored.join()));
        assert.deepEqual(ignored("Subnet"), new Set(["availabilityZone"]));
        assert.deepEqual(
            ignored("RegionSettings"),
            new Set(["resourceTypeOptInPreference,resourceTypeManagementPreference"]),
        );
    });

    it("leaves the number of running servers to the autoscaler", () => {
        const services = of("Service").filter(({ name }) => !name.endsWith("-gate"));
        assert.equal(services.length, 4);
        assert.deepEqual(new Set(services.map(({ options }) => options.ignored.join())), new Set(["desiredCount"]));
    });

    it("counts failures for the budget also where only servers, or only the balancer, has any: a metric without values is 0", () => {
        const burning = of("MetricAlarm").filter(({ name }) => name.includes("-burn-"));
        assert.ok(burning.length > 0);
        for (const { inputs } of burning) {
            const queries = inputs.metricQueries as { id: string; expression?: string; returnData?: boolean }[];
            const expressionOf = (id: string) => queries.find(one => one.id === id)!.expression;
            assert.equal(expressionOf("failed"), "FILL(own, 0) + FILL(target, 0)");
            assert.equal(expressionOf("part"), "failed / asked");
            const returned = queries.filter(({ returnData }) => returnData === true);
            assert.deepEqual(
                returned.map(({ id }) => id),
                ["part"],
            );
        }
    });

    it("wakes someone for slow answers in three minutes of five, and not for one", () => {
        const alarms = of("MetricAlarm").filter(({ inputs }) => inputs.extendedStatistic === "p99");
        assert.equal(alarms.length, 2);
        for (const { inputs } of alarms) {
            const { datapointsToAlarm, evaluationPeriods, period, threshold } = inputs;
            assert.deepEqual([datapointsToAlarm, evaluationPeriods, period, threshold], [3, 5, 60, 0.25]);
        }
    });
});
