import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../../plan/cells/cell";
import type { WatchPlan } from "../../../plan/watch/watch-plan";
import { describedConfig, describedModel, describedRules } from "../../../watch/audit/described";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import type { AuditRecordInputs } from "../provider/audit-record";
import { AuditRecord, AuditTrail } from "../resources";
import { trailOf } from "./trail";
import type { WatchedRegion } from "./watcher";

/**
 * Has each update write down what it changes: of each region its models and its config, of each cell the rules for its data. A
 * trail is evidence: it is kept when the stack goes, unless the cell's store is ephemeral, too.
 */
export function makeAudit(
    plan: WatchPlan,
    regions: readonly WatchedRegion[],
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): Readonly<Record<string, pulumi.Resource>> {
    const cells = new Map(regions.map(region => [region.front.cell, region]));
    const made = [...cells].map(([name, { front, store }]) => {
        const { cell } = front.plan;
        const own = regions.filter(({ front }) => front.cell === name);
        const trail = makeTrail(cell, store?.plan.ephemeral ?? false, names, opts);
        const record = recorder(cell, trail, names, opts);
        record(`${cell.host}-rules`, rulesOf(own[0]!), [
            ...Object.values(store?.nodes ?? {}),
            ...own.map(({ front }) => front.gate),
        ]);
        for (const region of own) {
            for (const [name, thing] of Object.entries(thingsOf(plan, region))) {
                record(`${region.front.hostname}-${name}`, thing, [region.front.gate]);
            }
        }
        return [`audit-${name}`, trail] as const;
    });
    return Object.fromEntries(made);
}

function makeTrail(cell: Cell, ephemeral: boolean, names: LocalNames, opts: pulumi.CustomResourceOptions): AuditTrail {
    const { log, anchors } = trailOf(cell);
    const file = directories.auditTrail(cell);
    const inputs = { root: names.root, cell: cell.name, file, log, anchors, ephemeral };
    // Of the names, which stay when a hub is called otherwise: the old trail would go after the new one came.
    return new AuditTrail(`${cell.host}-audit`, inputs, pulumi.mergeOptions(opts, { parent: names }));
}

type Thing = Pick<AuditRecordInputs, "region" | "subject" | "thing" | "description">;

function rulesOf({ front, store }: WatchedRegion): Thing {
    const { cell } = front.plan;
    return {
        subject: "data-rule",
        thing: `data rules of cell ${cell.name}`,
        description: describedRules(cell, store?.plan),
    };
}

function thingsOf(plan: WatchPlan, { front }: WatchedRegion): Record<string, Thing> {
    const { models, region } = front.plan;
    const config = {
        region,
        subject: "config",
        thing: "config",
        description: describedConfig(front.plan, plan),
    } as const;
    return {
        config,
        ...Object.fromEntries(
            models.map(model => [
                `model-${model.name}`,
                { region, subject: "model", thing: `model ${model.name}`, description: describedModel(model) } as const,
            ]),
        ),
    };
}

/** Both ends of each change: before what carries it out, and after. */
function recorder(cell: Cell, trail: AuditTrail, names: LocalNames, opts: pulumi.CustomResourceOptions) {
    return (name: string, thing: Thing, carriers: readonly pulumi.Resource[]): void => {
        const common = { root: names.root, trail: directories.auditTrail(cell), ...thing };
        const begun = new AuditRecord(
            `${name}-begun`,
            { ...common, phase: "begun" },
            pulumi.mergeOptions(opts, { dependsOn: [trail] }),
        );
        names.records.add(cell.name, begun);
        new AuditRecord(
            `${name}-done`,
            { ...common, phase: "done", begins: begun.entry },
            pulumi.mergeOptions(opts, { dependsOn: [begun, ...carriers] }),
        );
    };
}
