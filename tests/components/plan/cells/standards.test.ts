import assert from "node:assert/strict";

import { standardFaults, transferFaults } from "../../../../components/plan/cells/standard-faults";
import { keepsAudit, type Standard } from "../../../../components/plan/cells/standards";
import type { CellConfig } from "../../../../components/plan/config/cell";
import { observabilitySchema } from "../../../../components/plan/config/observability";
import { parse } from "../../../../components/plan/config/parse";
import { pinned } from "../faults-of";

function cell(name: string, standards: Standard[], change: Partial<CellConfig> = {}): CellConfig {
    const cell = {
        name,
        jurisdictions: ["US"],
        dataClasses: ["health" as const],
        regions: [],
        existing: {},
        networks: {},
    };
    return { ...cell, standards, ...change };
}

const settings = (written: object) => parse(observabilitySchema, written);

describe("a cell that follows hipaa", () => {
    it("may not be without an audit trail", () => {
        assert.deepEqual(pinned(standardFaults([cell("eu", []), cell("us", ["hipaa"])], settings({ audit: false }))), [
            {
                code: "standard/audit",
                path: "observability.audit",
                value: false,
            },
        ]);
    });

    it("keeps logs for six years, whichever these are", () => {
        const retained = (retainDays: number) =>
            standardFaults([cell("us", ["hipaa"])], settings({ logs: { retainDays } }));
        assert.deepEqual(retained(2192), []);
        assert.deepEqual(pinned(retained(2191)), [
            {
                code: "standard/log-retention",
                path: "observability.logs.retainDays",
                value: 2191,
            },
        ]);
    });

    it("has what it asks for where nothing is said of it", () => {
        assert.deepEqual(standardFaults([cell("us", ["hipaa"])], undefined), []);
        assert.deepEqual(standardFaults([cell("us", ["hipaa"])], settings({ logs: {} })), []);
        assert.equal(keepsAudit([cell("us", ["hipaa"])], undefined), true);
        assert.equal(keepsAudit([cell("us", ["hipaa"])], settings({})), true);
    });

    it("is reported once for a setting that several cells don't allow", () => {
        const cells = [cell("us", ["hipaa"]), cell("pr", ["hipaa"])];
        assert.deepEqual(
            standardFaults(cells, settings({ audit: false, logs: { retainDays: 30 } })).map(({ code }) => code),
            ["standard/audit", "standard/log-retention"],
        );
    });

    it("says nothing of where its data may go", () => {
        assert.deepEqual(transferFaults(cell("cn", ["hipaa"], { jurisdictions: ["CN"] }), String), []);
    });
});

describe("an audit trail", () => {
    it("is kept where it is asked for, and without a standard not otherwise", () => {
        assert.equal(keepsAudit([cell("eu", ["gdpr"])], undefined), false);
        assert.equal(keepsAudit([cell("eu", ["gdpr"])], settings({ audit: true })), true);
    });
});

describe("a cell that follows gdpr", () => {
    const faults = (change: Partial<CellConfig>, standards: Standard[] = ["gdpr"]) =>
        transferFaults(cell("eu", standards, change), i => `cells[0].jurisdictions[${i}]`);

    it("keeps logs as long as it likes, and needs no audit trail", () => {
        const cells = [cell("eu", ["gdpr"])];
        assert.deepEqual(standardFaults(cells, settings({ audit: false, logs: { retainDays: 1 } })), []);
    });

    it("admits the EU, the EEA and countries that are held adequate", () => {
        assert.deepEqual(faults({ jurisdictions: ["EU", "EEA", "EU-ADEQUATE", "DE", "CH", "JP", "GB"] }), []);
    });

    it("is refused each other jurisdiction for protected data", () => {
        assert.deepEqual(pinned(faults({ jurisdictions: ["EU", "US", "IN"], dataClasses: ["internal", "personal"] })), [
            ...(["US", "IN"] as const).map((value, i) => ({
                code: "standard/transfer",
                path: `cells[0].jurisdictions[${i + 1}]`,
                value,
            })),
        ]);
    });

    it("is refused a group of which one country is not held adequate", () => {
        // Gibraltar is adequate to the United Kingdom, and not to the Commission.
        assert.equal(faults({ jurisdictions: ["UK-ADEQUATE"] }).length, 1);
    });

    it("admits any jurisdiction with safeguards, for data that is not protected, and under no standard", () => {
        assert.deepEqual(faults({ safeguards: "scc" }), []);
        assert.deepEqual(faults({ safeguards: "bcr" }), []);
        assert.deepEqual(faults({ dataClasses: ["public", "internal"] }), []);
        assert.deepEqual(faults({}, []), []);
    });
});
