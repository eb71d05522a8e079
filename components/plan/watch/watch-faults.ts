import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import { type Fault, quoted } from "../faults";
import { repeatedFaults, unknownFaults } from "../list-faults";
import type { RegionRef } from "../places/catalogue";
import { unknownRegion } from "../places/unknown-region";
import { type Atlas, dataClasses, judge, mayCarry } from "../residency";

type Export = ObservabilityConfig["exports"][number];

/** What is wrong with the destinations of logs and metrics. */
export function watchFaults(observability: ObservabilityConfig, cells: readonly CellConfig[], atlas: Atlas): Fault[] {
    const { exports, home } = observability;
    const regions = cells.flatMap(cell => cell.regions);
    const at = (i: number) => `observability.exports[${i}]`;
    return [
        ...homeFaults(home, regions),
        ...repeatedFaults(
            exports.map(({ name }) => name),
            i => `${at(i)}.name`,
            {
                code: "observability/export-twice",
                noun: "export",
                remedy: "give each export a name of its own",
            },
        ),
        ...exports.flatMap((one, i) => exportFaults(one, cells, atlas, at(i))),
    ];
}

function homeFaults(home: ObservabilityConfig["home"], regions: readonly RegionRef[]): Fault[] {
    return home === undefined || regions.includes(home)
        ? []
        : [
              {
                  code: "observability/unknown-home",
                  path: "observability.home",
                  value: home,
                  problem: `home ${quoted(home)} is not a region of a cell`,
                  allowed: regions,
                  remedy: "name a region of a cell",
              },
          ];
}

function exportFaults(one: Export, cells: readonly CellConfig[], atlas: Atlas, at: string): Fault[] {
    const names = cells.map(({ name }) => name);
    return [
        ...unknownFaults(one.cells ?? [], names, i => `${at}.cells[${i}]`, {
            code: "observability/unknown-cell",
            noun: "cell",
            remedy: "name a cell of the stack",
        }),
        ...(atlas.placeOf(one.place) === undefined
            ? [unknownRegion(one.place, `${at}.place`)]
            : flowFaults(one, cells, atlas, at)),
    ];
}

function flowFaults(
    { cells: some, dataClass, name: own, place }: Export,
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
                problem: `export ${quoted(own)} sends ${dataClass} data, which exports may not carry`,
                allowed: dataClasses.filter(other => mayCarry("export", other)),
                remedy: "export data of an allowed class, or remove the export",
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
            problem: `export ${quoted(own)} sends data of cell ${quoted(cell.name)} outside of it: ${reason}`,
            remedy: `name a place in ${cell.jurisdictions.join(", ")}, or list under cells those that may send to ${place}`,
        }));
}
