import assert from "node:assert/strict";

import { planCell } from "../../../../components/plan/cells/cell";
import {
    nameFaults,
    otherServiceFaults,
    serviceNameFaults,
    servingNameFaults,
} from "../../../../components/plan/clouds/name-faults";
import type { ConfigInput } from "../../../../components/plan/config/config";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { asked, cellOver, fulda, regionOn } from "../requested";
import { digest } from "../screening";
import { pinned } from "../faults-of";

function faultsOf(regions: RegionRef[], change: Partial<ConfigInput> = {}, name = "cell") {
    const config = asked(regions, { cells: [cellOver(regions, { name })], ...change });
    const places = { "kubernetes:fulda": fulda, "kubernetes:eu-west-1": fulda };
    const cells = config.cells.map((cell, i) => ({
        cell: planCell(cell, config.domain!, places),
        at: `cells[${i}]`,
    }));
    return nameFaults(config, cells);
}

const model = (name: string, ...versions: string[]) => ({
    name,
    releases: Object.fromEntries(versions.map(version => [version, { artifact: "file:1", digest: digest("1") }])),
    traffic: [{ version: versions[0]!, percent: 100 }],
});

/** By how many characters the parts of a name are to be shortened. */
function shorteningIn(remedy: string): number | undefined {
    const [, characters] = /by (\d+) characters?/.exec(remedy) ?? [];
    return characters === undefined ? undefined : Number(characters);
}

describe("names of a service", () => {
    it("of ordinary length are taken on every cloud", () => {
        assert.deepEqual(faultsOf(Object.values(regionOn)), []);
    });

    it("too long for a cell's resources are reported once for each kind, at the cell, with the longest", () => {
        // `screening-of-cancer-cell` has 24 characters, and with eight for a suffix just 32: a load balancer's most.
        assert.deepEqual(faultsOf([regionOn.aws], { service: "screening-of-cancer" }), []);
        const faults = faultsOf(["aws:eu-west-1", "aws:eu-central-1"], { service: "screening-of-cancers" });
        assert.deepEqual(
            faults.map(({ path, value, remedy }) => [path, value, shorteningIn(remedy)]),
            [
                ["cells[0].name", "screening-of-cancers-cell", 1],
                ["cells[0].name", "screening-of-cancers-cell", 1],
            ],
        );
        assert.deepEqual(pinned(faults)[0], {
            code: "name/limit",
            path: "cells[0].name",
            value: "screening-of-cancers-cell",
        });
    });

    it("that differ by region are reported with the longest of them", () => {
        // Service accounts of Google Cloud have 30 characters at most: `screening-of-x-rays-cell-euw1` has 29.
        assert.deepEqual(
            faultsOf(["gcp:europe-west1", "gcp:europe-southwest1", "gcp:europe-west10"], {
                service: "screening-of-x-rays",
            }).map(({ value, remedy }) => [value, shorteningIn(remedy)]),
            [],
        );
        assert.deepEqual(
            faultsOf(["gcp:europe-west1", "gcp:asia-northeast1", "gcp:europe-west10"], {
                service: "screening-of-x-rayss",
            }).map(({ value, remedy }) => [value, shorteningIn(remedy)]),
            [["screening-of-x-rayss-cell-asiane1", 3]],
        );
    });

    it("too short, or of a form that a cloud rejects, are reported without a length", () => {
        // A Bigtable instance has 6 characters at least.
        const store = { tables: [{ name: "features", partitionKey: "subject" }] };
        const [fault] = faultsOf([regionOn.gcp], { service: "s", store }, "c");
        assert.equal(fault?.value, "s-c");
        assert.match(fault.problem, /has 3 characters, expected at least 6$/);
        assert.equal(shorteningIn(fault.remedy), undefined);
    });

    it("of a right length and another form are reported with the form", () => {
        // Load balancers of AWS are not called internal-…: that is the prefix of the names that AWS gives them.
        const [fault] = faultsOf([regionOn.aws], { service: "internal" }, "c");
        assert.equal(fault?.value, "internal-c");
        assert.match(fault.problem, /^invalid name "internal-c" of .* on aws, expected text that matches \//);
        assert.equal(shorteningIn(fault.remedy), undefined);
    });

    it("of releases are reported at the model, by their longest", () => {
        // Container apps have 32 characters at most.
        const models = [model("x-rays", "1.0.0"), model("x-rays-of-the-thorax", "1.0.0-release-candidate.1", "1.0.0")];
        assert.deepEqual(
            faultsOf([regionOn.azure, "azure:northeurope"], { models }).map(({ path, value, remedy }) => [
                path,
                value,
                shorteningIn(remedy),
            ]),
            [["models[1].name", "x-rays-of-the-thorax-1-0-0-release-candidate-1", 14]],
        );
    });

    it("are those that a config makes: a certificate that exists has one already", () => {
        const domain = `${"d".repeat(60)}.example`;
        const codes = (change: object) =>
            faultsOf([regionOn.aws], { domain, cells: [cellOver([regionOn.aws], change)] }).map(({ value }) => value);
        assert.deepEqual(codes({}), [`cell.${domain}`]);
        assert.deepEqual(codes({ existing: { [regionOn.aws]: { certificate: "arn" } } }), []);
    });
});

describe("host names", () => {
    it("of two regions that are called alike on two clouds are refused, where the second is written", () => {
        assert.deepEqual(pinned(faultsOf(["kubernetes:fulda", "kubernetes:eu-west-1", "aws:eu-west-1"])), [
            {
                code: "name/region-host-twice",
                path: "cells[0].regions[1]",
                value: "kubernetes:eu-west-1",
            },
        ]);
    });

    it("of such regions in two cells differ by the cell", () => {
        const cells = [cellOver(["aws:eu-west-1"]), cellOver(["kubernetes:eu-west-1"], { name: "other" })];
        assert.deepEqual(faultsOf([], { cells }), []);
    });
});

describe("another service's name than the plan's", () => {
    const region = "aws:eu-west-1";
    const [cell] = asked([region], { cells: [cellOver([region], { name: "cell" })] }).cells;
    const found = (service: string, ...uses: "store/backup"[]) =>
        serviceNameFaults(service, { cell: planCell(cell!, "screening.example.com", {}), region }, uses).map(
            ({ path, problem }) => [path, problem],
        );

    it("is refused at once for all cells of the cloud, whose names it makes too long", () => {
        const regions: RegionRef[] = [region, "gcp:europe-west1"];
        const config = asked(regions, {
            cells: regions.map((ref, i) => cellOver([ref], { name: `cell-${i}` })),
        });
        assert.deepEqual(otherServiceFaults("other", config, "aws"), []);
        const service = "a-service-with-a-rather-long-name";
        const found = otherServiceFaults(service, config, "aws");
        assert.ok(found.length > 0);
        assert.ok(found.every(({ path, problem }) => path === "service" && problem.includes(" on aws")));
        assert.ok(found.every(({ value }) => String(value).includes("cell-0")));
    });

    it("is taken where it makes names of ordinary length", () => {
        assert.deepEqual(
            serviceNameFaults("other", { cell: planCell(cell!, "screening.example.com", {}), region }),
            [],
        );
    });

    it("is refused for each kind of name that it makes too long, and for a name of what is used only", () => {
        const service = "a-service-with-a-rather-long-name";
        const usual = found(service);
        assert.ok(usual.length > 0);
        assert.ok(usual.every(([path]) => path === "service"));
        const isVault = ([, problem = ""]: string[]) => problem.includes("the backup vault on aws");
        const vaults = found(`${service}-of-all`, "store/backup");
        assert.equal(vaults.filter(isVault).length, 1);
        assert.equal(found(`${service}-of-all`).filter(isVault).length, 0);
    });
});

describe("names of releases that a program makes without a config", () => {
    const cell = planCell(cellOver([regionOn.kubernetes]) as never, "screening.example", { "kubernetes:fulda": fulda });
    const faultsWith = (hosting: "container" | "managed", name: string) =>
        servingNameFaults("screening", {
            cell,
            hosting: { hosting },
            region: regionOn.kubernetes,
            models: [
                { name: "short", releases: [{ version: "1.0.0" }] },
                { name, releases: [{ version: "1.0.0" }, { version: "10.0.0" }] },
            ],
        } as never).map(({ code, path, value }) => [code, path, value]);

    it("are refused where the cloud would refuse one of them, for what serves them, with the longest", () => {
        const name = "m".repeat(32);
        assert.deepEqual(faultsWith("container", name), []);
        const host = `${name}-10-0-0-predictor-screening-cell`;
        assert.deepEqual(faultsWith("managed", name), [["name/limit", "models[1].name", host]]);
        assert.deepEqual(faultsWith("managed", "m".repeat(20)), []);
    });
});
