import { existsSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { Cell, EntryPoint, Service } from "pulumi-meridian";
import { type CellPlan, type ModelPlan, pathIn, type ReleasePlan, type RoutingPlan } from "pulumi-meridian/plan";

interface Share {
    readonly version: string;
    readonly percent: number;
}

/** What someone needs to call a cell. Paths are relative to the project. */
export interface CellSummary {
    readonly name: string;
    /** At the point of presence nearest to the cell's primary region. */
    readonly url: string;
    /** The same for curl's `--resolve`: `host:port:address`. */
    readonly resolve: string;
    readonly regions: readonly string[];
    readonly models: readonly {
        readonly name: string;
        readonly traffic: readonly Share[];
        /** Answers no client, and is compared with those that do. */
        readonly shadow?: Share;
    }[];
    readonly points: readonly { readonly city: string; readonly url: string }[];
    /** File of the authority to trust, where it is not a public one. */
    readonly caFile?: string;
    /** A request to try, where one lies beside the first model. */
    readonly sample?: string;
}

export function summary({ authorities, plan, points }: Service): pulumi.Output<CellSummary[]> {
    const entries = Object.assign({}, ...plan.routings.map(({ entries }) => entries)) as RoutingPlan["entries"];
    return pulumi
        .all(plan.cells.map(({ cell }) => points[cell.name]!))
        .apply(known =>
            plan.cells.map((cell, i) =>
                cellSummary(cell, known[i]!, entries[cell.cell.name], authorities[cell.cell.name]),
            ),
        );
}

function cellSummary(
    { cell, servings }: CellPlan,
    points: readonly EntryPoint[],
    entryCity: string | undefined,
    caFile: string | undefined,
): CellSummary {
    const models = servings[0]?.models ?? [];
    const entry = points.find(({ city }) => city === entryCity);
    const sample = sampleBeside(models[0]);
    return {
        name: cell.name,
        url: entry === undefined ? `https://${cell.host}` : urlAt(cell, entry),
        resolve: entry === undefined ? "" : `${cell.host}:${entry.port}:${entry.host}`,
        regions: cell.regions,
        models: models.map(({ name, releases, shadow }) => ({
            name,
            traffic: releases.map(shareOf),
            ...(shadow === undefined ? {} : { shadow: shareOf(shadow) }),
        })),
        points: points.map(point => ({ city: point.city, url: urlAt(cell, point) })),
        ...(caFile === undefined ? {} : { caFile }),
        ...(sample === undefined ? {} : { sample }),
    };
}

function shareOf({ version, weight }: ReleasePlan): Share {
    return { version, percent: weight / 100 };
}

function urlAt(cell: Cell, { port }: EntryPoint): string {
    return `https://${cell.host}:${port}`;
}

/** `models/screening/1.0.0/model.onnx` → `models/screening/sample.json`, where there is one. */
function sampleBeside(model: ModelPlan | undefined): string | undefined {
    const file = pathIn(model?.releases[0]?.artifact ?? "");
    if (file === undefined) {
        return undefined;
    }
    const sample = path.join(path.dirname(file), "..", "sample.json");
    return existsSync(path.resolve(pulumi.runtime.getRootDirectory(), sample)) ? sample : undefined;
}
