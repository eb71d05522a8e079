import assert from "node:assert/strict";

import { underNamesFaults } from "../../../../components/plan/clouds/under-names";
import { pinned } from "../faults-of";

describe("regions under the names of another cloud", () => {
    const under = (names: "aws" | "azure", ...fronts: ("aws" | "gcp" | "local")[]) =>
        underNamesFaults(names, fronts, "routing.names");

    it("are built where their adapter validates and makes names there, as are those under names of their own cloud", () => {
        assert.deepEqual(under("aws", "aws"), []);
        assert.deepEqual(under("azure", "aws"), []);
    });

    it("are refused where no adapter builds it, with what the cloud could do", () => {
        assert.deepEqual(pinned(under("aws", "aws", "gcp")), [
            {
                code: "capability/not-built",
                path: "routing.names",
                value: "aws",
            },
        ]);
    });

    it("are refused where the cloud can't, with the reason", () => {
        assert.deepEqual(pinned(under("aws", "local")), [
            {
                code: "capability/names-front",
                path: "routing.names",
                value: "aws",
            },
        ]);
    });
});
