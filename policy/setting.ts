import { cellSchema, placesSchema } from "../components/plan/config/cell";
import { atlasWith } from "../components/plan/places/atlas";
import type { Atlas, Boundary, DataClass } from "../components/plan/residency";

/** A cell, as far as the pack has to know it. */
export interface KnownCell extends Boundary {
    readonly dataClasses: readonly DataClass[];
    /** Its regions, and where its backups are. */
    readonly places: readonly string[];
}

/** The pack's input in addition to the resources. */
export interface Setting {
    readonly cells: readonly KnownCell[];
    readonly atlas: Atlas;
    /** Places of what other stacks have, by the ids or ARNs that this one names them by. */
    readonly externals: Readonly<Record<string, string>>;
}

/** The pack's cells. Throws, with paths and no values, if they can't be read: a pack without them would accept everything. */
export function settingOf(config: {
    readonly cells?: unknown;
    readonly places?: unknown;
    readonly externals?: Readonly<Record<string, string>>;
}): Setting {
    const places = placesSchema.safeParse(config.places ?? {});
    const cells = cellSchema.array().safeParse(config.cells ?? []);
    const wrong = [
        ...(cells.error?.issues ?? []).map(({ path }) => ["cells", ...path].join(".")),
        ...(places.error?.issues ?? []).map(() => "places"),
    ];
    if (wrong.length > 0)
        throw new Error(`can't be read: ${[...new Set(wrong)].join(", ")}; \`meridian validate\` explains it`);
    return {
        cells: (cells.data ?? []).map(({ backup, dataClasses, jurisdictions, name, regions }) => ({
            name,
            jurisdictions,
            dataClasses,
            places: [...regions, ...(backup === undefined ? [] : [backup])],
        })),
        atlas: atlasWith(places.data ?? {}),
        externals: config.externals ?? {},
    };
}
