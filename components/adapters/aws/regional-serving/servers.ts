import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { platformPorts as ports, releaseAlias } from "../../../gate/platform";
import { releaseKey } from "../../../plan/clouds/physical-names";
import { fetchEnvironment } from "../../../plan/serving/fetch-environment";
import { digestHex } from "../../../plan/serving/release-file";
import { serverEnvironment } from "../../../plan/serving/server-environment";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../../../plan/serving/serving";
import { programsFolder, releaseFolder } from "../../../../tools/image-contract";
import type { AwsLandingZone } from "../landing-zone";
import type { Artifacts } from "./artifacts";
import type { Capacity } from "./capacity";
import type { Groups } from "./groups";
import type { Roles } from "./roles";
import { scale } from "./scaling";
import { makeService } from "./service";
import { type TaskShare, taskSize } from "./sizes";

/** Where a task has the release that it serves. */
const directory = `/${releaseFolder}`;

/**
 * Whether a server serves its release. ECS counts a task that fails as one that did not start, also in its deployment, and replaces one that
 * fails later. A model may take the longest start period to load (300 s); after that, a server whose only processor infers is not replaced
 * within a minute (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html).
 */
const healthCheck = {
    command: ["CMD", "/usr/local/bin/node", `/${programsFolder}/health.js`, "ready"],
    interval: 10,
    timeout: 5,
    retries: 6,
    startPeriod: 300,
};

/**
 * The service of one release. What gets the release ends before the server starts; the server checks the digest, and serves nothing else. One
 * that can't serve its release ends, so that ECS takes the deployment back.
 */
export function makeServers(
    name: string,
    plan: ServingPlan,
    model: ModelPlan,
    release: ReleasePlan,
    made: {
        readonly artifacts: Artifacts;
        readonly roles: Roles;
        readonly groups: Groups;
        readonly capacity: Capacity;
    },
    share: TaskShare | undefined,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.ecs.Service {
    const { hosting, limits } = plan;
    const child = `${name}-${releaseKey(model.name, release.version)}`;
    const file = `${directory}/${digestHex(release)}`;
    const volume = { sourceVolume: "release", containerPath: directory };
    const service = makeService(
        child,
        {
            capacity: made.capacity,
            size: share ?? taskSize(hosting.cpu, hosting.memoryGiB),
            start: made.roles.serverStart,
            role: made.roles.server,
            certificates: made.roles.certificates,
            logs: landing.serverLogs,
            volumes: ["release"],
            containers: [
                pulumi.all([made.artifacts.uri(release), landing.image("fetch")]).apply(([uri, image]) => ({
                    name: "fetch",
                    image,
                    essential: false,
                    environment: variables(fetchEnvironment(release, { source: uri, file, region: landing.region })),
                    mountPoints: [{ ...volume, readOnly: false }],
                })),
                landing.image("server").apply(image => ({
                    name: "server",
                    image,
                    dependsOn: [{ containerName: "fetch", condition: "SUCCESS" }],
                    portMappings: [
                        {
                            name: releaseKey(model.name, release.version),
                            containerPort: ports.server,
                            protocol: "tcp",
                            appProtocol: "http",
                        },
                    ],
                    environment: variables({
                        // Its proxy checks it, over TLS.
                        ...serverEnvironment(model, release, plan, {
                            file,
                            host: "127.0.0.1",
                            port: String(ports.server),
                        }),
                        // No process of the task replaces the file.
                        IF_UNUSABLE: "exit",
                    }),
                    healthCheck,
                    mountPoints: [{ ...volume, readOnly: true }],
                    ...(share && { resourceRequirements: [{ type: "GPU", value: String(share.gpus) }] }),
                })),
            ],
            port: { name: releaseKey(model.name, release.version), number: ports.server, protocol: "http" },
            alias: releaseAlias(model.name, release),
            requestSeconds: Math.ceil(limits.deadlineSeconds),
            group: made.groups.servers,
            count: release.replicas.min,
            startSeconds: healthCheck.startPeriod,
        },
        landing,
        opts,
    );
    scale(child, service, release.replicas, hosting.targetUtilization, made.capacity, landing, opts);
    return service;
}

function variables(environment: Readonly<Record<string, string>>): { name: string; value: string }[] {
    return Object.entries(environment).map(([name, value]) => ({ name, value }));
}
