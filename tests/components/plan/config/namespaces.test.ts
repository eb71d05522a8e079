import assert from "node:assert/strict";

import { namespaceFaults, otherNamespaces } from "../../../../components/plan/config/namespaces";
import { ConfigFaults } from "../../../../components/plan/faults";
import { planConfig } from "../../../../components/plan/plan";
import { on } from "../sketches";

const known = ["cells", "routing", "service"];
const meant = (key: string, project = "shop") =>
    namespaceFaults({ all: [key], project }, known).map(({ remedy }) => /^write (\S+) instead$/.exec(remedy)?.[1])[0];

describe("keys of a stack's config", () => {
    for (const key of [
        "meridan:routing",
        "Meridian:routing",
        "merdian:routing",
        "meridian2:routing",
        "MERIDIAN:routing",
    ]) {
        it(`are likely meant for this package, as ${key}`, () => {
            assert.equal(meant(key), "meridian:routing");
        });
    }

    it("are likely meant for this package where they are the project's own and called as ours", () => {
        assert.equal(meant("shop:routing"), "meridian:routing");
        assert.equal(meant("shop:routes"), undefined);
        assert.equal(meant("other:routing"), undefined);
    });

    for (const key of ["meridian:anything", "secrets:token", "aws:region", "azure-native:location", "medium:cells"]) {
        it(`are not, as ${key}`, () => {
            assert.equal(meant(key), undefined);
        });
    }

    it("are this package's where the project has its name", () => {
        assert.equal(meant("meridian:routing", "meridian"), undefined);
    });

    it("are those of a project with a name like this package's, except what is called as ours", () => {
        assert.equal(meant("meridiana:color", "meridiana"), undefined);
        assert.equal(meant("meridiana:cells", "meridiana"), "meridian:cells");
    });

    it("are left to others by their namespaces", () => {
        const all = ["meridian:cells", "secrets:a", "gcp:project", "aws:region", "aws:profile"];
        assert.deepEqual(otherNamespaces({ all, project: "shop" }), ["aws", "gcp"]);
    });

    it("stop an update with the faults of the config itself", () => {
        const keys = { all: ["meridan:routing"], project: "shop" };
        const codesOf = (input: unknown) => {
            try {
                planConfig(input, { keys });
                return [];
            } catch (error) {
                assert.ok(error instanceof ConfigFaults);
                return error.faults.map(({ code, path }) => `${code} ${path}`);
            }
        };
        assert.deepEqual(codesOf(on("local")), ["config/namespace meridan:routing"]);
        const withBoth = codesOf({ ...(on("local") as object), service: 7 });
        assert.deepEqual(withBoth, ["config/namespace meridan:routing", "config/type service"]);
    });
});
