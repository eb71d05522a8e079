import assert from "node:assert/strict";
import { datatypeOf } from "../../../runtime/model-server/datatypes";
import { encodeResponse } from "../../../runtime/model-server/response";

describe("an answer", () => {
    const source = { name: "m", version: "1.0.0", path: "unused", digest: "unused" };
    const outputs = [{ name: "y", datatype: datatypeOf("float32")!, shape: [-1] }];
    const results = { y: { type: "float32", shape: [1], elements: new Float32Array([0.5]) } };
    const tensors = [{ name: "y", datatype: "FP32", shape: [1], data: [0.5] }];

    it("says as parameters what is known of the features that it is from", () => {
        const stated = { features: "missing", features_missing: "age", features_age_seconds: 60 } as const;
        const answer = encodeResponse(source, { id: "r1", feeds: {}, outputs }, results, stated);
        assert.deepEqual(JSON.parse(answer), {
            model_name: "m",
            model_version: "1.0.0",
            id: "r1",
            parameters: stated,
            outputs: tensors,
        });
    });

    it("has no parameters where nothing was looked up", () => {
        const answer = JSON.parse(encodeResponse(source, { feeds: {}, outputs }, results)) as object;
        assert.deepEqual(answer, { model_name: "m", model_version: "1.0.0", outputs: tensors });
    });
});
