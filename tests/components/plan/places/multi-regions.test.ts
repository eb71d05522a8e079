import assert from "node:assert/strict";

import { knownRegions, type RegionRef, regionNamed } from "../../../../components/plan/places/catalogue";
import table from "../../../../components/plan/places/tables/multi-regions.json";
import { covers } from "../../../../components/plan/places/jurisdictions";
import {
    expandPlace,
    knownMultiRegions,
    membersOf as regionsOf,
} from "../../../../components/plan/places/multi-regions";

describe("the expansion of a place", () => {
    it("is the place itself for a region", () => {
        for (const ref of knownRegions) {
            assert.deepEqual(expandPlace(ref), { members: [ref] });
        }
    });

    it("is a multi-region's members", () => {
        assert.deepEqual(membersOf("gcp:eur4"), ["gcp:europe-north1", "gcp:europe-west4"]);
        assert.deepEqual(membersOf("gcp:nam3"), ["gcp:us-central1", "gcp:us-east1", "gcp:us-east4"]);
    });

    it("has no members that could be named for what is everywhere, or unknown", () => {
        assert.deepEqual(regionsOf("gcp:eur4"), ["gcp:europe-north1", "gcp:europe-west4"]);
        assert.deepEqual(regionsOf("aws:global"), []);
        assert.deepEqual(regionsOf("gcp:nam99"), []);
    });

    it("counts in witnesses and replicas that only read, for they hold data", () => {
        assert.ok(membersOf("gcp:spanner/eur6").includes("gcp:europe-west6"));
        assert.ok(membersOf("gcp:spanner/nam-eur-asia1").includes("gcp:asia-east1"));
    });

    it("is everywhere for what the vendor places as it likes", () => {
        for (const ref of [
            "aws:global",
            "azure:global",
            "gcp:global",
            "gcp:kms/global",
            "gcp:secretmanager/automatic",
        ]) {
            assert.deepEqual(expandPlace(ref), { everywhere: true }, ref);
        }
    });

    it("is that of one service, or of all that use the name", () => {
        assert.deepEqual(membersOf("gcp:storage/eur5"), ["gcp:europe-west1", "gcp:europe-west2"]);
        assert.deepEqual(membersOf("gcp:eur5").toSorted(), [
            "gcp:europe-west1",
            "gcp:europe-west2",
            "gcp:europe-west4",
        ]);
    });

    it("does not depend on case, nor on spaces on Azure, nor on how Spanner writes one region", () => {
        assert.deepEqual(expandPlace("gcp:EU"), expandPlace("gcp:eu"));
        assert.deepEqual(expandPlace("gcp:EUROPE-WEST1"), { members: ["gcp:europe-west1"] });
        assert.deepEqual(expandPlace("azure:West Europe"), { members: ["azure:westeurope"] });
        assert.deepEqual(expandPlace("gcp:spanner/regional-europe-west1"), { members: ["gcp:europe-west1"] });
        assert.equal(expandPlace("gcp:europe - west1"), undefined);
    });

    it("is unknown for other names, those that every object has included", () => {
        const unknown = ["gcp:eur9", "gcp:firestore/eur4", "aws:EUR4", "kubernetes:fra-onprem", "nowhere:eu", "eu", ""];
        for (const ref of [...unknown, "gcp:constructor", "gcp:__proto__", "constructor"]) {
            assert.equal(expandPlace(ref), undefined, ref);
        }
    });

    it("lies in the European Union for Google's EU, and no name of Europe with London or Zurich does", () => {
        for (const ref of ["gcp:EU", "gcp:storage/EU", "gcp:bigquery/EU", "gcp:kms/europe", "gcp:eur3", "gcp:eur4"]) {
            assert.ok(
                countriesIn(ref).every(country => covers("EU", country)),
                ref,
            );
        }
        assert.ok(countriesIn("gcp:eur5").includes("GB"));
        assert.ok(countriesIn("gcp:eur6").includes("CH"));
        assert.ok(countriesIn("gcp:eur8").includes("CH"));
    });

    it("lies in the United States for Google's US, but for nam14 with Montréal", () => {
        const american = knownMultiRegions.filter(ref => /\/(us|nam\d+)$/.test(ref) && ref.startsWith("gcp:"));
        const abroad = american.filter(ref => countriesIn(ref).some(country => country !== "US"));
        assert.deepEqual(abroad, ["gcp:spanner/nam14"]);
    });

    it("leaves out Hong Kong and Indonesia from Cloud Storage's Asia", () => {
        const countries = countriesIn("gcp:storage/ASIA");
        assert.ok(countries.includes("JP") && !countries.includes("HK") && !countries.includes("ID"));
    });

    it("has, for every row of the table, members in its cloud, or is everywhere", () => {
        for (const { cloud, service, name, members, everywhere } of table.multiRegions as Row[]) {
            const ref = `${cloud}:${service}/${name}`;
            assert.equal(ref, ref.toLowerCase());
            assert.ok(everywhere === true || members!.length > 1, ref);
            for (const member of members ?? []) {
                assert.ok(regionNamed(`${cloud}:${member}`), `${ref}: ${member}`);
                assert.equal(regionNamed(`${cloud}:${member}`)?.sovereign, undefined, `${ref}: ${member}`);
            }
        }
        assert.equal(new Set(knownMultiRegions).size, knownMultiRegions.length);
    });
});

interface Row {
    readonly cloud: string;
    readonly service: string;
    readonly name: string;
    readonly members?: string[];
    readonly everywhere?: boolean;
}

function membersOf(ref: string): readonly RegionRef[] {
    const expansion = expandPlace(ref);
    assert.ok(expansion && "members" in expansion, ref);
    return expansion.members;
}

function countriesIn(ref: string): string[] {
    return membersOf(ref).map(member => regionNamed(member)!.country);
}
