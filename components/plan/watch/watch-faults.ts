import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import type { Fault } from "../faults";
import { repeatedFaults, unknownFaults } from "../list-faults";
import { unknownRegion } from "../places/unknown-region";
import { type Atlas, dataClasses, judge, mayCarry } from "../residency";

type Export = ObservabilityConfig["exports"][number];

/** What is wrong with where logs and figures go. */
export function watchFaults(observability: ObservabilityConfig, cells: readonly CellConfig[], atlas: Atlas): Fault[] {
    const { exports, home } = observability;
    const regions = cells.flatMap(cell => cell.regions);
    const at = (i: number) => `observability.exports[${i}]`;
    return [
        ...unknownFaults(home === undefined ? [] : [home], regions, () => "observability.home", {
            code: "observability/unknown-home",
            remedy: "name a region of a cell",
        }),
        ...repeatedFaults(
            exports.map(({ name }) => name),
            i => `${at(i)}.name`,
            {
                code: "observability/export-twice",
                allowed: "each name once",
                remedy: "give each export a name of its own",
            },
        ),
        ...exports.flatMap((one, i) => exportFaults(one, cells, atlas, at(i))),
    ];
}

function exportFaults(one: Export, cells: readonly CellConfig[], atlas: Atlas, at: string): Fault[] {
    const names = cells.map(({ name }) => name);
    return [
        ...unknownFaults(one.cells ?? [], names, i => `${at}.cells[${i}]`, {
            code: "observability/unknown-cell",
            remedy: "name a cell",
        }),
        ...(atlas.placeOf(one.place) === undefined
            ? [unknownRegion(one.place, `${at}.place`)]
            : flowFaults(one, cells, atlas, at)),
    ];
}

function flowFaults(
    { cells: some, dataClass, place }: Export,
    cells: readonly CellConfig[],
    atlas: Atlas,
    at: string,
): Fault[] {
    if (!mayCarry("export", dataClass)) {
        return [
            {
                code: "residency/class-not-carried",
                path: `${at}.dataClass`,
                value: dataClass,
                allowed: dataClasses.filter(other => mayCarry("export", other)).join(", "),
                remedy: "send aggregates only, or keep it in the cell's own logs",
            },
        ];
    }
    return cells
        .filter(({ name }) => some?.includes(name) ?? true)
        .map(cell => ({ cell, ...judge({ kind: "export", cell: cell.name, dataClass, to: [place] }, [cell], atlas) }))
        .filter(({ verdict }) => verdict !== "proven")
        .slice(0, 1)
        .map(({ cell, reason }) => ({
            code: "residency/export-outside-cell",
            path: `${at}.place`,
            value: place,
            allowed: `places in ${cell.jurisdictions.join(", ")}, for cell ${cell.name}`,
            remedy: `${reason}: name under cells the cells that may send there`,
        }));
}
