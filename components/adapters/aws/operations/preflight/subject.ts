import { type RegionRef, regionNamed, splitRef } from "../../../../plan/places/catalogue";
import { ownImagesIn } from "../../../../plan/serving/own-images";
import type { ServingPlan } from "../../../../plan/serving/serving";
import { cellsOn, type Planned, roleOf } from "../permissions/grants";

/** A region of a cell on AWS, with what is to be checked there. */
export interface Place {
    readonly cell: string;
    readonly region: RegionRef;
    /** As AWS writes it: `eu-west-1`. */
    readonly name: string;
    /** Undefined: the account of the identity that runs the engine. */
    readonly role: string | undefined;
    readonly externalId: string | undefined;
    readonly serving: ServingPlan;
    readonly existing: NonNullable<ServingPlan["cell"]["existing"][RegionRef]>;
    /** Availability zones that a created network uses, at most. */
    readonly zones: number;
    /** Images that tasks run, with `{account}` where it is that of the task. */
    readonly images: readonly string[];
}

/** The zone that names of cells are in. */
export interface ZoneSubject {
    readonly domain: string;
    /** Of one that exists; undefined: the update creates it. */
    readonly id: string | undefined;
}

/** Everything of a stack that is to be checked on AWS. */
export interface Subject {
    readonly service: string;
    readonly places: readonly Place[];
    /** Roles of cells, in order of name. */
    readonly roles: readonly string[];
    readonly zone: ZoneSubject | undefined;
    /** Regions on other clouds. */
    readonly elsewhere: readonly { readonly cell: string; readonly region: RegionRef }[];
    readonly planned: Planned;
}

/** As many as the adapter uses (`landing-zone/network.ts`). */
const mostZones = 3;

export function subjectOf(planned: Planned): Subject {
    const { config, plan } = planned;
    const all = plan.cells.flatMap(({ cell, servings }) => servings.map(serving => ({ cell, serving })));
    const isAws = ({ serving }: (typeof all)[number]) => splitRef(serving.region).cloud === "aws";
    const cells = cellsOn(plan);
    const routing = plan.routings.find(({ names }) => names === "aws");
    return {
        service: plan.service,
        places: all.filter(isAws).map(({ cell, serving }): Place => {
            const { region } = serving;
            const { name } = splitRef(region);
            const images = [...Object.values(config.aws?.images ?? {}), ...ownImagesIn(config.models, cell.name)];
            return {
                cell: cell.name,
                region,
                name,
                role: cell.accounts.aws?.roleArn,
                externalId: cell.accounts.aws?.externalId,
                serving,
                existing: cell.existing[region] ?? {},
                zones: Math.min(mostZones, regionNamed(region)!.zones),
                images: [...new Set(images)].map(image => image.replaceAll("{region}", name)),
            };
        }),
        roles: [...new Set(cells.flatMap(cell => roleOf(cell) ?? []))].sort(),
        zone: routing && { domain: plan.domain, id: routing.zone },
        elsewhere: all.flatMap(each => (isAws(each) ? [] : [{ cell: each.cell.name, region: each.serving.region }])),
        planned,
    };
}
