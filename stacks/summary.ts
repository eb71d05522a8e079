import { existsSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { EntryPoint, Names } from "../components/global-router/contract";
import { cityNamed } from "../components/plan/catalogue";
import type { Cell } from "../components/plan/cell";
import { distanceKm } from "../components/plan/distance";
import { knownPlace } from "../components/plan/failover";
import type { CellPlan, Plan } from "../components/plan/plan";
import type { ModelPlan } from "../components/plan/serving";

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
        readonly traffic: readonly { readonly version: string; readonly percent: number }[];
    }[];
    readonly points: readonly { readonly city: string; readonly url: string }[];
    /** File of the authority to trust, where it is not a public one. */
    readonly caFile?: string;
    /** A request to try, where one lies beside the first model. */
    readonly sample?: string;
}

export function summary(
    { cells }: Plan,
    names: Names,
    points: pulumi.Output<readonly EntryPoint[]>,
): pulumi.Output<CellSummary[]> {
    return points.apply(known => cells.map(cell => cellSummary(cell, names, known)));
}

function cellSummary({ cell, servings }: CellPlan, names: Names, points: readonly EntryPoint[]): CellSummary {
    const models = servings[0]?.models ?? [];
    const entry = nearest(cell, points);
    const caFile = names.authorityFile?.(cell);
    const sample = sampleBeside(models[0]);
    return {
        name: cell.name,
        url: entry === undefined ? `https://${cell.host}` : urlAt(cell, entry),
        resolve: entry === undefined ? "" : `${cell.host}:${entry.port}:${entry.host}`,
        regions: cell.regions,
        models: models.map(({ name, releases }) => ({
            name,
            traffic: releases.map(({ version, weight }) => ({ version, percent: weight / 100 })),
        })),
        points: points.map(point => ({ city: point.city, url: urlAt(cell, point) })),
        ...(caFile === undefined ? {} : { caFile }),
        ...(sample === undefined ? {} : { sample }),
    };
}

function urlAt(cell: Cell, { port }: EntryPoint): string {
    return `https://${cell.host}:${port}`;
}

/** `models/screening/1.0.0/model.onnx` → `models/screening/sample.json`, where there is one. */
function sampleBeside(model: ModelPlan | undefined): string | undefined {
    const artifact = model?.releases[0]?.artifact;
    if (artifact?.startsWith("file:") !== true) {
        return undefined;
    }
    const sample = path.join(path.dirname(artifact.slice("file:".length)), "..", "sample.json");
    return existsSync(path.resolve(pulumi.runtime.getRootDirectory(), sample)) ? sample : undefined;
}

function nearest(cell: Cell, points: readonly EntryPoint[]): EntryPoint | undefined {
    const primary = knownPlace(cell.primary);
    const km = ({ city }: EntryPoint) => {
        const place = cityNamed(city);
        return place === undefined ? Number.POSITIVE_INFINITY : distanceKm(primary, place);
    };
    return points.reduce<EntryPoint | undefined>(
        (best, point) => (best === undefined || km(point) < km(best) ? point : best),
        undefined,
    );
}
