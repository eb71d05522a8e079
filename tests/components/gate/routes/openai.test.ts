import assert from "node:assert/strict";

import { openaiFilters } from "../../../../components/gate/routes/openai";
import { serverSchema } from "../../../../components/plan/config/server";
import { valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the body of a request of the OpenAI API", () => {
    it("is read as JSON with its character set or none, in either case, with or without a space before it", () => {
        const server = serverSchema.parse({ protocol: "openai", command: ["serve"] });
        const { serving } = screeningGates(config => {
            for (const release of Object.values(config.models[0]!.releases)) release.server = server;
        });
        const charsets = ["", "; charset=utf-8", ";charset=utf-8", "; charset=UTF-8", ";charset=UTF-8"];
        assert.deepEqual(valuesOf("allow_content_types", openaiFilters(serving)), [
            charsets.map(charset => `application/json${charset}`),
        ]);
    });
});
