import assert from "node:assert/strict";

import { quotaNeeds } from "../../../../../components/adapters/aws/operations/preflight/quotas";
import { certificateRow } from "../../../../../components/adapters/aws/operations/preflight/rows/brought";
import { quotaRow } from "../../../../../components/adapters/aws/operations/preflight/rows/quota";
import { zoneRow } from "../../../../../components/adapters/aws/operations/preflight/rows/zone";
import { configOf, withGpus } from "../../../../rehearsal/variants";
import { plannedOf } from "../../../../support/planned";

const where = { cell: "eu", region: "aws:eu-west-1", account: "111111111111" };

describe("quotas that a region needs", () => {
    const needsOf = (stack: Readonly<Record<string, unknown>>) =>
        plannedOf(stack).plan.cells.flatMap(({ servings }) => servings.map(serving => quotaNeeds(serving, false)));

    it("are ten gates, and each release at its maximum", () => {
        // Of two releases 20 replicas each, with two processors.
        const [first] = needsOf(configOf("aws"));
        assert.deepEqual(first, [
            { quota: "fargate", needed: 90, replacing: 180 },
            { quota: "networks", needed: 1 },
        ]);
    });

    it("are of machines with GPUs, one for each replica, beside the gates on Fargate", () => {
        // Three replicas on g4dn.xlarge, which has four processors.
        const [first] = needsOf(withGpus());
        assert.deepEqual(first, [
            { quota: "fargate", needed: 10, replacing: 20 },
            { quota: "graphics", needed: 12, replacing: 24 },
            { quota: "networks", needed: 1 },
        ]);
    });
});

describe("a quota", () => {
    const need = { quota: "fargate", needed: 20, replacing: 40 } as const;
    const rowOf = (value: number, used: number | undefined, includesOwn = true) =>
        quotaRow(need, { value, used, includesOwn }, where);

    it("passes where twice the largest scale is free", () => {
        assert.equal(rowOf(40, 0).status, "pass");
        assert.equal(rowOf(50, 10).status, "pass");
    });

    it("warns where an update at the largest scale exceeds it", () => {
        const row = rowOf(39, 0);
        assert.deepEqual([row.status, row.needed.includes("40 while an update replaces all tasks")], ["warning", true]);
    });

    it("warns where what is in use may be the stack itself, and fails where it is not", () => {
        assert.equal(rowOf(30, 20).status, "warning");
        assert.equal(rowOf(30, 20, false).status, "fail");
    });

    it("fails below the largest scale, whatever is in use", () => {
        assert.equal(rowOf(19, 0).status, "fail");
        assert.match(rowOf(19, 3).remedy!, /--desired-value 43/);
    });

    it("does not pass where its use is unknown", () => {
        const row = rowOf(100, undefined);
        assert.deepEqual([row.status, row.found.includes("use unknown")], ["warning", true]);
    });
});

describe("a DNS zone", () => {
    const facts = { name: "example.com", isPrivate: false, nameServers: ["ns-1.awsdns.org", "ns-2.awsdns.com"] };
    const rowOf = (id: string | undefined, known: typeof facts | undefined, servers: readonly string[]) =>
        zoneRow({ domain: "screening.example.com", id }, known, { nameServers: servers }, "111111111111");

    it("passes with the name servers that DNS has, in any order and case, also for a domain above", () => {
        assert.equal(rowOf("Z1", facts, ["NS-2.awsdns.com.", "ns-1.awsdns.org"]).status, "pass");
    });

    it("fails where DNS has only some of them, others, or none", () => {
        for (const servers of [["ns-1.awsdns.org"], ["ns-1.awsdns.org", "ns.old.example"], []]) {
            assert.equal(rowOf("Z1", facts, servers).status, "fail");
        }
    });

    it("fails for a zone of another domain, a private one, and one that is missing", () => {
        assert.equal(rowOf("Z1", { ...facts, name: "example.org" }, facts.nameServers).status, "fail");
        assert.equal(rowOf("Z1", { ...facts, name: "ple.com" }, facts.nameServers).status, "fail");
        assert.equal(rowOf("Z1", { ...facts, isPrivate: true }, facts.nameServers).status, "fail");
        assert.equal(rowOf("Z1", undefined, []).status, "fail");
    });
});

describe("a certificate that exists", () => {
    const rowOf = (status: string, ...names: readonly string[]) =>
        certificateRow(["eu.example.com", "eu-west-1.eu.example.com"], { status, names }, where).status;

    it("passes with both hosts, by names or by a wildcard of one label", () => {
        assert.equal(rowOf("ISSUED", "eu.example.com", "eu-west-1.eu.example.com"), "pass");
        assert.equal(rowOf("ISSUED", "*.example.com", "*.eu.example.com"), "pass");
    });

    it("fails where a host is not covered, and where it is not issued", () => {
        assert.equal(rowOf("ISSUED", "*.example.com"), "fail");
        assert.equal(rowOf("EXPIRED", "*.example.com", "*.eu.example.com"), "fail");
    });
});
