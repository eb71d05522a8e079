import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { Rehearsal } from "./rehearsal";

const root = packageRoot();
const pack = path.join(root, "policy");
const cell = (name: string, jurisdictions: string[], region: string) => ({
    name,
    jurisdictions,
    dataClasses: ["personal"],
    regions: [region],
    primary: region,
});
const cells = [cell("eu", ["DE", "NL"], "gcp:europe-west3"), cell("us", ["US"], "gcp:us-central1")];

/** By program. */
const findings: Readonly<Record<string, readonly string[]>> = {
    // It is public, and may read every bucket of the project; the secret may be anywhere; uploads may be in Poland.
    serving: [
        "mandatory exposure/public-bucket Bucket uploads",
        "mandatory exposure/public-invoker ServiceIamMember public",
        "mandatory identity/wildcard IAMMember storage",
        "mandatory residency/place Bucket uploads",
        "mandatory residency/unpinned Secret token",
    ],
    // No property states that the site's content is public, so it is evaluated as the cell's data: a label of its class would spare it the
    // key and the edge.
    site: [
        "mandatory durability/deletion-protection Bucket site",
        "mandatory encryption/customer-key Bucket site",
        "mandatory encryption/in-transit TargetHttpProxy site",
        "mandatory encryption/tls-floor TargetHttpsProxy site",
        "mandatory exposure/public-bucket Bucket site",
        "mandatory exposure/public-bucket BucketIAMMember readers",
        "mandatory residency/edge BackendBucket site",
    ],
    // A dataset without a location is in the United States, backups of a database without one all over Europe, and messages anywhere.
    pipeline: [
        "mandatory durability/deletion-protection DatabaseInstance orders",
        "mandatory durability/deletion-protection Table orders",
        "mandatory durability/point-in-time-recovery DatabaseInstance orders",
        "mandatory encryption/customer-key DatabaseInstance orders",
        "mandatory encryption/customer-key Dataset logs",
        "mandatory encryption/in-transit DatabaseInstance orders",
        "mandatory encryption/key-rotation CryptoKey data",
        "mandatory exposure/public-database DatabaseInstance orders",
        "mandatory identity/wildcard IAMMember logs",
        "mandatory identity/wildcard IAMMember writer",
        "mandatory residency/backup DatabaseInstance orders",
        "mandatory residency/log ProjectSink logs",
        "mandatory residency/unpinned Topic orders",
    ],
};

/** What an engine says of the policies that a stack breaks: whether that stops the update, the rule, and what breaks it. */
function brokenIn(output: string): string[] {
    const found = output.matchAll(/\[(mandatory|advisory)\].*?(\w+\/[\w-]+) {2}\((\S+): (\S+)\)/g);
    return [...found]
        .filter(([, , rule]) => rule !== "coverage/summary")
        .map(([, level, rule, type, name]) => `${level} ${rule} ${type!.split("/").at(-1)!.split(":").at(-1)} ${name}`)
        .sort();
}

/** Programs as Google's guides write them, none of which knows this package: what a reader who knows about security and law would say to each. */
describe("the policy pack, given programs as Google writes them, under the real engine", function () {
    this.timeout(600_000);

    async function previewed(name: string) {
        const program = readFileSync(path.join(root, "tests", "rehearsal", "vendors", "gcp", `${name}.js`), "utf8");
        const settings = { "gcp:project": "rehearsal-project", "gcp:region": "europe-west3" };
        const rehearsal = await Rehearsal.prepare(`gcp-${name}`, settings, { program });
        try {
            const file = path.join(rehearsal.project, "policy.json");
            writeFileSync(file, JSON.stringify({ "residency-and-encryption": { cells } }));
            const args = ["preview", "--policy-pack", pack, "--policy-pack-config", file];
            const { exitCode, output, errors } = await rehearsal.run(...args);
            return { exitCode, broken: brokenIn(output), said: output + errors };
        } finally {
            await rehearsal.dispose();
        }
    }

    for (const [name, expected] of Object.entries(findings)) {
        it(`tells of ${name} is to be reported`, async () => {
            const { broken, exitCode, said } = await previewed(name);
            assert.deepEqual(broken, expected, said);
            assert.notEqual(exitCode, 0);
        });
    }
});
