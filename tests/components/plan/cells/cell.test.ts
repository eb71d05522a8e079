import assert from "node:assert/strict";

import { cell, cellConfigOf, planCell } from "../../../../components/plan/cells/cell";
import type { CellConfig } from "../../../../components/plan/config/cell";
import { faultsOf } from "../faults-of";
import { parsed } from "../screening";

describe("a cell", () => {
    const eu = parsed().cells[0]!;
    const planned = (change: Partial<CellConfig> = {}) => planCell({ ...eu, ...change }, "screening.example", {});

    it("keeps what the config says, under its host", () => {
        assert.deepEqual(planned(), {
            name: "eu",
            host: "eu.screening.example",
            domain: "screening.example",
            jurisdictions: ["EU"],
            standards: ["gdpr"],
            dataClasses: ["health"],
            protected: true,
            regions: ["local:eu-central", "local:eu-west"],
            primary: "local:eu-west",
            backup: "local:eu-north",
            places: {
                "local:eu-central": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
                "local:eu-west": { city: "Dublin", country: "IE", latitude: 53.35, longitude: -6.26 },
                "local:eu-north": { city: "Stockholm", country: "SE", latitude: 59.33, longitude: 18.07 },
            },
            failover: [],
            accounts: {},
            existing: {},
            networks: {},
        });
    });

    it("keeps the order of failover, the accounts, what exists, safeguards and how callers prove who they are", () => {
        const said = {
            failover: ["local:eu-central" as const],
            accounts: { aws: { roleArn: "arn:aws:iam::111122223333:role/eu" } },
            existing: { "local:eu-west": { key: "key-1" } },
            safeguards: "scc" as const,
            auth: { certificates: { authorities: "PEM" } },
        };
        const { failover, accounts, existing, safeguards, auth } = planned(said);
        assert.deepEqual({ failover, accounts, existing, safeguards, auth }, said);
    });

    it("knows where its regions of kubernetes are from the config", () => {
        const onprem = { city: "Fulda", country: "DE", latitude: 50.55, longitude: 9.68 };
        const { places } = planCell({ ...eu, regions: ["kubernetes:fulda"] }, "screening.example", {
            "kubernetes:fulda": onprem,
        });
        assert.deepEqual(places["kubernetes:fulda"], onprem);
    });

    it("says the same as a config again as it was planned from", () => {
        const config: CellConfig = {
            ...eu,
            regions: ["local:eu-central", "local:eu-west"],
            failover: ["local:eu-west"],
            accounts: { gcp: { project: "p" } },
            safeguards: "bcr",
            auth: { certificates: { authorities: "PEM" } },
        };
        assert.deepEqual(cellConfigOf(planCell(config, "screening.example", {})), config);
    });

    it("has its only region as primary, and no backup, where the config names none", () => {
        const { primary: _, backup: __, ...alone } = eu;
        const one = planCell({ ...alone, regions: ["local:eu-central"] }, "screening.example", {});
        assert.equal(one.primary, "local:eu-central");
        assert.ok(!("backup" in one));
    });

    it("is protected when one of its data classes is", () => {
        assert.equal(planned({ dataClasses: ["public", "internal"] }).protected, false);
        assert.equal(planned({ dataClasses: ["public", "financial"] }).protected, true);
    });

    it("leaves the config's list of regions in its order", () => {
        planned();
        assert.deepEqual(eu.regions, ["local:eu-west", "local:eu-central"]);
    });
});

describe("cell(), for programs that make components themselves", () => {
    const args = {
        domain: "screening.example",
        jurisdictions: ["EU"],
        dataClasses: ["health" as const],
        regions: ["local:eu-west"],
    };

    it("makes the cell that a stack config would", () => {
        assert.deepEqual(
            cell("eu", { ...args, standards: ["gdpr"] }),
            planCell(
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    standards: ["gdpr"],
                    dataClasses: ["health"],
                    regions: ["local:eu-west"],
                    existing: {},
                    networks: {},
                },
                "screening.example",
                {},
            ),
        );
    });

    it("refuses faults of form, its domain's and name's included, by their path in the cell", () => {
        const faults = faultsOf(() => cell("EU", { ...args, domain: "no domain", regions: ["eu-west"] }));
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [
                ["config/value", "domain"],
                ["config/value", "name"],
                ["config/value", "regions[0]"],
            ],
        );
    });

    it("refuses a region outside its jurisdictions", () => {
        const faults = faultsOf(() => cell("eu", { ...args, regions: ["local:us-east"] }));
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [["residency/region-outside-cell", "regions[0]"]],
        );
    });

    it("refuses what its standards and its callers' proofs don't allow, as a stack config does", () => {
        const faults = faultsOf(() =>
            cell("us", {
                ...args,
                jurisdictions: ["US"],
                regions: ["local:us-east"],
                standards: ["gdpr"],
                auth: { jwt: { issuer: "issuer", audience: "meridian" } },
            }),
        );
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [
                ["auth/keys", "auth.jwt"],
                ["standard/transfer", "jurisdictions[0]"],
            ],
        );
    });

    it("takes regions of kubernetes with where they are, and no other place", () => {
        const fulda = { city: "Fulda", country: "DE", latitude: 50.55, longitude: 9.68 };
        const own = cell("eu", { ...args, regions: ["kubernetes:fulda"], places: { "kubernetes:fulda": fulda } });
        assert.equal(own.places["kubernetes:fulda"]?.city, "Fulda");
        const faults = faultsOf(() =>
            cell("eu", {
                ...args,
                regions: ["aws:mars-1"],
                places: { "aws:mars-1": fulda, "kubernetes:fulda": fulda },
            }),
        );
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [
                ["places/in-catalogue", 'places["aws:mars-1"]'],
                ["places/unused", 'places["kubernetes:fulda"]'],
                ["catalogue/unknown-region", "regions[0]"],
            ],
        );
    });
});
