import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mock } from "node:test";

import { down } from "../../cli/local/commands";

/** Of a stack that is gone, so that no engine is needed: what is looked at is what is removed after it. */
describe("what `meridian local down` leaves of .meridian", () => {
    let project = "";
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "meridian-down-"));
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    const write = (file: string) => {
        mkdirSync(dirname(join(project, file)), { recursive: true });
        writeFileSync(join(project, file), "{}");
    };
    /** What is said. */
    async function downed(): Promise<string> {
        const said: string[] = [];
        const written = mock.method(process.stderr, "write", (text: string) => said.push(text) > 0);
        try {
            assert.equal(await down({ project, stack: "local" }), 0);
        } finally {
            written.mock.restore();
        }
        return said.join("");
    }

    it("is nothing where there is no other stack, and no data is retained", async () => {
        write(".meridian/passphrase");
        assert.match(await downed(), /and \S+\/\.meridian with it/);
        assert.ok(!existsSync(join(project, ".meridian")));
    });

    it("is all of it where there is another stack, whose state and passphrase are there", async () => {
        const files = [".meridian/passphrase", ".meridian/state/.pulumi/stacks/scratch/other.json"];
        files.forEach(write);
        assert.match(await downed(), /\.meridian is kept for stack other/);
        for (const file of files) assert.ok(existsSync(join(project, file)), file);
    });

    for (const [whose, root] of [
        ["the stack itself", ".meridian/stacks/local"],
        ["another stack, which is gone", ".meridian/stacks/other"],
        ["a service in a directory of its own", ".meridian/screening"],
    ] as const) {
        for (const [what, data] of [
            ["tables", "store"],
            ["an audit trail", "eu-west/audit"],
        ] as const) {
            it(`is all of it where ${whose} has retained ${what}, and is named`, async () => {
                const kept = `${root}/cells/eu.example.com/${data}`;
                write(`${kept}/one`);
                write(".meridian/passphrase");
                assert.ok((await downed()).includes(join(project, kept)));
                for (const file of [`${kept}/one`, ".meridian/passphrase"]) assert.ok(existsSync(join(project, file)));
            });
        }
    }
});
