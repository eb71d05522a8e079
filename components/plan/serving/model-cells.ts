import { repeatedFaults, unknownFaults } from "../list-faults";
import type { ModelConfig } from "../config/models";
import { type Fault, quoted } from "../faults";

type Limited = Pick<ModelConfig, "cells">;

/** Whether a model runs in a cell: in every cell, where it names none. */
export function runsIn({ cells }: Limited, cell: string): boolean {
    return cells === undefined || cells.includes(cell);
}

/** The models that run in a cell. */
export function modelsIn<M extends Limited>(models: readonly M[], cell: string): M[] {
    return models.filter(model => runsIn(model, cell));
}

/** Cells of models that do not exist or that are repeated; and cells in which no model runs. */
export function modelCellFaults(models: readonly Limited[], cells: readonly { readonly name: string }[]): Fault[] {
    const names = cells.map(({ name }) => name);
    const named = models.flatMap(({ cells = [] }, i): Fault[] => {
        const pathOf = (j: number) => `models[${i}].cells[${j}]`;
        return [
            ...unknownFaults(cells, names, pathOf, {
                code: "model/unknown-cell",
                noun: "cell",
                remedy: "name a cell of the stack",
            }),
            ...repeatedFaults(cells, pathOf, {
                code: "model/cell-twice",
                noun: "cell",
                remedy: "list each cell once",
            }),
        ];
    });
    const idle = names.flatMap((name, i): Fault[] =>
        modelsIn(models, name).length > 0
            ? []
            : [
                  {
                      code: "cell/no-model",
                      path: `cells[${i}]`,
                      value: name,
                      problem: `no model runs in cell ${quoted(name)}`,
                      remedy: `add ${name} to the cells of a model, or remove the cell`,
                  },
              ],
    );
    // A cell whose name was mistyped among those of its only model is reported there.
    return named.length > 0 ? named : idle;
}
