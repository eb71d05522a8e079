import { atlasWith } from "./places/atlas";
import type { Cell } from "./cells/cell";
import { splitRef } from "./places/catalogue";
import type { CellPlan, Plan } from "./plan";
import { type DataClass, type Flow, judge, type Verdict } from "./residency";
import { routingOf } from "./routing/routing";

/** A flow that a plan makes. */
export interface PlannedFlow extends Flow {
    /** What flows, as in `table features`. */
    readonly what: string;
}

/** Every way on which a plan has data go somewhere, in order of cells. */
export function flowsOf(plan: Plan): PlannedFlow[] {
    return plan.cells.flatMap(cellPlan => [
        ...failoverFlows(cellPlan),
        ...artifactFlows(cellPlan),
        ...storeFlows(cellPlan),
        ...cacheFlows(cellPlan, plan),
        ...keyFlows(cellPlan),
        ...watchFlows(cellPlan, plan),
    ]);
}

/** Each flow of a plan with the verdict of the residency rule. */
export function judgedFlows(plan: Plan): (PlannedFlow & Verdict)[] {
    const cells = plan.cells.map(({ cell }) => cell);
    const atlas = atlasWith(Object.fromEntries(cells.flatMap(({ places }) => Object.entries(places))));
    return flowsOf(plan).map(flow => ({ ...flow, ...judge(flow, cells, atlas) }));
}

/** A request that spills takes with it what it carries. */
function failoverFlows({ cell, servings }: CellPlan): PlannedFlow[] {
    return servings.flatMap(({ region, peers }) =>
        peers.flatMap(peer => eachClass(cell, { kind: "failover", what: "requests", from: region, to: [peer.region] })),
    );
}

/** A model has learned from data, and tells of it only what its owner lets it: it counts as internal. Copies go where those of tables go. */
function artifactFlows({ cell, servings, store }: CellPlan): PlannedFlow[] {
    const copies = store?.backup === undefined ? [] : [store.backup.place];
    return servings.flatMap(({ region, models }) =>
        models.map(({ name }) => ({
            kind: "artifact" as const,
            what: `model ${name}`,
            cell: cell.name,
            dataClass: "internal" as const,
            to: [region, ...copies],
        })),
    );
}

function storeFlows({ cell, store }: CellPlan): PlannedFlow[] {
    const { regions, primary } = cell;
    const { tables = [], places = regions, backup, sync } = store ?? {};
    return tables.flatMap(({ name, dataClass, onChange }): PlannedFlow[] => {
        const flow = { what: `table ${name}`, cell: cell.name, dataClass };
        const hearing = onChange === undefined && sync === undefined ? [] : regions;
        return [
            ...places
                .filter(region => region !== primary)
                .map(region => ({ ...flow, kind: "replication" as const, from: primary, to: [region] })),
            ...(backup === undefined ? [] : [{ ...flow, kind: "backup" as const, from: primary, to: [backup.place] }]),
            ...hearing.map(region => ({ ...flow, kind: "event" as const, from: region, to: [...regions] })),
        ];
    });
}

/** In the region that asks; at a global edge wherever the vendor has a point of presence. */
function cacheFlows({ cell, servings }: CellPlan, plan: Plan): PlannedFlow[] {
    const routing = routingOf(plan, cell);
    const edge = routing.edge === "global" ? [`${routing.names}:global`] : [];
    return servings
        .filter(({ hosting }) => hosting.cache !== undefined || edge.length > 0)
        .flatMap(({ region }) =>
            eachClass(cell, { kind: "cache", what: "predictions", from: region, to: [region, ...edge] }),
        );
}

/** What encrypts data is wherever that is: in each region, and where tables are copied to. */
function keyFlows({ cell, store }: CellPlan): PlannedFlow[] {
    const copies = [...(store?.places ?? []), ...(store?.backup === undefined ? [] : [store.backup.place])];
    return [...new Set([...cell.regions, ...copies])].flatMap(place =>
        eachClass(cell, { kind: "key", what: "key", to: [place] }),
    );
}

function watchFlows({ cell, servings }: CellPlan, { watch }: Plan): PlannedFlow[] {
    const regions = servings.map(({ region }) => region);
    return [
        ...regions.flatMap(region => eachClass(cell, { kind: "log", what: "logs", from: region, to: [region] })),
        ...regions.map(region => ({
            kind: "metric" as const,
            what: "aggregates",
            cell: cell.name,
            dataClass: "internal" as const,
            from: region,
            to: [watch.views[splitRef(region).cloud]!],
        })),
        ...watch.exports
            .filter(({ cells }) => cells.includes(cell.name))
            .map(({ name, dataClass, place }) => ({
                kind: "export" as const,
                what: `export ${name}`,
                cell: cell.name,
                dataClass,
                to: [place],
            })),
    ];
}

/** A flow that carries whatever the cell has. */
function eachClass({ name, dataClasses }: Cell, flow: Omit<PlannedFlow, "cell" | "dataClass">): PlannedFlow[] {
    return dataClasses.map((dataClass: DataClass) => ({ ...flow, cell: name, dataClass }));
}
