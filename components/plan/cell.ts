import type { z } from "zod";

import { cloudFacts } from "./clouds/facts";
import { knownRegions, placeOf, type RegionRef, splitRef } from "./catalogue";
import { type CellConfig, cellSchema, domainSchema, parse } from "./config";
import { type Fault, refuse } from "./faults";
import { cellHost } from "./names";
import { type DataClass, isProtected, judge } from "./residency";

/** A residency boundary, checked: data never leaves it. Made by `cell()` or by the planner, never by hand. */
export interface Cell {
    readonly name: string;
    /** `<cell>.<domain>`: the name that a request states its cell by. */
    readonly host: string;
    readonly domain: string;
    readonly jurisdictions: readonly string[];
    readonly standards: readonly string[];
    readonly dataClasses: readonly DataClass[];
    /** Whether any of its data classes is protected. */
    readonly protected: boolean;
    /** In order of name, so that the order in a config changes nothing. */
    readonly regions: readonly RegionRef[];
    readonly primary: RegionRef;
    readonly backup?: RegionRef;
}

/** The cell of a config in which `cellFaults` found nothing. */
export function planCell(config: CellConfig, domain: string): Cell {
    const regions = [...config.regions].sort();
    return {
        name: config.name,
        host: cellHost(config.name, domain),
        domain,
        jurisdictions: config.jurisdictions,
        standards: config.standards,
        dataClasses: config.dataClasses,
        protected: config.dataClasses.some(isProtected),
        regions,
        primary: config.primary ?? regions[0]!,
        ...(config.backup === undefined ? {} : { backup: config.backup }),
    };
}

/** What `cell()` takes: `meridian:cells[…]` with the domain, and without the name. */
export type CellArgs = Omit<z.input<typeof cellWithDomain>, "name">;

const cellWithDomain = cellSchema.extend({ domain: domainSchema });

/**
 * A cell for programs that make components themselves, under the same checks as a stack config's.
 *
 * Throws `ConfigFaults`.
 */
export function cell(name: string, args: CellArgs): Cell {
    const { domain, ...config } = parse(cellWithDomain, { ...args, name }, "cell");
    refuse(cellFaults(config, "cell"));
    return planCell(config, domain);
}

/** What is wrong with one cell. */
export function cellFaults(cell: CellConfig, at: string): Fault[] {
    return [
        ...cell.regions.flatMap((ref, i) => regionFaults(ref, cell, `${at}.regions[${i}]`, "replication")),
        ...cell.regions.flatMap((ref, i): Fault[] =>
            cell.regions.indexOf(ref) === i
                ? []
                : [
                      {
                          code: "cell/region-twice",
                          path: `${at}.regions[${i}]`,
                          value: ref,
                          remedy: "name each region once",
                      },
                  ],
        ),
        ...primaryFaults(cell, at),
        ...backupFaults(cell, at),
    ];
}

/** Every place a cell's data comes to is judged by the one residency rule. */
function regionFaults(ref: RegionRef, cell: CellConfig, path: string, kind: "replication" | "backup"): Fault[] {
    const { cloud } = splitRef(ref);
    if (cloudFacts[cloud] === undefined) {
        const allowed = Object.keys(cloudFacts).join(", ");
        return [
            { code: "capability/cloud", path, value: ref, allowed, remedy: "use a region of a cloud that is allowed" },
        ];
    }
    if (placeOf(ref) === undefined) {
        const allowed = knownRegions.filter(known => splitRef(known).cloud === cloud).join(", ");
        return [
            { code: "catalogue/unknown-region", path, value: ref, allowed, remedy: "use a region of the catalogue" },
        ];
    }
    return cell.dataClasses
        .flatMap((dataClass): Fault[] => {
            const { verdict, reason } = judge({ kind, cell: cell.name, dataClass, to: [ref] }, [cell], placeOf);
            return verdict === "proven"
                ? []
                : [
                      {
                          code: "residency/region-outside-cell",
                          path,
                          value: ref,
                          allowed: `places in ${cell.jurisdictions.join(", ")}`,
                          remedy: `${reason}: move the region to another cell, or admit its jurisdiction`,
                      },
                  ];
        })
        .slice(0, 1);
}

function primaryFaults(cell: CellConfig, at: string): Fault[] {
    const path = `${at}.primary`;
    const allowed = cell.regions.join(", ");
    if (cell.primary === undefined) {
        return cell.regions.length > 1
            ? [
                  {
                      code: "cell/primary-missing",
                      path,
                      allowed,
                      remedy: "say which region owns what is made in one place",
                  },
              ]
            : [];
    }
    return cell.regions.includes(cell.primary)
        ? []
        : [{ code: "cell/primary-outside", path, value: cell.primary, allowed, remedy: "name a region of the cell" }];
}

function backupFaults(cell: CellConfig, at: string): Fault[] {
    if (cell.backup === undefined) {
        return [];
    }
    const path = `${at}.backup`;
    const among: Fault[] = cell.regions.includes(cell.backup)
        ? [
              {
                  code: "cell/backup-is-region",
                  path,
                  value: cell.backup,
                  remedy: "name a place that serves nobody, so that its loss and a region's are not one",
              },
          ]
        : [];
    return [...regionFaults(cell.backup, cell, path, "backup"), ...among];
}
