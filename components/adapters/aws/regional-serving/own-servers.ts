import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { longestAnswer, type OwnRelease } from "../../../gate/sidecar/platform";
import { platformPorts as ports, releaseAlias } from "../../../gate/platform";
import { releaseKey } from "../../../plan/clouds/physical-names";
import type { ServerConfig } from "../../../plan/config/server";
import type { ModelPlan, ServingPlan } from "../../../plan/serving/serving";
import { serverSecrets } from "../../shared/server-secrets";
import type { AwsLandingZone } from "../landing-zone";
import { makeSecretVersion } from "../landing-zone/secrets";
import type { Artifacts } from "./artifacts";
import type { Capacity } from "./capacity";
import type { Groups } from "./groups";
import { ownContainers, ownVolumes } from "./own-servers/containers";
import { makeOwnRoles, type OwnRoles } from "./own-servers/roles";
import type { Roles } from "./roles";
import { scale } from "./scaling";
import { makeService } from "./service";
import { type TaskShare, taskSize } from "./sizes";

/** Images of model servers have up to 10 GB, and lie on the disk packed and unpacked. Of 20 GiB, which all have, each more costs 0.08 USD a month. */
const diskGiB = 100;

/** The service of one release with a custom server, and the roles of its tasks. */
export function makeOwnServers(
    name: string,
    plan: ServingPlan,
    model: ModelPlan,
    release: OwnRelease,
    made: {
        readonly artifacts: Artifacts;
        readonly roles: Roles;
        readonly groups: Groups;
        readonly capacity: Capacity;
    },
    share: TaskShare | undefined,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): { readonly service: aws.ecs.Service; readonly roles: OwnRoles } {
    const { hosting, limits } = plan;
    const { artifacts, capacity, groups } = made;
    const key = releaseKey(model.name, release.version);
    const child = `${name}-${key}`;
    const { server } = release;
    const images = {
        gate: landing.image("gate"),
        fetch: landing.image("fetch"),
        // A plan has none that names none.
        server: landing.imageHere(server.image!),
    };
    const secret = makeSecrets(child, server.secrets, landing, opts);
    const roles = makeOwnRoles(
        child,
        { images: Object.values(images), object: artifacts.object(release), secret: secret?.arn },
        landing,
        opts,
    );
    const size = share ?? taskSize(hosting.cpu, hosting.memoryGiB);
    const containers = pulumi
        .all([artifacts.uri(release), pulumi.output(images), pulumi.output(secret?.references ?? {})])
        .apply(([uri, images, secrets]) =>
            ownContainers(plan, model, release, {
                region: landing.region,
                uri,
                images,
                secrets,
                size,
                ...(share && { gpus: share.gpus }),
                isOnMachines: capacity.compatibility === "EC2",
            }),
        );
    const longest = longestAnswer(release, limits);
    const service = makeService(
        child,
        {
            capacity,
            size,
            start: roles.start,
            role: roles.task,
            certificates: made.roles.certificates,
            logs: landing.serverLogs,
            volumes: ownVolumes,
            containers,
            port: { name: key, number: ports.sidecar, protocol: "http" },
            alias: releaseAlias(model.name, release),
            requestSeconds: longest,
            // There where a release has a custom server.
            group: groups.ownServers!,
            count: release.replicas.min,
            diskGiB,
            startSeconds: server.startSeconds,
            logsProxy: true,
        },
        landing,
        opts,
    );
    scale(child, service, release.replicas, hosting.targetUtilization, capacity, landing, opts);
    return { service, roles };
}

/** Where the variables with secrets of a server come from: one secret, of a version that a change of a value replaces. */
function makeSecrets(
    name: string,
    secrets: ServerConfig["secrets"],
    { key, region, settings }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): { readonly arn: pulumi.Output<string>; readonly references: Record<string, pulumi.Output<string>> } | undefined {
    const names = Object.keys(secrets);
    if (names.length === 0) return undefined;
    const scope = { name, region, settings, opts };
    const { secretArn: arn, versionId } = makeSecretVersion(scope, "secrets", serverSecrets(secrets), key);
    return {
        arn,
        references: Object.fromEntries(
            names.map(variable => [variable, pulumi.interpolate`${arn}:${variable}::${versionId}`]),
        ),
    };
}
