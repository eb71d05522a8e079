import assert from "node:assert/strict";

import { serverSchema } from "../../../../components/plan/config/server";
import { fetchEnvironment } from "../../../../components/plan/serving/fetch-environment";
import { digest } from "../screening";

describe("the environment of fetch", () => {
    const place = { source: "gs://models/1.onnx", file: "/release/1" };

    it("contains the source, the file and its digest", () => {
        assert.deepEqual(fetchEnvironment({ digest: digest("1") }, place), {
            SOURCE_URI: "gs://models/1.onnx",
            MODEL_URI: "/release/1",
            MODEL_DIGEST: digest("1"),
        });
    });

    it("contains the region of a bucket of S3", () => {
        const { AWS_REGION } = fetchEnvironment({ digest: digest("1") }, { ...place, region: "eu-west-1" });
        assert.equal(AWS_REGION, "eu-west-1");
    });

    it("says that a release is an archive where its server has it unpacked", () => {
        const unpackOf = (server: object) => {
            const parsed = serverSchema.parse({ protocol: "openai", ...server });
            return fetchEnvironment({ digest: digest("1"), server: parsed }, place).UNPACK;
        };
        assert.equal(unpackOf({ unpack: "tar" }), "tar");
        assert.equal(unpackOf({}), undefined);
    });
});
