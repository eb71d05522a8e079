import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";

import { packageRoot } from "../../../../../tools/package-root";
import { withTypeScript } from "../../../../support/typescript";

describe("the provider of local resources", () => {
    const provider = path.join(packageRoot(), "components/adapters/local/provider");
    /** Whether the parser of config is loaded, after each statement. */
    const loadedBy = (...statements: string[]): unknown => {
        const program = `
            const parser = () => Object.keys(require.cache).some(file => /[\\\\/]zod[\\\\/]/.test(file));
            const { kinds } = require(${JSON.stringify(provider)});
            console.log(JSON.stringify([${statements.map(statement => `(${statement}, parser())`).join(", ")}]));`;
        return JSON.parse(execFileSync(process.execPath, [...withTypeScript, "-e", program], { encoding: "utf8" }));
    };

    it("loads the parser of config for entries of audit trails only, since each update starts the provider", () => {
        assert.deepEqual(loadedBy("kinds.process.create", "kinds.auditTrail.create", "kinds.auditRecord.create"), [
            false,
            false,
            true,
        ]);
    });
});
