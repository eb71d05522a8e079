import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { planned, type Steps, updated } from "../engine/steps";
import { keepState, keepUrns, recordedState, recordedUrns, recordedVersions, urnsIn } from "./recorded";
import { Rehearsal } from "./rehearsal";

/**
 * What an update does to a stack `aws` of each recorded version. A change to the resources is added here and to the changelog. URNs and
 * data stores never change without a migration.
 *
 * `UPDATE_RECORDED=1 npx mocha tests/rehearsal/upgrade.test.ts` records today's URNs, and the state of the package's version if none is
 * recorded: with a release. States of earlier versions are retained.
 */
const regions = ["eu-eu-central-1", "eu-eu-west-1", "us-us-east-1", "us-us-west-2"];
const gates = regions.map(region => `screening-${region}-gate`);
const servers = regions.flatMap(region =>
    ["1-0-0", "2-0-0"].map(release => `screening-${region}-screening-${release}`),
);
/** Balancers, which are protected from deletion. */
const fronts = regions.map(region => `screening-${region}-front`);
/** Filters, which limit the requests of an address, and their logs, which omit the key of gates. */
const filters = regions.flatMap(region => Array.from({ length: 2 }, () => `screening-${region}-filter`));
/** Where primary regions send their images. */
const replications = ["eu-eu-west-1", "us-us-east-1"].map(region => `screening-${region}-images`);
/** When tables are copied: once a day, as the stack's config says now. The roles of copies have the same names; AWS Backup may assume them in any region. */
const backups = ["screening-eu-store-backup", "screening-us-store-backup"];
/** What encrypts the data of a region, records of connections too. CloudTrail may decrypt with it, as it requires of keys of buckets with bucket keys, and EventBridge encrypt for topics. */
const keys = regions.map(region => `screening-${region}-key`);
/** Where balancers log: a lifecycle rule, and a policy without a condition that AWS does not document. */
const accessLogs = regions.map(region => `screening-${region}-access-logs`);
/** Where the files of audit trails lie. Buckets of primary regions admit trails of other regions. */
const trails = [...regions, "eu-eu-west-1", "us-us-east-1"].map(region => `hub-${region}-audit`);
/** Rules of what trails record, each with its target; those of trails outside of the landing zones send events to the primary region, by a role. */
const auditRules = [...regions, "eu-eu-north-1", "eu-us-east-1", "us-us-east-2"].flatMap(region =>
    ["keys", "policies", "root", "trails"].flatMap(what => [
        `hub-${region}-audit-${what}`,
        `hub-${region}-audit-${what}`,
    ]),
);
const auditRoles = ["eu-eu-west-1", "us-us-east-1"].flatMap(region => [`hub-${region}-audit`, `hub-${region}-audit`]);
/** Alarms, which rules may notify. */
const topics = regions.map(region => `hub-${region}-alarms`);
/** Alarms of objectives, whose descriptions and thresholds are shorter. */
const burns = regions.flatMap(region =>
    ["1", "14-4", "3", "6"].flatMap(rate =>
        ["", "-long", "-short"].map(window => `hub-${region}-burn-${rate}${window}`),
    ),
);
/** Endpoints of S3 and DynamoDB, which admit requests for the cell's own buckets and tables alone. */
const gateways = regions.flatMap(region => [`screening-${region}-dynamodb`, `screening-${region}-s3`]);
/** What balancers do with requests of callers: tokens are checked by gates alone. */
const callers = regions.map(region => `screening-${region}-callers`);
/** Where cell eu logs: six years are required of cell us alone. */
const logsOfEu = ["eu-eu-central-1", "eu-eu-west-1"].flatMap(region =>
    ["filter", "gate", "servers"].map(what => `screening-${region}-${what}-logs`),
);
const changesSince: Readonly<Record<string, Steps>> = {
    "0.1.0": {
        // The service, under which everything lies now, and the rights on a region's key of what makes certificates for proxies; buckets of releases delete abandoned uploads;
        // gates are scaled, by their processors and by requests. Each region has a record of its own that validates the certificate of its cell's host.
        create: [
            "screening",
            // The default security group of each network, without rules.
            ...regions.map(region => `screening-${region}-network`),
            // Records of connections, and their bucket with what guards it.
            ...regions.flatMap(region => Array.from({ length: 7 }, () => `screening-${region}-flow-logs`)),
            // Trails of backup locations and of global services.
            ...["eu-eu-north-1", "eu-us-east-1", "us-us-east-2"].map(region => `hub-${region}-audit`),
            ...auditRules,
            ...auditRoles,
            // Alarms of regions without healthy gates, and of those that no health check reaches.
            // What names of new vaults end with.
            ...["eu", "us"].flatMap(cell =>
                ["vault", "distant-vault"].map(vault => `screening-${cell}-store-${vault}-name`),
            ),
            ...regions.flatMap(region => [`hub-${region}-gates`, `hub-${region}-checks`]),
            "eu.screening.example.com-validation-eu-west-1",
            "us.screening.example.com-validation-us-west-2",
            ...regions.flatMap(region => [`screening-${region}-artifacts`, `screening-${region}-tls`]),
            ...gates.flatMap(gate => [gate, gate, `${gate}-requests`]),
        ].sort(),
        // What gates answer to paths that are none, and what they log of paths, is their configuration: a task definition has it, and is replaced.
        // So is that of servers: `fetch` of the runtime gets their release, in place of the AWS CLI. All images are those of the lock, from repositories
        // of other names, which primary regions replicate. Charts of healthy gates name the target group, and versions of files of trails that
        // are no longer current expire. A cell's logs are retained as its own standards require.
        replace: [...gates, ...servers].sort(),
        update: [
            "hub-dashboard",
            ...[...accessLogs, ...accessLogs],
            // An account beside the home's has notices of its budget.
            "hub-us-budget",
            // A plan of copies, and the role of it.
            ...[...backups, ...backups],
            ...burns,
            ...callers,
            ...filters,
            ...fronts,
            // Their rules have a description that EC2 accepts.
            ...fronts.map(front => `${front}-tls`),
            ...gates,
            ...gateways,
            ...keys,
            ...logsOfEu,
            ...replications,
            ...servers,
            // The role for certificates of proxies, whose trust has no condition that AWS does not document.
            ...regions.map(region => `screening-${region}-tls`),
            ...topics,
            ...trails,
        ].sort(),
        // AWS creates no monitors of cost by tag in member accounts: the stack's config has none.
        delete: ["hub-cost", "hub-cost", "hub-us-cost"],
    },
};

const stack = "aws";
const isUpdate = process.env.UPDATE_RECORDED === "1";

describe("the stack aws of those who have it", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        const config = readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");
        rehearsal = await Rehearsal.prepare(stack, config);
        if (isUpdate) {
            await rehearsal.up();
            const state = await rehearsal.state({ secrets: true });
            keepUrns(stack, urnsIn(state));
            if (!recordedVersions(stack).includes(version())) keepState(stack, version(), state);
        }
    });
    after(() => rehearsal.dispose());

    for (const version of recordedVersions(stack)) {
        it(`is updated from version ${version} by what is said here, and by nothing else`, async () => {
            await rehearsal.restore(recordedState(stack, version));
            assert.deepEqual(await planned(rehearsal), changesSince[version]);
            await rehearsal.up();
            assert.deepEqual(await updated(rehearsal), {});
        });
    }

    it("has the URNs that were recorded", async () => {
        assert.deepEqual(urnsIn(await rehearsal.state()), recordedUrns(stack));
    });
});

function version(): string {
    return (JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as { version: string }).version;
}
