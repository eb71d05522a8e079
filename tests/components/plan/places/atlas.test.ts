import assert from "node:assert/strict";

import { atlasWith, catalogue } from "../../../../components/plan/places/atlas";
import { placeOf } from "../../../../components/plan/places/catalogue";

const fulda = { city: "Fulda", country: "DE", latitude: 50.55, longitude: 9.68 };

describe("an atlas", () => {
    it("knows the catalogue", () => {
        assert.deepEqual(catalogue.placeOf("aws:eu-west-1"), placeOf("aws:eu-west-1"));
        assert.deepEqual(catalogue.expandPlace("gcp:storage/nam4"), {
            members: ["gcp:us-central1", "gcp:us-east1"],
        });
    });

    it("knows regions of kubernetes that a config puts on the map, each standing for itself", () => {
        const atlas = atlasWith({ "kubernetes:fulda": fulda });
        assert.deepEqual(atlas.placeOf("kubernetes:fulda"), fulda);
        assert.deepEqual(atlas.expandPlace("kubernetes:fulda"), { members: ["kubernetes:fulda"] });
        assert.equal(catalogue.placeOf("kubernetes:fulda"), undefined);
        assert.equal(catalogue.expandPlace("kubernetes:fulda"), undefined);
    });

    it("leaves to vendors where their regions are, and what their names stand for", () => {
        const atlas = atlasWith({ "aws:us-east-1": fulda, "gcp:us": fulda, "aws:mars-1": fulda });
        assert.equal(atlas.placeOf("aws:us-east-1")?.country, "US");
        assert.equal(atlas.placeOf("gcp:us"), undefined);
        assert.deepEqual(atlas.expandPlace("gcp:us"), catalogue.expandPlace("gcp:us"));
        assert.equal(atlas.placeOf("aws:mars-1"), undefined);
    });

    it("knows nothing by what every object has", () => {
        assert.equal(atlasWith({}).placeOf("constructor"), undefined);
        assert.equal(atlasWith({}).placeOf("kubernetes:constructor"), undefined);
    });
});
