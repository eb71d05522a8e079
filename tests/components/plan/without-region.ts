import { splitRef, type RegionRef } from "../../../components/plan/places/catalogue";
import type { ConfigInput } from "../../support/arbitraries";
import { canHaveTables } from "../../support/arbitraries/store";

/**
 * The regions that a config can go without: no cell's primary, nor the last of one in traffic or on its backup's cloud, nor one
 * without which tables would have too few places.
 */
export function removableFrom({ cells, routing, store }: ConfigInput): RegionRef[] {
    const drain = routing?.drain ?? [];
    const hasTables = (name: string) => store?.tables.some(({ cells }) => cells?.includes(name) ?? true) ?? false;
    return cells.flatMap(({ name, regions, primary, backup }) =>
        regions.filter(ref => {
            const others = regions.filter(other => other !== ref);
            return (
                ref !== primary &&
                others.some(other => !drain.includes(other)) &&
                (backup === undefined || others.some(other => cloudOf(other) === cloudOf(backup))) &&
                (!hasTables(name) || canHaveTables({ regions: others, ...(backup && { backup }) }))
            );
        }),
    ) as RegionRef[];
}

function cloudOf(ref: string): string {
    return splitRef(ref as RegionRef).cloud;
}

type Store = NonNullable<ConfigInput["store"]>;

/** The same config without a region, and without what is said of it. */
export function withoutRegion(config: ConfigInput, region: RegionRef): ConfigInput {
    const kept = (refs: readonly string[]) => refs.filter(ref => ref !== region);
    const keyed = <T>(record: Readonly<Record<string, T>>) =>
        Object.fromEntries(Object.entries(record).filter(([ref]) => ref !== region));
    const { places, serving, routing, store, observability, local } = config;
    const { between, ...latency } = local?.latency ?? {};
    const { survives, ...scaling } = serving?.scaling ?? {};
    const cells = config.cells.map(cell => withoutIn(cell, region));
    return {
        ...config,
        cells,
        models: config.models.map(model => ({ ...model, ...(model.regions && { regions: keyed(model.regions) }) })),
        ...(places && { places: keyed(places) }),
        // Said or not, the loss of one region is survived where it can be.
        ...(serving && {
            serving: {
                ...serving,
                scaling: { ...scaling, ...(survives === "nothing" && { survives }) },
                ...(serving.access && { access: keyed(serving.access) }),
            },
        }),
        ...(routing?.drain && { routing: { ...routing, drain: kept(routing.drain) } }),
        ...(store && {
            store: {
                ...withoutSync(store, cells),
                tables: store.tables.map(table => ({
                    ...table,
                    ...(table.existing && { existing: keyed(table.existing) }),
                })),
            },
        }),
        ...(observability && { observability: withoutOutside(observability, region) }),
        ...(between && {
            local: {
                latency: { ...latency, between: between.filter(({ from, to }) => from !== region && to !== region) },
            },
        }),
    };
}

function withoutIn(cell: ConfigInput["cells"][number], region: RegionRef): ConfigInput["cells"][number] {
    const regions = cell.regions.filter(ref => ref !== region);
    const clouds = [...regions, ...(cell.backup === undefined ? [] : [cell.backup])].map(cloudOf);
    const { failover, existing, networks, accounts } = cell;
    return {
        ...cell,
        regions,
        ...(failover && { failover: failover.filter(ref => ref !== region) }),
        ...(existing && { existing: Object.fromEntries(Object.entries(existing).filter(([ref]) => ref !== region)) }),
        ...(networks && { networks: Object.fromEntries(Object.entries(networks).filter(([ref]) => ref !== region)) }),
        ...(accounts && {
            accounts: Object.fromEntries(Object.entries(accounts).filter(([cloud]) => clouds.includes(cloud))),
        }),
    };
}

/** Without what only cells on several clouds have. */
function withoutSync({ sync, ...store }: Store, cells: ConfigInput["cells"]): Store {
    const own = cells.filter(({ name }) => store.tables.some(table => table.cells?.includes(name) ?? true));
    const spans = own.some(({ regions }) => new Set(regions.map(cloudOf)).size > 1);
    return { ...store, ...(sync && spans && { sync }) };
}

function withoutOutside(
    { exports, home, ...rest }: NonNullable<ConfigInput["observability"]>,
    region: RegionRef,
): NonNullable<ConfigInput["observability"]> {
    return {
        ...rest,
        ...(exports && { exports: exports.filter(({ place }) => place !== region) }),
        ...(home === undefined || home === region ? {} : { home }),
    };
}
