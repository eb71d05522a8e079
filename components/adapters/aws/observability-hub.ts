import * as pulumi from "@pulumi/pulumi";

import type { Watch, WatchLinks } from "../../observability-hub/contract";
import { frontOf } from "../../observability-hub/watched";
import { lockFaults } from "../../plan/clouds/audit-lock-faults";
import { availabilityFaults } from "../../plan/clouds/one-zone-faults";
import { refuse } from "../../plan/faults";
import type { WatchPlan } from "../../plan/watch/watch-plan";
import type { Called, Scope } from "../../scope";
import { own } from "../shared/own";
import { AwsFront } from "./front";
import type { AwsLandingZone } from "./landing-zone";
import type { AwsHubNodes, AwsRouterNodes } from "./nodes";
import { makeAlarms } from "./observability-hub/alarms";
import { makeAuditAlarms } from "./observability-hub/audit-alarms";
import { makeBudget } from "./observability-hub/budget";
import { type Charted, dashboardName, makeDashboard } from "./observability-hub/dashboard";
import { makeTopic } from "./observability-hub/topic";
import { makeTrails, remoteTrails } from "./observability-hub/trail";

/**
 * CloudWatch: alarms in each region, which notify a topic there; a trail of changes in each region, in a bucket there, which has those of
 * global services and of a backup location, too; one dashboard over
 * all regions, which shows metrics and stores none; the cost limit of a month. Subscribe to the topics to be notified.
 */
export function watchOnAws(
    name: string,
    plan: WatchPlan,
    home: AwsLandingZone,
    { others, ...links }: WatchLinks<AwsLandingZone>,
    { parent, physicalName = name }: Scope,
): Watch {
    const fronts = links.fronts.map(front =>
        own("aws", AwsFront, front, {
            path: "watches",
            value: front.region,
            subject: `the RegionalServing in ${front.region}`,
            remedy: "watch it with an ObservabilityHub on its own cloud",
        }),
    );
    const landings = [home, ...others];
    const { auditLock, ephemeral } = home.settings;
    const { retainDays } = plan.logs;
    refuse([
        ...lockFaults(auditLock, {
            audit: plan.audit,
            ephemeral,
            retainDays: Object.fromEntries(landings.map(({ cell: { name } }) => [name, retainDays[name]!])),
        }),
        ...(landings.some(({ settings }) => settings.footprint === "small")
            ? availabilityFaults(plan.slo.availability, "footprint")
            : []),
    ]);
    const optsOf = (landing: AwsLandingZone) => ({ parent, provider: landing.account.provider });
    const remotes = remoteTrails(landings);
    const watched = (landing: AwsLandingZone) => {
        const calledIn = (region: string): Called => {
            const suffix = `${landing.cell.name}-${region}`;
            return { name: `${name}-${suffix}`, physical: `${physicalName}-${suffix}` };
        };
        const child = calledIn(landing.region);
        const topic = makeTopic(child.name, plan, landing, optsOf(landing));
        const front = frontOf(landing, fronts);
        // Drained regions have no record, and no health check; nor have internal ones.
        const isChecked =
            front?.isInternal === false && links.routed.some(({ nodes }) => Object.hasOwn(nodes, recordNode(landing)));
        if (front) makeAlarms(child, plan, front, topic, landing, isChecked, optsOf(landing));
        if (plan.audit) {
            const others = remotes.get(landing) ?? [];
            const trails = makeTrails(calledIn, plan, landing, others, optsOf(landing));
            makeAuditAlarms(calledIn, landing, topic, others, trails, optsOf(landing));
        }
        return { landing, topic };
    };
    const regions = [watched(home), ...others.map(watched)] as const;
    const dashboard = makeDashboard(name, home, accountsOf(fronts, [home, ...others]), links.elsewhere, optsOf(home));
    const budgets = plan.budget ? makeBudget(name, plan.budget, regions, optsOf) : [];
    return {
        // Of plain values: what shows it elsewhere is not to wait for the regions that it is over.
        url: pulumi.output(
            `https://${home.region}.console.aws.amazon.com/cloudwatch/home?region=${home.region}#dashboards/dashboard/${dashboardName(home)}`,
        ),
        nodes: {
            dashboard,
            ...Object.fromEntries(
                regions.map(({ landing, topic }) => [
                    `topic/${landing.cell.name}/${landing.target.region}`,
                    topic.topic,
                ]),
            ),
            ...Object.fromEntries(budgets.map(({ cell, budget }) => [`budget/${cell}`, budget])),
            ...Object.fromEntries(
                budgets.flatMap(({ cell, monitor }) => (monitor ? [[`cost-monitor/${cell}`, monitor] as const] : [])),
            ),
            ...Object.fromEntries(
                budgets.flatMap(({ cell, subscription }) =>
                    subscription ? [[`cost-subscription/${cell}`, subscription] as const] : [],
                ),
            ),
        } satisfies AwsHubNodes,
    };
}

/** Fronts, each with the id of its account where that is not the home's, whose metrics a dashboard has to be shown by. */
function accountsOf(
    fronts: readonly AwsFront[],
    [home, ...others]: readonly [AwsLandingZone, ...AwsLandingZone[]],
): readonly Charted[] {
    return fronts.map(front => {
        const landing = others.find(({ cell, target }) => cell.name === front.cell && target.region === front.region);
        const isElsewhere = landing !== undefined && landing.account.identity !== home.account.identity;
        return { front, ...(isElsewhere && { account: landing.account.id }) };
    });
}

/** What a router on AWS calls the record that leads to a region. */
function recordNode({ cell, target }: AwsLandingZone): keyof AwsRouterNodes {
    return `${cell.name}/${target.region}`;
}
