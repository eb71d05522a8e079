import { readFileSync } from "node:fs";
import path from "node:path";

import { planConfig } from "../../components/plan/plan";
import type { ServingPlan } from "../../components/plan/serving/serving";
import { packageRoot } from "../../tools/package-root";
import { digestOf } from "../support/stack-config";

const models = path.join(packageRoot(), "stacks", "models", "screening");

export const sample = readFileSync(path.join(models, "sample.json"), "utf8");

/** The request of the sample, with its row so many times, and another value of its first feature where one is said. */
export function rows(count: number, first?: number): string {
    const { inputs } = JSON.parse(sample) as {
        inputs: readonly [{ readonly data: readonly number[]; readonly shape: object }];
    };
    const [{ data, ...input }] = inputs;
    const row = first === undefined ? data : [first, ...data.slice(1)];
    const all = Array.from({ length: count }, () => row).flat();
    return JSON.stringify({ inputs: [{ ...input, shape: [count, data.length], data: all }] });
}

/** The baseline of a release. */
export const baselineFile = (version: string) => readFileSync(path.join(models, version, "baseline.json"));
/** The file of a release. */
export const modelFile = (version: string) => readFileSync(path.join(models, version, "model.onnx"));

/** The one region of a cell, with one release of the model. */
export function plan(version: string): ServingPlan {
    const region = "local:eu-west";
    const artifact = `file:stacks/models/screening/${version}/model.onnx`;
    return planConfig({
        service: "screening",
        domain: "screening.example",
        cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["health"], regions: [region], primary: region }],
        models: [
            {
                name: "screening",
                releases: { [version]: { artifact, digest: digestOf(version) } },
                traffic: [{ version, percent: 100 }],
            },
        ],
    }).plan.cells[0]!.servings[0]!;
}
