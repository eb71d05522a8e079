import type { ModelConfig } from "../config/models";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";

type Batched = Pick<ModelConfig, "batching" | "releases">;

/**
 * Models whose requests can't be computed together, as far as their releases say what they take. Servers check the same, and that rows do
 * not mix, of the model itself.
 */
export function batchingFaults(models: readonly Batched[], at = "models"): Fault[] {
    return models.flatMap(({ batching, releases }, i) =>
        batching === undefined
            ? []
            : Object.entries(releases).flatMap(([version, { signature }]): Fault[] => {
                  const tensors = [...(signature?.inputs ?? []), ...(signature?.outputs ?? [])];
                  const fixed = tensors.find(({ shape }) => shape[0] !== -1);
                  if (fixed === undefined) return [];
                  const shape = `[${fixed.shape.join(", ")}]`;
                  return [
                      {
                          code: "batching/fixed-rows",
                          path: pathOf(["batching"], `${at}[${i}]`),
                          value: `${fixed.name} of release ${version} with shape ${shape}`,
                          problem: `tensor ${quoted(fixed.name)} of release ${quoted(version)} has shape ${shape}, expected -1 as its first dimension for batching`,
                          remedy: "remove batching, or export the model with an open first dimension",
                      },
                  ];
              }),
    );
}
