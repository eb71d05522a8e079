import type { ModelConfig } from "../config/models";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import type { StorePlan, TablePlan } from "../store/store-plan";
import { runsIn } from "./model-cells";

type Features = NonNullable<ModelConfig["features"]>;

/** What a model's servers look up for a subject, in the region's copy of a table. */
export interface FeaturesPlan extends Features {
    /** The attribute that is the subject. */
    readonly partitionKey: string;
    /** The attribute with the time after which an item is gone. */
    readonly ttl?: string;
    /** The shards that keys of the table are distributed over. */
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
                  ...defaultFaults(model.name, features, path),
              ];
    });
}

function tableFaults(model: ModelConfig, { table }: Features, tables: readonly LookedUp[], at: string): Fault[] {
    const found = tables.find(({ name }) => name === table);
    const path = `${at}.table`;
    const lookup = `features of model ${quoted(model.name)}`;
    if (found === undefined) {
        const allowed = tables.map(({ name }) => name);
        const isEmpty = allowed.length === 0;
        return [
            {
                code: "features/unknown-table",
                path,
                value: table,
                problem: isEmpty
                    ? `${lookup} are looked up in table ${quoted(table)}, but there is no store`
                    : `there is no table ${quoted(table)} in the store`,
                allowed,
                remedy: isEmpty ? "add a store with this table" : "name a table of the store",
            },
        ];
    }
    return [
        ...(found.sortKey === undefined
            ? []
            : [
                  {
                      code: "features/sort-key" as const,
                      path,
                      value: table,
                      problem: `${lookup} are looked up in table ${quoted(table)} with sort key ${quoted(found.sortKey)}, expected a table without a sort key`,
                      remedy: "store the features of a subject as one item, in a table without a sort key",
                  },
              ]),
        ...found.missingIn
            .filter(cell => runsIn(model, cell))
            .slice(0, 1)
            .map(cell => ({
                code: "features/table-not-in-cell" as const,
                path,
                value: table,
                problem: `table ${quoted(table)} does not exist in cell ${quoted(cell)}, where model ${quoted(model.name)} looks up features`,
                remedy: `add cell ${quoted(cell)} to the cells of the table, or remove it from the cells of the model`,
            })),
    ];
}

/** Only for releases that declare their inputs. */
function inputFaults({ name: model, releases }: ModelConfig, { input, attributes }: Features, at: string): Fault[] {
    return Object.entries(releases).flatMap(([version, { signature }]): Fault[] => {
        if (signature === undefined) {
            return [];
        }
        const found = signature.inputs.find(({ name }) => name === input);
        if (found === undefined) {
            const problem = `release ${quoted(version)} of model ${quoted(model)} has no input ${quoted(input)}`;
            const allowed = signature.inputs.map(({ name }) => name);
            const remedy = `name an input of release ${quoted(version)}`;
            return [{ code: "features/unknown-input", path: `${at}.input`, value: input, problem, allowed, remedy }];
        }
        const columns = found.shape.at(-1);
        return columns === undefined || columns === -1 || columns === attributes.length
            ? []
            : [
                  {
                      code: "features/columns",
                      path: `${at}.attributes`,
                      value: attributes.length,
                      problem: `features of model ${quoted(model)} list ${attributes.length} attributes, expected ${columns}, one for each column of input ${quoted(input)} of release ${quoted(version)}`,
                      remedy: "name one attribute for each column, in order",
                  },
              ];
    });
}

function defaultFaults(model: string, { attributes, defaults, otherwise }: Features, at: string): Fault[] {
    const missing = attributes.filter(name => !Object.hasOwn(defaults, name));
    const unused = Object.keys(defaults).filter(name => !attributes.includes(name));
    return [
        ...(otherwise === "default" && missing.length > 0
            ? [
                  {
                      code: "features/default-missing" as const,
                      path: `${at}.defaults`,
                      value: missing[0],
                      problem: `attribute ${quoted(missing[0])}${more(missing)} of model ${quoted(model)} has no default, expected one for every attribute with otherwise: default`,
                      remedy: `add a default for ${missing.join(", ")}, or set otherwise to refuse`,
                  },
              ]
            : []),
        ...unused.map(name => ({
            code: "features/default-unused" as const,
            path: pathOf(["defaults", name], at),
            value: name,
            problem: `default ${quoted(name)} of model ${quoted(model)} is not for an attribute that is looked up`,
            allowed: attributes,
            remedy: "name an attribute that is looked up, or remove the default",
        })),
    ];
}

function more({ length }: readonly unknown[]): string {
    return length === 1 ? "" : ` (and ${length - 1} more)`;
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
