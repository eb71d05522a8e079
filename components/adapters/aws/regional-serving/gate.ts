import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../../gate/health/health";
import type { GateLinks } from "../../../gate/gate";
import { gateCommand, packed } from "../../../gate/packed";
import { peerByKey } from "../../../gate/upstreams/peers";
import type { GateHost } from "../../../gate/upstream";
import { wholeGate } from "../../../gate/whole";
import { frontTimeouts } from "../../../plan/serving/front-timeouts";
import { modelsOfInvokers } from "../../../plan/serving/invokers";
import type { ServingPlan } from "../../../plan/serving/serving";
import type { MadeFront } from "../front";
import type { AwsLandingZone } from "../landing-zone";
import { fargate } from "./capacity";
import { ports } from "./ports";
import type { Roles } from "./roles";
import { releaseAlias } from "./servers";
import { makeService } from "./service";
import { taskSize } from "./sizes";

/** Names of the variables that a gate finds its configuration and its secrets in. */
const variables = { configuration: "GATE", gateKey: "GATE_KEY", subjectKey: "SUBJECT_KEY" } as const;

/**
 * Where a gate runs. It gets its configuration as one argument, of which Linux takes 128 KiB with the byte that ends it (execve(2)).
 */
export const gateHost: GateHost = {
    inbound: { kind: "platform", gateKeys: [{ environment: variables.gateKey }] },
    // The proxy beside it does TLS, and passes on here.
    listen: { host: "127.0.0.1", port: ports.gate },
    live: { host: "0.0.0.0", port: ports.live },
    directory: "/tmp",
    maxBytes: 128 * 1024 - 1,
    subjectKey: { environment: variables.subjectKey },
    publicAuthorities: "/etc/ssl/certs/ca-certificates.crt",
};

/** Releases by the names of the region's services, peers by the hosts that were planned. */
export const gateLinks: GateLinks = {
    release: (model, release) => {
        const alias = releaseAlias(model, release);
        return {
            addresses: [{ host: alias, port: ports.server }],
            protocol: "http1",
            auth: { kind: "platform", serverName: alias },
            health: { kind: "active", path: healthPaths.ready },
        };
    },
    peer: ({ host }) => peerByKey(host, { environment: variables.gateKey }),
};

/**
 * What a gate of the region is told. Items of tables are DynamoDB's business here, whose own addresses programs use.
 *
 * Throws `ConfigFaults` where it is too long for an argument.
 */
export function gateArgument(plan: ServingPlan): string {
    return wholeGate({ ...plan, models: modelsOfInvokers(plan), tables: [] }, gateHost, gateLinks);
}

/** Gates are two at least, in two zones, so that the region outlives the loss of either. */
const replicas = 2;

export function makeGate(
    name: string,
    plan: ServingPlan,
    argument: string,
    made: {
        readonly front: MadeFront;
        readonly roles: Roles;
        readonly group: aws.ec2.SecurityGroup;
        readonly servers: readonly aws.ecs.Service[];
    },
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.ecs.Service {
    const { front, group, roles, servers } = made;
    const command = gateCommand(variables.configuration);
    return makeService(
        `${name}-gate`,
        {
            capacity: fargate(landing),
            size: taskSize(1, Math.max(2, (plan.limits.memoryMiB * 1.5) / 1024)),
            start: roles.gateStart,
            role: roles.gate,
            certificates: roles.certificates,
            logs: landing.gateLogs,
            containers: [
                pulumi
                    .all([landing.gateKey, landing.subjectKey, landing.image("gate")])
                    .apply(([gateKey, subjectKey, image]) => ({
                        name: "gate",
                        image,
                        entryPoint: command.slice(0, 2),
                        command: command.slice(2),
                        environment: [{ name: variables.configuration, value: packed(argument) }],
                        // `envoy` of the image.
                        user: "101",
                        portMappings: [
                            { name: "gate", containerPort: ports.gate, protocol: "tcp" },
                            { name: "live", containerPort: ports.live, protocol: "tcp" },
                        ],
                        secrets: [
                            { name: variables.gateKey, valueFrom: gateKey },
                            { name: variables.subjectKey, valueFrom: subjectKey },
                        ],
                        // Of all that a container may be given the most.
                        stopTimeout: Math.min(120, frontTimeouts(plan.limits).drain),
                    })),
            ],
            port: { name: "gate", number: ports.gate },
            requestSeconds: Math.ceil(plan.limits.deadlineSeconds),
            group,
            count: replicas,
            targets: { container: "gate", group: front.targets },
            // A task knows the services that were there when it started.
            dependsOn: [...front.ready, ...servers],
        },
        landing,
        opts,
    );
}
