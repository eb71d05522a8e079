import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Routed } from "../../global-router/contract";
import { ledCells } from "../../global-router/led";
import type { Cell } from "../../plan/cells/cell";
import { routedFrontFaults } from "../../plan/clouds/internal-edge-faults";
import { refuse } from "../../plan/faults";
import { splitRef } from "../../plan/places/catalogue";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { AwsFront } from "./front";
import { type AwsNames, keptSeconds } from "./names";
import type { AwsRouterNodes } from "./nodes";

/**
 * Route 53: each cell's name resolves to the region that answers the client fastest among those whose `/region` is healthy: by latency as
 * AWS measures it if all fronts of the cell are on AWS, otherwise by distance. The records of a cell's name contain only its own regions,
 * so no client is directed to another cell. If all of them are unhealthy, Route 53 answers as if all were healthy: requests reach a gate
 * of the cell, which returns 503. Health of an internal front is that of its balancer's targets, since health checks come from outside.
 *
 * A cell that receives its first region of another cloud, or loses its last, changes its routing policy. Route 53 accepts the new policy
 * only once no record of the old one is left, so the update may have to be run twice, and the cell's name does not resolve in between.
 */
export function routeOnAws(
    name: string,
    plan: RoutingPlan,
    fronts: readonly Front[],
    names: AwsNames,
    { parent }: Scope,
): Routed {
    const own = { parent };
    refuse(
        routedFrontFaults(
            plan.edge,
            fronts.filter(front => front instanceof AwsFront),
        ),
    );
    const records = ledCells(plan, fronts).flatMap(({ cell, fronts, led }) => {
        const isAlone = fronts.every(front => front instanceof AwsFront);
        return led.map(front => {
            const lead = isAlone && front instanceof AwsFront ? byLatency(front) : byDistance(front);
            return routeTo(name, cell, front, lead, plan, names, own);
        });
    });
    return { points: pulumi.output([]), nodes: Object.fromEntries(records) satisfies AwsRouterNodes };
}

/** How a record leads to a front. Records of one name have one type, and one policy. */
type Lead = Omit<aws.route53.RecordArgs, "name" | "zoneId">;

const byLatency = ({ alias, region }: AwsFront): Lead => ({
    type: "A",
    aliases: [{ name: alias.name, zoneId: alias.zoneId, evaluateTargetHealth: true }],
    latencyRoutingPolicies: [{ region: splitRef(region).name }],
});

/** By the region's own name: a front may have a name only, and an alias leads to AWS only. */
const byDistance = ({ hostname, place, region }: Front): Lead => {
    const { cloud, name } = splitRef(region);
    return {
        type: "CNAME",
        records: [hostname],
        ttl: keptSeconds,
        geoproximityRoutingPolicy:
            cloud === "aws"
                ? { awsRegion: name }
                : { coordinates: [{ latitude: degrees(place.latitude), longitude: degrees(place.longitude) }] },
    };
};

/** With two decimals, which is all that Route 53 takes. */
const degrees = (value: number) => value.toFixed(2);

function routeTo(
    name: string,
    cell: Cell,
    front: Front,
    lead: Lead,
    { checks }: RoutingPlan,
    names: AwsNames,
    opts: pulumi.CustomResourceOptions,
) {
    const { region } = front;
    const { cloud, name: regionName } = splitRef(region);
    const id = cloud === "aws" ? regionName : `${cloud}-${regionName}`;
    const child = `${name}-${cell.name}-${id}`;
    const isInternal = front instanceof AwsFront && front.isInternal;
    const check = isInternal ? undefined : checkOf(child, `${cell.name} ${id}`, front, checks, names, opts);
    const record = names.record(
        child,
        { name: cell.host, setIdentifier: id, ...(check && { healthCheckId: check.id }), ...lead },
        // No two of a name may differ in type or policy, so the others must be able to go first.
        { ...opts, deleteBeforeReplace: true },
    );
    return [`${cell.name}/${region}`, record] as const;
}

/** The check of a front that the internet reaches. */
function checkOf(
    child: string,
    title: string,
    { hostname, paths }: Front,
    { everySeconds, unhealthyAfter }: RoutingPlan["checks"],
    names: AwsNames,
    opts: pulumi.CustomResourceOptions,
): aws.route53.HealthCheck {
    return names.healthCheck(
        child,
        {
            type: "HTTPS",
            // The name of one region: a check of the cell's name would be of the nearest region.
            fqdn: hostname,
            port: 443,
            enableSni: true,
            resourcePath: paths.region,
            requestInterval: everySeconds,
            failureThreshold: unhealthyAfter,
            measureLatency: true,
            tags: { Name: title },
        },
        opts,
    );
}
