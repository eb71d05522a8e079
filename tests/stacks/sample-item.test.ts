import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { itemOf } from "../support/subjects";

describe("the sample item of the screening model", () => {
    it("is the record of the sample request, by the attributes that the stack looks up", () => {
        const read = (file: string) =>
            JSON.parse(readFileSync(path.join(packageRoot(), "stacks/models/screening", file), "utf8")) as object;
        const [first] = read("samples.json") as { request: object }[];
        assert.deepEqual(read("sample.json"), first!.request);
        assert.deepEqual(read("item.json"), JSON.parse(itemOf(0).body!));
    });
});
