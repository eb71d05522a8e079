import type { ModelConfig } from "../config/models";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import type { StorePlan, TablePlan } from "../store/store-plan";
import { runsIn } from "./model-cells";

type Features = NonNullable<ModelConfig["features"]>;

/** What a model's servers look up for a subject, in the region's copy of a table. */
export interface FeaturesPlan extends Features {
    /** The attribute that is the subject. */
    readonly partitionKey: string;
    /** The attribute with the time after which an item is gone. */
    readonly ttl?: string;
    /** The parts that keys of the table are dealt to. */
    readonly shards: number;
}

/** What is known of a table where features are checked. */
export interface LookedUp extends Pick<TablePlan, "name" | "sortKey"> {
    /** Cells without it. */
    readonly missingIn: readonly string[];
}

/** What is wrong with what models look up, among the tables that there are. */
export function featureFaults(models: readonly ModelConfig[], tables: readonly LookedUp[], at = "models"): Fault[] {
    return models.flatMap((model, i) => {
        const { features } = model;
        const path = `${at}[${i}].features`;
        return features === undefined
            ? []
            : [
                  ...tableFaults(model, features, tables, path),
                  ...inputFaults(model, features, path),
                  ...defaultFaults(features, path),
              ];
    });
}

function tableFaults(model: ModelConfig, { table }: Features, tables: readonly LookedUp[], at: string): Fault[] {
    const found = tables.find(({ name }) => name === table);
    const path = `${at}.table`;
    if (found === undefined) {
        const allowed = tables.map(({ name }) => name).join(", ") || "tables of the store, which has none";
        return [{ code: "features/unknown-table", path, value: table, allowed, remedy: "name a table of the store" }];
    }
    return [
        ...(found.sortKey === undefined
            ? []
            : [
                  {
                      code: "features/sort-key" as const,
                      path,
                      value: table,
                      allowed: "a table without a sort key",
                      remedy: "keep a subject's features as one item: in another table, keyed by the subject alone",
                  },
              ]),
        ...found.missingIn
            .filter(cell => runsIn(model, cell))
            .slice(0, 1)
            .map(cell => ({
                code: "features/table-not-in-cell" as const,
                path,
                value: table,
                allowed: "a table that every cell of the model has",
                remedy: `add ${cell} to the table's cells: the model runs there, too`,
            })),
    ];
}

/** Only where a release says what it takes. */
function inputFaults({ releases }: ModelConfig, { input, attributes }: Features, at: string): Fault[] {
    return Object.entries(releases).flatMap(([version, { signature }]): Fault[] => {
        if (signature === undefined) {
            return [];
        }
        const found = signature.inputs.find(({ name }) => name === input);
        if (found === undefined) {
            const allowed = signature.inputs.map(({ name }) => name).join(", ");
            const remedy = `name an input of release ${version}`;
            return [{ code: "features/unknown-input", path: `${at}.input`, value: input, allowed, remedy }];
        }
        const columns = found.shape.at(-1);
        return columns === undefined || columns === -1 || columns === attributes.length
            ? []
            : [
                  {
                      code: "features/columns",
                      path: `${at}.attributes`,
                      value: attributes.length,
                      allowed: `${columns}, the columns of input ${input} of release ${version}`,
                      remedy: "name one attribute for each column, in order",
                  },
              ];
    });
}

function defaultFaults({ attributes, defaults, otherwise }: Features, at: string): Fault[] {
    const lacking = attributes.filter(name => !Object.hasOwn(defaults, name));
    const strange = Object.keys(defaults).filter(name => !attributes.includes(name));
    return [
        ...(otherwise === "default" && lacking.length > 0
            ? [
                  {
                      code: "features/default-missing" as const,
                      path: `${at}.defaults`,
                      value: lacking[0],
                      allowed: "a default for each attribute, with otherwise: default",
                      remedy: `say what ${lacking.join(", ")} ${lacking.length === 1 ? "is" : "are"} taken for, or set otherwise to refuse`,
                  },
              ]
            : []),
        ...strange.map(name => ({
            code: "features/default-unused" as const,
            path: pathOf(["defaults", name], at),
            value: name,
            allowed: attributes.join(", "),
            remedy: "name an attribute that is looked up, or remove it",
        })),
    ];
}

/** The look-up of a model, of a config in which `featureFaults` found nothing. */
export function planFeatures({ features }: Pick<ModelConfig, "features">, store: StorePlan | undefined) {
    const table = store?.tables.find(({ name }) => name === features?.table);
    return features === undefined || table === undefined
        ? undefined
        : {
              ...features,
              ...(table.ttl === undefined ? {} : { ttl: table.ttl }),
              shards: store!.homes.length,
              partitionKey: table.partitionKey,
          };
}

/** The tables that models look features up in, each once, in order. */
export function lookupsOf(models: readonly Pick<ModelConfig, "features">[]): string[] {
    return [...new Set(models.flatMap(({ features }) => features?.table ?? []))].sort();
}
