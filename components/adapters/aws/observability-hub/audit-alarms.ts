import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Called } from "../../../scope";
import type { AwsLandingZone } from "../landing-zone";
import { trustOf } from "../policies";
import { makeRole } from "../role";
import { type AuditEvent, auditEvents, patternOf } from "./audit-events";
import type { Topic } from "./topic";

/** What a rule sends its events to. */
interface Destination {
    readonly arn: pulumi.Input<string>;
    readonly roleArn?: pulumi.Input<string>;
    readonly inputTransformer?: aws.types.input.cloudwatch.EventTargetInputTransformer;
}

/**
 * Notifies the topic of a region of what its trail records and an operator should see at once, each event within minutes. Rules of AWS's
 * own events cost nothing.
 *
 * A rule has events of its own region only. Regions of `remotes` have a trail, but nothing else of the cell: their rules send events on
 * to the bus of the landing zone's region, whose rules have the same patterns. So nothing of a cell is stored outside of it, as a topic
 * there would be, and all alarms come from one topic. Bus to bus is the one way from region to region, and needs a role
 * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html).
 */
export function makeAuditAlarms(
    calledIn: (region: aws.Region) => Called,
    landing: AwsLandingZone,
    topic: Topic,
    remotes: readonly aws.Region[],
    /** Before its trail exists a region has no events. */
    trails: readonly aws.cloudtrail.Trail[],
    opts: pulumi.CustomResourceOptions,
): void {
    const after = { ...opts, dependsOn: [...trails] };
    const { region } = landing;
    for (const event of auditEvents) {
        makeRule(calledIn(region), event, landing, region, notice(event, topic), after);
    }
    if (remotes.length === 0) return;
    const bus = busOf(calledIn(region), landing, remotes, opts);
    for (const remote of remotes) {
        for (const event of auditEvents) makeRule(calledIn(remote), event, landing, remote, bus, after);
    }
}

/** Names of rules have 64 characters; what is added to a prefix has 26 (docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html). */
const longestPrefix = 38;

function makeRule(
    { name }: Called,
    event: AuditEvent,
    { account, cell, settings }: AwsLandingZone,
    region: aws.Region,
    destination: Destination,
    opts: pulumi.CustomResourceOptions,
): void {
    const rule = new aws.cloudwatch.EventRule(
        `${name}-audit-${event.what}`,
        {
            region,
            namePrefix: `${settings.service}-${cell.name}-audit-`.slice(0, longestPrefix),
            description: event.title,
            eventPattern: pulumi.output(account.engine).apply(engine => JSON.stringify(patternOf(event, engine))),
        },
        opts,
    );
    new aws.cloudwatch.EventTarget(
        `${name}-audit-${event.what}`,
        { region, rule: rule.name, targetId: "alarms", ...destination },
        opts,
    );
}

/** A line with actor and action in place of the whole event, which contains the parameters of the request. */
function notice({ title }: AuditEvent, topic: Topic): Destination {
    return {
        arn: topic.arn,
        inputTransformer: {
            inputPaths: {
                account: "$.account",
                error: "$.detail.errorCode",
                event: "$.detail.eventName",
                id: "$.detail.eventID",
                identity: "$.detail.userIdentity.arn",
                region: "$.region",
                time: "$.time",
            },
            inputTemplate: `"${title}: <event> by <identity> at <time> in account <account>, region <region>. Error: <error>. Event of the trail: <id>"`,
        },
    };
}

/** The bus of a region, as a destination of rules in others. */
function busOf(
    { name }: Called,
    landing: AwsLandingZone,
    remotes: readonly aws.Region[],
    opts: pulumi.CustomResourceOptions,
): Destination {
    const { account, region } = landing;
    const arn = account.arn(pulumi.interpolate`events:${region}:${account.id}:event-bus/default`);
    const { arn: roleArn } = makeRole(
        name,
        "audit",
        {
            description: `audit events for ${name}`,
            // Of rules, by their ARNs (docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html).
            trust: trustOf(
                "events.amazonaws.com",
                account.id,
                remotes.map(remote => account.arn(pulumi.interpolate`events:${remote}:${account.id}:rule/*`)),
            ),
            statements: [{ Sid: "Bus", Effect: "Allow", Action: "events:PutEvents", Resource: arn }],
        },
        landing,
        opts,
    );
    return { arn, roleArn };
}
