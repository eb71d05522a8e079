import assert from "node:assert/strict";

import { checkConfig } from "../../../../components/plan/plan";
import { claimsOfInvokers } from "../../../../components/plan/serving/invokers";
import { on } from "../sketches";

const jwt = { issuer: "https://issuer.example.com", audience: "a", jwksUri: "https://issuer.example.com/keys" };

describe("who may ask the models of a region where callers are named", () => {
    it("is who the models say, where none is named", () => {
        assert.deepEqual(claimsOfInvokers({ role: ["nurse"] }, []), { role: ["nurse"] });
        assert.equal(claimsOfInvokers(undefined, []), undefined);
    });

    it("is who shows a token of a named subject, beside what the models ask for", () => {
        assert.deepEqual(claimsOfInvokers(undefined, ["a", "b"]), { sub: ["a", "b"] });
        assert.deepEqual(claimsOfInvokers({ role: ["nurse"] }, ["a", "b"]), { role: ["nurse"], sub: ["a", "b"] });
    });

    it("is who both the region and the model name", () => {
        assert.deepEqual(claimsOfInvokers({ sub: ["b", "c"] }, ["a", "b"]), { sub: ["b"] });
    });

    it("is refused where no tokens are taken, and where none is left", () => {
        const invokers = { 'serving.access["aws:eu-west-1"].invokers': ["a"] };
        const found = (changes: object) =>
            checkConfig(on("aws", { ...invokers, ...changes })).faults.map(({ code, path }) => [code, path]);
        assert.deepEqual(found({}), [["access/no-token", 'serving.access["aws:eu-west-1"].invokers']]);
        assert.deepEqual(found({ "routing.auth": { jwt } }), []);
        assert.deepEqual(found({ "routing.auth": { jwt }, "models[0].requires": { claims: { sub: ["b"] } } }), [
            ["access/no-invoker", "models[0].requires.claims.sub"],
        ]);
    });
});
