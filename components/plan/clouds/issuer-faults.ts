import { knownLater } from "../config/known-later";
import { pathOf } from "../config/paths";
import type { StoreConfig } from "../config/store";
import type { Fault } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import { landedPlaces } from "../store/store-plan";
import type { Existing } from "./existing-faults";
import { issuerForm } from "./issuers";

/** An issuer that is known after an update only: whether the namespace exists follows from its kind. */
export function issuerLaterFaults({ authority }: Existing, at: string): Fault[] {
    return authority === undefined || (typeof authority === "string" && authority !== knownLater)
        ? []
        : [
              {
                  code: "kubernetes/issuer-later",
                  path: `${at}.authority`,
                  allowed: issuerForm.form,
                  remedy: "give a plain value: it decides which resources exist",
              },
          ];
}

/** A place without an issuer, in a cell that has one in another place: its pods would trust another root. */
export function issuerMissingFault(region: RegionRef, other: RegionRef, at: string): Fault {
    return {
        code: "kubernetes/issuer-missing",
        path: `${at}.authority`,
        allowed: `an issuer in all clusters of a cell, whose pods trust one root, or in none: ${other} has one`,
        remedy: `name an issuer of ${region}, or none in any of the cell's clusters`,
    };
}

interface CellWithExisting {
    readonly name: string;
    readonly regions: readonly RegionRef[];
    readonly backup?: RegionRef | undefined;
    readonly existing: Readonly<Record<string, Existing>>;
}

/** The same of all cells of a config. */
export function issuerFaults(
    cells: readonly CellWithExisting[],
    store: Pick<StoreConfig, "tables"> | undefined,
): Fault[] {
    return cells.flatMap((cell, i) => {
        const places = landedPlaces(cell, store)
            .filter(place => splitRef(place).cloud === "kubernetes")
            .map(place => ({
                place,
                existing: cell.existing[place] ?? {},
                at: pathOf(["cells", i, "existing", place]),
            }));
        const having = places.find(({ existing }) => existing.authority !== undefined);
        return places.flatMap(({ at, existing, place }) => [
            ...issuerLaterFaults(existing, at),
            ...(having === undefined || existing.authority !== undefined
                ? []
                : [issuerMissingFault(place, having.place, at)]),
        ]);
    });
}
