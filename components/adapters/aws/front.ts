import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type Entrance, entrancesOf, type TokenCheck } from "../../gate/listener/entrances";
import { healthPaths } from "../../gate/health/health";
import { hasOpenai } from "../../gate/routes/openai";
import type { Place, RegionRef } from "../../plan/places/catalogue";
import { frontTimeouts } from "../../plan/serving/front-timeouts";
import type { ServingPlan } from "../../plan/serving/serving";
import type { Front, FrontAddress } from "../../regional-serving/contract";
import { retained } from "../shared/retained";
import { makeBucket, type MadeBucket } from "./bucket";
import { makeCertificate } from "./certificate";
import type { AwsLandingZone } from "./landing-zone";
import { physical } from "./physical";
import { makeFilter } from "./regional-serving/filter";
import { letOut } from "./regional-serving/groups";
import { platformPorts as ports } from "../../gate/platform";

/** What listeners speak: TLS 1.2 and 1.3, and 1.3 to targets, which is all that the proxies of ECS speak. */
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** Seconds that streams get to end before a gate does: as many as targets have by default. */
const streamDrain = 300;

/** What makes a region of AWS reachable: an Application Load Balancer, with a certificate and a filter. */
export class AwsFront implements Front {
    readonly cell: string;
    readonly region: RegionRef;
    readonly place: Place;
    readonly hostname: string;
    /** Config directs no client to it. */
    readonly drained: boolean;
    /** The internet does not reach it. */
    readonly isInternal: boolean;
    readonly address: pulumi.Output<FrontAddress>;
    readonly paths = healthPaths;
    /** What records of the region lead to. */
    readonly alias: { readonly name: pulumi.Output<string>; readonly zoneId: pulumi.Output<string> };

    constructor(
        { cell, drained, region, place, host }: ServingPlan,
        readonly balancer: aws.lb.LoadBalancer,
        /** Its gates. */
        readonly targets: aws.lb.TargetGroup,
        isInternal: boolean,
    ) {
        this.isInternal = isInternal;
        this.cell = cell.name;
        this.region = region;
        this.place = place;
        this.hostname = host;
        this.drained = drained;
        this.address = balancer.dnsName.apply(host => ({ host, port: 443 }));
        this.alias = { name: balancer.dnsName, zoneId: balancer.zoneId };
    }
}

/** The front of a region, before there is a gate behind it: tasks can't be registered where no balancer is. */
export interface MadeFront {
    readonly front: AwsFront;
    /** What the gate's tasks are registered with. */
    readonly targets: aws.lb.TargetGroup;
    /** The security group of the load balancer: the gate's tasks admit it only. */
    readonly group: aws.ec2.SecurityGroup;
    /** All that must be there before the gate's service is. */
    readonly ready: readonly pulumi.Resource[];
}

export function makeFront(
    name: string,
    plan: ServingPlan,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): MadeFront {
    const { cell, host } = plan;
    const { names, network, region } = landing;
    const timeouts = frontTimeouts(plan.limits);
    const parts = { service: landing.settings.service, cell: cell.name, region: landing.short };
    const group = new aws.ec2.SecurityGroup(
        `${name}-front`,
        { region, vpcId: network.vpc, description: `Balancer of ${host}` },
        opts,
    );
    admit(name, group, landing, opts);
    const isInternal = landing.settings.clients !== undefined;
    const logs = makeAccessLogs(name, landing, opts);
    const balancer = new aws.lb.LoadBalancer(
        `${name}-front`,
        {
            region,
            name: physical(
                "load balancer",
                parts,
                `${pulumi.getStack()} ${name} ${isInternal ? "internal" : "public"}`,
            ),
            internal: isInternal,
            loadBalancerType: "application",
            ipAddressType: "ipv4",
            securityGroups: [group.id],
            subnets: [...network.outside],
            dropInvalidHeaderFields: true,
            desyncMitigationMode: "strictest",
            preserveHostHeader: true,
            enableDeletionProtection: landing.settings.deletionProtection,
            // Gates and servers need no addresses of callers: the log of the balancer has them.
            xffHeaderProcessingMode: "remove",
            idleTimeout: timeouts.idle,
            accessLogs: { bucket: logs.bucket.id, enabled: true },
        },
        pulumi.mergeOptions(opts, {
            dependsOn: [...logs.ready, ...network.connectsOutside],
            // AWS alone would refuse only after everything that depends on it is deleted. The engine refuses in the preview.
            ...(landing.settings.deletionProtection && { protect: true }),
        }),
    );
    // Targets are those of one balancer, and a balancer is replaced when it becomes internal or public.
    const scheme = isInternal ? " internal" : "";
    const targets = new aws.lb.TargetGroup(
        `${name}-gate`,
        {
            region,
            name: physical("target group", parts, `${pulumi.getStack()} ${name} https ${ports.gate}${scheme}`),
            vpcId: network.vpc,
            targetType: "ip",
            protocol: "HTTPS",
            port: ports.gate,
            // Each change of shares replaces the gates, which would cut off streams that last longer.
            deregistrationDelay: hasOpenai(plan) ? Math.max(streamDrain, timeouts.drain) : timeouts.drain,
            loadBalancingAlgorithmType: "least_outstanding_requests",
            healthCheck: {
                // Checks speak no TLS 1.3, and the gate's proxy speaks nothing else: this port answers this, and only this.
                protocol: "HTTP",
                port: String(ports.live),
                path: healthPaths.live,
                matcher: "200",
                interval: Math.max(5, Math.ceil(plan.checks.everySeconds)),
                timeout: 4,
                healthyThreshold: 2,
                unhealthyThreshold: Math.max(2, plan.checks.unhealthyAfter),
            },
        },
        opts,
    );
    const certificate = certificateOf(name, plan, landing, opts);
    const listener = new aws.lb.Listener(
        `${name}-front`,
        {
            region,
            loadBalancerArn: balancer.arn,
            port: 443,
            protocol: "HTTPS",
            sslPolicy: tlsPolicy,
            certificateArn: certificate,
            // Requests whose host is not of this cell (RFC 9110 §15.5.20).
            defaultActions: [
                {
                    type: "fixed-response",
                    fixedResponse: { statusCode: "421", contentType: "text/plain", messageBody: "another host" },
                },
            ],
        },
        opts,
    );
    const checked = entrancesOf(plan, landing.settings.tokensAtBalancer);
    // What the balancer gets from the issuers of tokens: their keys.
    const keys = checked.some(({ token }) => token !== undefined)
        ? letOut(`${name}-front-keys`, group, [{ cidrIpv4: "0.0.0.0/0" }], region, opts)
        : [];
    const rules = makeRules(
        name,
        checked,
        landing.region,
        listener,
        targets,
        pulumi.mergeOptions(opts, { dependsOn: keys }),
    );
    const filter = makeFilter(name, plan, landing, balancer, opts);
    const front = new AwsFront(plan, balancer, targets, isInternal);
    names.lead(front, opts);
    return { front, targets, group, ready: [listener, ...rules, filter] };
}

/** Admits callers: all of them, or, where the front is internal, those in the ranges of clients. */
function admit(
    name: string,
    group: aws.ec2.SecurityGroup,
    { region, settings: { clients } }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): void {
    const rules: readonly (readonly [child: string, range: string, callers: string])[] =
        clients === undefined
            ? [[`${name}-front-tls`, "0.0.0.0/0", "callers"]]
            : clients.map(range => [`${name}-front-tls-${range.replace(/[./]/g, "-")}`, range, `callers in ${range}`]);
    for (const [child, range, callers] of rules) {
        new aws.vpc.SecurityGroupIngressRule(
            child,
            {
                region,
                securityGroupId: group.id,
                cidrIpv4: range,
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                // No apostrophes: EC2 rejects them (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html).
                description: `TLS of ${callers} and of other gates of the cell`,
            },
            opts,
        );
    }
}

function certificateOf(
    name: string,
    { cell, host }: ServingPlan,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const brought = landing.existing.certificate;
    return brought === undefined ? makeCertificate(name, [cell.host, host], landing, opts) : pulumi.output(brought);
}

/** The rules of a listener, in order of the entrances. */
function makeRules(
    name: string,
    entrances: readonly Entrance[],
    region: string,
    listener: aws.lb.Listener,
    targets: aws.lb.TargetGroup,
    opts: pulumi.CustomResourceOptions,
): aws.lb.ListenerRule[] {
    return entrances.map(
        ({ host, name: entrance, paths, token }, i) =>
            new aws.lb.ListenerRule(
                `${name}-${entrance}`,
                {
                    region,
                    listenerArn: listener.arn,
                    priority: (i + 1) * 10,
                    conditions: [
                        { hostHeader: { values: [host] } },
                        ...(paths === undefined ? [] : [{ pathPattern: { values: [...paths] } }]),
                    ],
                    actions: [
                        ...(token === undefined ? [] : [checking(token)]),
                        { type: "forward", targetGroupArn: targets.arn, order: 2 },
                    ],
                },
                opts,
            ),
    );
}

function checking({ issuer, keysUri }: TokenCheck) {
    return { type: "jwt-validation", order: 1, jwtValidation: { issuer, jwksEndpoint: keysUri } };
}

/**
 * Where the balancer says who asked, in the region. Balancers write to buckets under S3's own key only
 * (docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html).
 */
function makeAccessLogs(name: string, landing: AwsLandingZone, opts: pulumi.CustomResourceOptions): MadeBucket {
    const { account, cell, settings } = landing;
    return makeBucket(
        `${name}-access-logs`,
        {
            encryption: { sseAlgorithm: "AES256" },
            expireDays: settings.retainDays(cell.name),
            forceDestroy: settings.ephemeral,
            statements: ({ arn }) => [
                {
                    Sid: "Balancers",
                    Effect: "Allow",
                    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                    Action: "s3:PutObject",
                    // Balancers of another account write below the id of that account.
                    Resource: pulumi.interpolate`${arn}/AWSLogs/${account.id}/*`,
                },
            ],
        },
        landing,
        retained(opts, settings),
    );
}
