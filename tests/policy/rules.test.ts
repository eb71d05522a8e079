import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { rows as aws } from "../../policy/facts/aws";
import { rows as gcp } from "../../policy/facts/gcp";
import { rows as kubernetes } from "../../policy/facts/kubernetes";
import { rules } from "../../policy/rules";
import { settingOf } from "../../policy/setting";
import { packageRoot } from "../../tools/package-root";

describe("the rules of the policy pack", () => {
    it("are of the version that the package has", () => {
        const versionIn = (...parts: string[]) =>
            (JSON.parse(readFileSync(path.join(packageRoot(), ...parts), "utf8")) as { version: string }).version;
        assert.equal(versionIn("policy", "package.json"), versionIn("package.json"));
    });

    it("have an id each, a remedy, and what law or a standard asks", () => {
        const ids = rules.map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
        for (const { controls, id, remedy } of rules) assert.ok(remedy && controls.length > 0, id);
    });

    it("are there for everything that a type claims", () => {
        const ids = rules.map(({ id }) => id);
        for (const [type, { claims = {} }] of Object.entries({ ...aws, ...gcp, ...kubernetes })) {
            for (const id of Object.keys(claims)) assert.ok(ids.includes(id), `${type}: ${id}`);
        }
    });

    it("evaluate a location by the data that it stores, or else by the data that it processes", () => {
        const both = Object.entries({ ...aws, ...gcp, ...kubernetes }).filter(
            ([, { holds, runs }]) => runs && holds !== undefined,
        );
        assert.deepEqual(
            both.map(([type]) => type),
            [],
        );
    });

    it("evaluate nothing by cells that can't be read, and name them, without a value", () => {
        assert.throws(
            () => settingOf({ cells: [{ name: "a-secret" }] }),
            (error: Error) => {
                assert.match(error.message, /cells\.0\.jurisdictions/);
                return !error.message.includes("a-secret");
            },
        );
    });
});
