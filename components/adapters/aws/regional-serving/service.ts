import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";
import type { MadeRole } from "../role";
import type { Capacity } from "./capacity";
import type { OpenedGroup } from "./groups";
import type { TaskSize } from "./sizes";

/** A container of a task, in the form of the ECS API. */
export interface Container {
    readonly name: string;
    readonly image: string;
    readonly [property: string]: unknown;
}

export interface ServiceArgs {
    readonly capacity: Capacity;
    readonly size: TaskSize;
    readonly start: MadeRole;
    readonly role: MadeRole;
    readonly certificates: MadeRole;
    readonly logs: aws.cloudwatch.LogGroup;
    readonly containers: pulumi.Input<readonly pulumi.Input<Container>[]>;
    /** Directories that containers share, gone with the task. */
    readonly volumes?: readonly string[];
    /** What its port is called among services. */
    readonly port: { readonly name: string; readonly number: number; readonly protocol?: "http" | "http2" };
    /** The name that the region's other services call it by. */
    readonly alias?: string;
    /** Seconds that a request may take at most. */
    readonly requestSeconds: number;
    readonly group: OpenedGroup;
    readonly count: number;
    /** Disk of a task where it is more than what Fargate gives any, in GiB. Machines have their own. */
    readonly diskGiB?: number;
    /** Seconds that a task may take to start, beside what all may. */
    readonly startSeconds?: number;
    /** Whether the output of the proxy is logged, too. Default: only that of containers. */
    readonly logsProxy?: boolean;
    readonly targets?: { readonly container: string; readonly group: aws.lb.TargetGroup };
    readonly dependsOn?: readonly pulumi.Resource[];
}

/**
 * A service of ECS in the region's namespace. Its proxies do TLS with each other by certificates of the region's authority; containers
 * listen on the task's own addresses only. A deployment that doesn't get steady is taken back.
 */
export function makeService(
    name: string,
    args: ServiceArgs,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.ecs.Service {
    const { authority, cluster: services, key, network, region } = landing;
    const { cluster, compatibility, provider, ready } = args.capacity;
    const task = new aws.ecs.TaskDefinition(
        name,
        {
            region,
            family: name,
            requiresCompatibilities: [compatibility],
            networkMode: "awsvpc",
            cpu: args.size.cpu,
            memory: args.size.memory,
            executionRoleArn: args.start.arn,
            taskRoleArn: args.role.arn,
            runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
            volumes: (args.volumes ?? []).map(name => ({ name })),
            ...(compatibility === "FARGATE" &&
                args.diskGiB !== undefined && { ephemeralStorage: { sizeInGib: args.diskGiB } }),
            containerDefinitions: pulumi.jsonStringify(
                pulumi
                    .output(args.containers)
                    .apply(containers => pulumi.all([...containers]))
                    .apply(containers => containers.map(one => hardened(one))),
            ),
        },
        opts,
    );
    const logConfiguration = {
        logDriver: "awslogs",
        options: {
            "awslogs-group": args.logs.name,
            "awslogs-region": region,
            "awslogs-stream-prefix": name,
            mode: "non-blocking",
            "max-buffer-size": "4m",
        },
    };
    function hardened(container: Container) {
        return { essential: true, readonlyRootFilesystem: true, privileged: false, logConfiguration, ...container };
    }
    const tls = {
        issuerCertAuthority: { awsPcaAuthorityArn: authority },
        kmsKey: key,
        roleArn: args.certificates.arn,
    };
    return new aws.ecs.Service(
        name,
        {
            region,
            name,
            cluster: cluster.arn,
            taskDefinition: task.arn,
            desiredCount: args.count,
            capacityProviderStrategies: [{ capacityProvider: provider, weight: 1, base: 1 }],
            ...(compatibility === "FARGATE" && { platformVersion: "1.4.0" }),
            propagateTags: "SERVICE",
            enableEcsManagedTags: true,
            enableExecuteCommand: false,
            availabilityZoneRebalancing: "ENABLED",
            deploymentMinimumHealthyPercent: 100,
            deploymentMaximumPercent: 200,
            deploymentCircuitBreaker: { enable: true, rollback: true },
            waitForSteadyState: true,
            networkConfiguration: {
                subnets: [...network.inside],
                securityGroups: [args.group.group.id],
                assignPublicIp: false,
            },
            serviceConnectConfiguration: {
                enabled: true,
                namespace: services.namespace,
                ...(args.logsProxy === true && { logConfiguration }),
                services: [
                    {
                        portName: args.port.name,
                        discoveryName: args.port.name,
                        ...(args.alias === undefined
                            ? {}
                            : { clientAlias: [{ dnsName: args.alias, port: args.port.number }] }),
                        timeout: {
                            perRequestTimeoutSeconds:
                                args.port.protocol === undefined ? undefined : args.requestSeconds,
                            // A shorter one would end requests that take as long as they may.
                            idleTimeoutSeconds: Math.max(300, args.requestSeconds),
                        },
                        tls,
                    },
                ],
            },
            ...(args.targets && {
                loadBalancers: [
                    {
                        targetGroupArn: args.targets.group.arn,
                        containerName: args.targets.container,
                        containerPort: args.port.number,
                    },
                ],
                healthCheckGracePeriodSeconds: 60,
            }),
        },
        pulumi.mergeOptions(opts, {
            ignoreChanges: ["desiredCount"],
            dependsOn: [...ready, ...network.connects(), ...args.group.rules, ...(args.dependsOn ?? [])],
            customTimeouts: timeoutsFor(args.startSeconds),
        }),
    );
}

/** Failed tasks in a row after which a deployment is taken back: of up to 6 tasks (…/developerguide/deployment-circuit-breaker.html). */
const mostFailures = 3;

/** To pull an image of some GB and to get a release, in seconds, and what ECS waits before it starts a task that failed again. */
const beforeStartSeconds = 900;

/** A deployment ends when its tasks run, or is taken back when so many did not start. */
function timeoutsFor(startSeconds?: number): { readonly create: string; readonly update: string } {
    const longest = startSeconds === undefined ? 0 : mostFailures * (startSeconds + beforeStartSeconds);
    const minutes = 20 + Math.ceil(longest / 60);
    return { create: `${minutes}m`, update: `${minutes}m` };
}
