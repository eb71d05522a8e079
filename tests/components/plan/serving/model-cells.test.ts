import assert from "node:assert/strict";

import { checkConfig, planConfig } from "../../../../components/plan/plan";
import { planRegionalServing } from "../../../../components/plan/serving/regional-serving";
import { faultsOf } from "../faults-of";
import { digest, screening } from "../screening";

describe("the cells of a model", () => {
    /** `triage` runs in `cells`, and `screening` everywhere. */
    const withTriage = (cells: readonly string[] | undefined, rest: object = {}) => {
        const config = screening();
        const triage = {
            name: "triage",
            ...(cells && { cells }),
            releases: { "1.0.0": { artifact: "file:3.onnx", digest: digest("3") } },
            traffic: [{ version: "1.0.0", percent: 100 }],
            ...rest,
        };
        return { ...config, models: [...config.models, triage] };
    };
    const namesIn = (config: object, cell: string) =>
        planConfig(config)
            .plan.cells.find(({ cell: { name } }) => name === cell)!
            .servings.map(({ models }) => models.map(({ name }) => name));
    const faultsIn = (config: object) => checkConfig(config).faults.map(({ code, path }) => [code, path]);

    it("are all where it names none, and else those alone", () => {
        const both = ["screening", "triage"];
        assert.deepEqual(namesIn(withTriage(undefined), "us"), [both, both]);
        assert.deepEqual(namesIn(withTriage(["eu"]), "eu"), [both, both]);
        assert.deepEqual(namesIn(withTriage(["eu"]), "us"), [["screening"], ["screening"]]);
    });

    it("are cells of the config, each once", () => {
        assert.deepEqual(faultsIn(withTriage(["eu", "ue", "eu"])), [
            ["model/unknown-cell", "models[1].cells[1]"],
            ["model/cell-twice", "models[1].cells[2]"],
        ]);
    });

    it("leave no cell without a model", () => {
        const config = withTriage(["eu"]);
        const models = config.models.map(model => ({ ...model, cells: ["eu"] }));
        assert.deepEqual(faultsIn({ ...config, models }), [["cell/no-model", "cells[1]"]]);
    });

    it("bound its waves", () => {
        const regions = { "local:us-east": { traffic: [{ version: "1.0.0", percent: 100 }] } };
        assert.deepEqual(faultsIn(withTriage(["us"], { regions })), []);
        assert.deepEqual(faultsIn(withTriage(["eu"], { regions })), [
            ["model/unknown-region", 'models[1].regions["local:us-east"]'],
        ]);
    });

    it("are those whose stores need the tables that it looks up", () => {
        const features = { table: "features", input: "x", attributes: ["a"] };
        const store = { tables: [{ name: "features", partitionKey: "subject", cells: ["eu"] }] };
        const threePlaces = (config: ReturnType<typeof withTriage>) => ({ ...config, store });
        assert.deepEqual(faultsIn(threePlaces(withTriage(["eu"], { features }))), []);
        assert.deepEqual(faultsIn(threePlaces(withTriage(undefined, { features }))), [
            ["features/table-not-in-cell", "models[1].features.table"],
        ]);
        const { plan } = planConfig(threePlaces(withTriage(["eu"], { features })));
        assert.deepEqual(
            plan.cells.map(({ store }) => store?.lookups),
            [["features"], undefined],
        );
    });

    it("hold for a region that a program makes by itself", () => {
        const config = withTriage(["eu"]);
        const { plan } = planConfig(config);
        const [, us] = plan.cells.map(({ cell }) => cell);
        const serving = (models: object[]) => planRegionalServing(us!, "local:us-east", { models } as never);
        assert.deepEqual(
            serving(config.models).models.map(({ name }) => name),
            ["screening"],
        );
        assert.deepEqual(
            faultsOf(() => serving(config.models.slice(1))).map(({ code, path }) => [code, path]),
            [["cell/no-model", "models"]],
        );
    });
});
