import assert from "node:assert/strict";

import { askedByInvokers, invokerFaults } from "../../../../components/adapters/aws/regional-serving/invokers";
import { planConfig } from "../../../../components/plan/plan";
import type { ServingPlan } from "../../../../components/plan/serving/serving";
import { screening } from "../../plan/screening";

const jwt = { issuer: "https://issuer.example.com", audience: "a", jwksUri: "https://issuer.example.com/keys" };

/** A region's plan, in which so many are named, and the model asks for what it asks for. */
function planOf(invokers: readonly string[], requires?: Record<string, string[]>, auth: object = { jwt }): ServingPlan {
    const valid = screening();
    const { plan } = planConfig({
        ...valid,
        models: valid.models.map(model => ({ ...model, ...(requires && { requires: { claims: requires } }) })),
        routing: { ...("jwt" in auth ? { auth: { jwt } } : {}) },
    });
    const [serving] = plan.cells.flatMap(({ servings }) => servings);
    return { ...serving!, hosting: { ...serving!.hosting, invokers } };
}

const asked = (plan: ServingPlan) => askedByInvokers(plan).models.map(({ requires }) => requires);

describe("who may ask the models of a region of AWS", () => {
    it("is who the models say, where nobody is named", () => {
        const plan = planOf([], { role: ["nurse"] });
        assert.equal(askedByInvokers(plan), plan);
        assert.deepEqual(invokerFaults(plan), []);
    });

    it("is who shows a token of a named subject, beside what the models ask for", () => {
        assert.deepEqual(asked(planOf(["a", "b"])), [{ sub: ["a", "b"] }]);
        assert.deepEqual(asked(planOf(["a", "b"], { role: ["nurse"] })), [{ role: ["nurse"], sub: ["a", "b"] }]);
    });

    it("is who both the region and the model name", () => {
        assert.deepEqual(asked(planOf(["a", "b"], { sub: ["b", "c"] })), [{ sub: ["b"] }]);
    });

    it("is refused where no tokens are taken, and where nobody is left", () => {
        assert.deepEqual(
            invokerFaults(planOf(["a"], undefined, {})).map(({ path }) => path.replace(/".*"/, '"…"')),
            ['serving.access["…"].invokers'],
        );
        const [fault] = invokerFaults(planOf(["a"], { sub: ["b"] }));
        assert.equal(fault!.path, "models.screening.requires.claims.sub");
        assert.ok(fault!.allowed.includes("a"));
    });
});
