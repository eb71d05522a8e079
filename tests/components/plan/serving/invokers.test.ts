import assert from "node:assert/strict";

import { checkConfig, plan } from "../../../../components/plan/plan";
import { claimsOfInvokers, modelsOfInvokers } from "../../../../components/plan/serving/invokers";
import { parsed } from "../screening";
import { on, onAws } from "../sketches";

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

    it("is so of each model of the region, and nothing else of a model changes", () => {
        const [serving] = plan(parsed()).cells[0]!.servings;
        const { hosting, models } = serving!;
        assert.deepEqual(modelsOfInvokers({ hosting, models }), models);
        const named = modelsOfInvokers({ hosting: { ...hosting, invokers: ["a"] }, models });
        assert.deepEqual(
            named,
            models.map(model => ({ ...model, requires: { ...model.requires, sub: ["a"] } })),
        );
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

    it("has nothing to do with models that run in other cells only", () => {
        const config = onAws({
            'serving.access["aws:eu-west-1"].invokers': ["a"],
            "routing.auth": { jwt },
        });
        const { models } = config as { readonly models: readonly object[] };
        const elsewhere = { ...models[0], name: "triage", cells: ["us"], requires: { claims: { sub: ["b"] } } };
        assert.deepEqual(checkConfig({ ...(config as object), models: [...models, elsewhere] }).faults, []);
    });
});
