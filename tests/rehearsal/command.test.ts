import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { withTypeScript } from "../support/typescript";

interface Ended {
    readonly code: number;
    readonly output: string;
    readonly errors: string;
}

/** `npm run rehearse -- …`, without npm. */
function rehearse(...args: readonly string[]): Promise<Ended> {
    const main = path.join(packageRoot(), "tests", "rehearsal", "main.ts");
    const all = [...withTypeScript, main, ...args];
    return new Promise(resolve => {
        execFile("node", all, { cwd: packageRoot(), maxBuffer: 1 << 26 }, (error, output, errors) => {
            resolve({ code: error ? Number(error.code ?? 1) : 0, output, errors });
        });
    });
}

describe("npm run rehearse", function () {
    this.timeout(600_000);

    it("says how it is used, and what is wrong with how it was", async () => {
        const help = await rehearse("--help");
        assert.equal(help.code, 0);
        assert.match(help.output, /usage: npm run rehearse/);
        for (const [args, wrong] of [
            [[], /name one stack/],
            [["nowhere"], /there is no stacks\/Pulumi\.nowhere\.yaml/],
            [["aws-one-region", "--fail", "how=explode"], /how is one of refuse/],
            [["aws-one-region", "--fail", "where=eu-west-1,how=down"], /knows no where/],
            [["aws-one-region", "--policy", "nowhere"], /there is no policy pack in nowhere/],
        ] as const) {
            const { code, errors } = await rehearse(...args);
            assert.equal(code, 2, args.join(" "));
            assert.match(errors, wrong);
        }
    });

    it("shows what a policy pack says of a stack, and fails where that is mandatory", async () => {
        const pack = path.join("tests", "fixtures", "policy-pack");
        const { code, errors, output } = await rehearse("aws-one-region", "--preview", "--policy", pack);
        assert.equal(code, 1, output + errors);
        assert.match(output, /no-buckets/);
        assert.match(output, /there is a bucket/);
    });

    it("has a policy pack look at an update, too, and fails where that is mandatory", async () => {
        const pack = path.join("tests", "fixtures", "policy-pack");
        const { code, errors, output } = await rehearse("aws-one-region", "--policy", pack);
        assert.equal(code, 1, output + errors);
        assert.match(output, /no-buckets/);
        assert.match(output, /there is a bucket/);
    });
});
