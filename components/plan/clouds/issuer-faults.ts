import { knownLater } from "../config/known-later";
import { pathOf } from "../config/paths";
import type { StoreConfig } from "../config/store";
import { type Fault, quoted } from "../faults";
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
                  problem: `authority is known after an update only, expected the text ${issuerForm.form}`,
                  remedy: "set it to a plain string, because it decides which resources exist",
              },
          ];
}

/** A place without an issuer, in a cell that has one in another place: its pods would trust another root. */
export function issuerMissingFault(region: RegionRef, other: RegionRef, at: string): Fault {
    return {
        code: "kubernetes/issuer-missing",
        path: `${at}.authority`,
        problem: `region ${quoted(region)} has no issuer, but region ${quoted(other)} of the same cell has one, expected an issuer in all clusters of a cell or in none`,
        remedy: `set authority of ${region}, or remove it from all regions of the cell`,
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
