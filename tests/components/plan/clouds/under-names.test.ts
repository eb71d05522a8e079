import assert from "node:assert/strict";

import { underNamesFaults } from "../../../../components/plan/clouds/under-names";

describe("regions under the names of another cloud", () => {
    const under = (names: "aws" | "azure", ...fronts: ("aws" | "gcp" | "local")[]) =>
        underNamesFaults(names, fronts, "routing.names");

    it("are built where their adapter validates and makes names there, as are those under names of their own cloud", () => {
        assert.deepEqual(under("aws", "aws"), []);
        assert.deepEqual(under("azure", "aws"), []);
    });

    it("are refused where no adapter builds it, with what the cloud could do", () => {
        assert.deepEqual(under("aws", "aws", "gcp"), [
            {
                code: "capability/not-built",
                path: "routing.names",
                value: "aws",
                allowed: "gcp, for regions on gcp",
                remedy:
                    "use names of gcp, or leave gcp, whose adapter doesn't build it: the cloud could, by Certificate Manager " +
                    "certificates, validated by a record in the other cloud's DNS",
            },
        ]);
    });

    it("are refused where the cloud can't, with the reason", () => {
        assert.deepEqual(under("aws", "local"), [
            {
                code: "capability/names-front",
                path: "routing.names",
                value: "aws",
                allowed: "local, for regions on local",
                remedy:
                    "use names of local, or leave local, which can't: names are ports of this machine, and certificates are of " +
                    "the cell's own authority",
            },
        ]);
    });
});
