import { readyCommand, sidecarCommand } from "../../../../gate/sidecar/commands";
import {
    finishSeconds,
    type OwnRelease,
    platformSidecar,
    readinessOf,
    sidecarMemory,
    sidecarVariable,
} from "../../../../gate/sidecar/platform";
import { sidecarPort } from "../../../../plan/clouds/cloud";
import { releaseKey } from "../../../../plan/clouds/physical-names";
import type { ServerVariable } from "../../../../plan/config/server";
import { fetchEnvironment } from "../../../../plan/serving/fetch-environment";
import { digestHex } from "../../../../plan/serving/release-file";
import { expandedServer } from "../../../../plan/serving/server-command";
import type { ModelPlan, ServingPlan } from "../../../../plan/serving/serving";
import { releaseFolder } from "../../../../../tools/image-contract";
import type { Container } from "../service";
import type { TaskSize } from "../sizes";
import { layOutCommand, layOutEnvironment } from "./lay-out";

/** Directories of a task: the release's file, which the server can't change, and its own to work in. */
const directories = { release: `/${releaseFolder}`, work: "/tmp" } as const;

/** Volumes of the task. */
export const ownVolumes = ["release", "work"] as const;

/** Of all that a container of Fargate may be given the most, in seconds. */
const mostStopSeconds = 120;
/** Of them for an Envoy that has no request any more, before it is killed. */
const endSeconds = 10;

/** What of the task is known when it is made only. */
export interface OwnPlace {
    readonly region: string;
    /** `s3://…` of the release. */
    readonly uri: string;
    readonly images: { readonly gate: string; readonly fetch: string; readonly server: string };
    /** Where variables with secrets come from, by name. */
    readonly secrets: Readonly<Record<string, string>>;
    readonly size: TaskSize;
    readonly gpus?: number;
    /** Whether machines of EC2 run the task. */
    readonly isOnMachines: boolean;
}

/**
 * The containers of a release with a custom server, in the order that they start in: what gets the release and lays out the server's
 * directory, the server, what waits until it can infer, and the sidecar that takes requests. They stop in the reverse order. ECS has a task
 * among the endpoints of its service once all run, whatever their health (github.com/aws/containers-roadmap/issues/2334): so the sidecar
 * starts last. None has a health check of ECS: a task is healthy only where each essential container has one that passes
 * (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html), and an image of a user's own may have no program for that.
 */
export function ownContainers(plan: ServingPlan, model: ModelPlan, release: OwnRelease, place: OwnPlace): Container[] {
    const { images } = place;
    const { server } = release;
    const file = `${directories.release}/${digestHex(release)}`;
    const path = server.modelPath === undefined ? file : `${directories.work}/${server.modelPath}`;
    const readiness = readinessOf(model.name, server);
    const finish = finishSeconds(release, plan.limits, mostStopSeconds - endSeconds);
    return [
        {
            ...helper("fetch", images.fetch),
            environment: variables(fetchEnvironment(release, { source: place.uri, file, region: place.region })),
            mountPoints: [mount("release", false)],
        },
        {
            ...helper("work", images.fetch),
            ...started(layOutCommand),
            environment: variables(layOutEnvironment(directories.release, server.modelPath, file)),
            // Where the image has a folder of its own user's, whose owner an empty volume takes on.
            mountPoints: [{ sourceVolume: "work", containerPath: directories.release, readOnly: false }],
        },
        serverContainer(model, release, path, place),
        {
            ...helper("ready", images.gate),
            ...nonRoot,
            ...started(readyCommand(readiness, server.startSeconds)),
            dependsOn: [after("server", "START")],
            // A shell that is the first process of a container ignores SIGTERM.
            stopTimeout: 2,
        },
        {
            name: "sidecar",
            image: images.gate,
            ...nonRoot,
            ...withoutCapabilities,
            ...started(sidecarCommand(sidecarVariable, { sidecar: sidecarPort, server: readiness.port }, finish)),
            dependsOn: [after("ready", "SUCCESS"), after("server", "START")],
            environment: [{ name: sidecarVariable, value: platformSidecar(model, release, plan) }],
            portMappings: [
                {
                    name: releaseKey(model.name, release.version),
                    containerPort: sidecarPort,
                    protocol: "tcp",
                    appProtocol: "http",
                },
            ],
            stopTimeout: finish + endSeconds,
        },
    ];
}

function serverContainer(
    { name }: ModelPlan,
    { digest, server, version }: OwnRelease,
    path: string,
    { gpus, images, isOnMachines, secrets, size }: OwnPlace,
): Container {
    const standard = {
        MODEL_NAME: name,
        MODEL_VERSION: version,
        MODEL_PATH: path,
        MODEL_DIGEST: digest,
        WORK_DIRECTORY: directories.work,
        HOST: "127.0.0.1",
        PORT: String(server.port),
    } satisfies Partial<Record<ServerVariable, string>>;
    const { command, environment } = expandedServer(server, standard);
    const memory = Number(size.memory) - sidecarMemory.all;
    return {
        name: "server",
        image: images.server,
        // One that uses more is ended, and not its sidecar.
        memory,
        ...(command.length > 0 && started(command)),
        dependsOn: [after("fetch", "SUCCESS"), after("work", "SUCCESS")],
        environment: variables({ HOME: directories.work, TMPDIR: directories.work, ...environment }),
        ...(Object.keys(secrets).length > 0 && {
            secrets: Object.entries(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
        }),
        mountPoints: [mount("release", true), mount("work", false)],
        linuxParameters: {
            ...withoutCapabilities.linuxParameters,
            // Passes signals on to programs that don't expect to be the first process, and reaps what they leave.
            initProcessEnabled: true,
            // Of 64 MiB by default processes of one server that share tensors run out. A limit, not a reservation; Fargate has none.
            ...(isOnMachines && { sharedMemorySize: Math.floor(memory / 2) }),
        },
        ...(gpus !== undefined && { resourceRequirements: [{ type: "GPU", value: String(gpus) }] }),
    };
}

/** ECS answers with an empty `add`: without it, each update would find another definition, and replace the tasks. */
const withoutCapabilities = { linuxParameters: { capabilities: { add: [], drop: ["ALL"] } } };

/** `envoy` of the vendor's image. */
const nonRoot = { user: "101" };

/** What runs before requests come in, and ends. */
function helper(name: string, image: string): Container {
    return { name, image, essential: false, ...withoutCapabilities };
}

/** In place of the entry point of the image, and of its command. */
function started([program, ...args]: readonly string[]) {
    return { entryPoint: [program], ...(args.length > 0 && { command: args }) };
}

function after(containerName: string, condition: "START" | "SUCCESS") {
    return { containerName, condition };
}

function mount(sourceVolume: keyof typeof directories, readOnly: boolean) {
    return { sourceVolume, containerPath: directories[sourceVolume], readOnly };
}

function variables(environment: Readonly<Record<string, string>>): { name: string; value: string }[] {
    return Object.entries(environment).map(([name, value]) => ({ name, value }));
}
