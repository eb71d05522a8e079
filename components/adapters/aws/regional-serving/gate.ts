import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { gateCommand } from "../../../gate/packed";
import {
    platformGate,
    platformPorts as ports,
    platformSize,
    platformVariables as variables,
} from "../../../gate/platform";
import { frontTimeouts } from "../../../plan/serving/front-timeouts";
import type { ServingPlan } from "../../../plan/serving/serving";
import { footprints } from "../footprint";
import type { MadeFront } from "../front";
import type { AwsLandingZone } from "../landing-zone";
import { fargate } from "./capacity";
import type { OpenedGroup } from "./groups";
import type { Roles } from "./roles";
import { scaleGates } from "./scaling";
import { makeService } from "./service";
import { taskSize } from "./sizes";

export function makeGate(
    name: string,
    plan: ServingPlan,
    made: {
        readonly front: MadeFront;
        readonly roles: Roles;
        readonly group: OpenedGroup;
        readonly servers: readonly aws.ecs.Service[];
    },
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.ecs.Service {
    const { front, group, roles, servers } = made;
    const { cpu, memoryGiB } = platformSize(plan.limits);
    const command = gateCommand(variables.configuration);
    const service = makeService(
        `${name}-gate`,
        {
            capacity: fargate(landing),
            size: taskSize(cpu, memoryGiB),
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
                        environment: [{ name: variables.configuration, value: platformGate(plan) }],
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
            count: footprints[landing.settings.footprint].gates,
            targets: { container: "gate", group: front.targets },
            // A task knows the services that were there when it started.
            dependsOn: [...front.ready, ...servers],
        },
        landing,
        opts,
    );
    scaleGates(`${name}-gate`, service, front, landing, opts);
    return service;
}
