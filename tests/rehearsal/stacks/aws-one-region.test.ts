import assert from "node:assert/strict";

import { parse, stringify } from "yaml";

import { planned } from "../../engine/steps";
import { hasWholeLife, textOf } from "./whole-life";

const stack = "aws-one-region";

interface Written {
    readonly config: {
        readonly "meridian:models": [
            { releases: Record<string, object>; traffic: { readonly version: string; readonly percent: number }[] },
        ];
    };
}

hasWholeLife(stack, ["aws:kms/key:Key", "aws:s3/bucket:Bucket"], rehearsal => {
    it("would create for a new release what serves it, and of what there is replace the gate only", async () => {
        const written = parse(textOf(stack)) as Written;
        const [model] = written.config["meridian:models"];
        model.releases["2.0.0"] = { ...model.releases["1.0.0"], digest: `sha256:${"2".repeat(64)}` };
        model.traffic = ["1.0.0", "2.0.0"].map(version => ({ version, percent: 50 }));
        rehearsal().configure(stringify(written));
        const { create = [], delete: deleted = [], replace = [], update = [] } = await planned(rehearsal());
        rehearsal().configure(textOf(stack));
        assert.ok(create.length > 0);
        for (const name of create) assert.match(name, /-2-0-0|-2{12}$/);
        assert.deepEqual(deleted, []);
        for (const name of [...replace, ...update]) assert.match(name, /-gate$|^hub-dashboard$/);
        assert.ok(replace.length > 0);
    });
});
