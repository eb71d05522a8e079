import type { Making, Thing } from "../kind";

interface Container {
    readonly name: string;
    readonly essential?: boolean;
    readonly memory?: number;
    readonly dependsOn?: readonly { readonly containerName: string; readonly condition: string }[];
    readonly mountPoints?: readonly { readonly sourceVolume: string; readonly containerPath: string }[];
    readonly portMappings?: readonly { readonly name?: string }[];
    readonly linuxParameters?: Readonly<Record<string, unknown>>;
    readonly resourceRequirements?: readonly unknown[];
    readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
    readonly stopTimeout?: number;
}

function containersIn(text: unknown): readonly Container[] {
    try {
        return JSON.parse(String(text)) as Container[];
    } catch {
        return [];
    }
}

/** Why ECS doesn't register a task of these containers (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html). */
export function unregistered({ inputs }: Making): string | undefined {
    const containers = containersIn(inputs.containerDefinitions);
    const isFargate = String(inputs.requiresCompatibilities).includes("FARGATE");
    const volumes = ((inputs.volumes ?? []) as { name: string }[]).map(({ name }) => name);
    const found = [
        ...(containers.some(({ essential }) => essential !== false) ? [] : ["no container is essential"]),
        ...containers.flatMap(container => [
            ...orderFaults(container, containers),
            ...placeFaults(container, volumes, Number(inputs.memory ?? Infinity)),
            ...(isFargate ? fargateFaults(container) : []),
        ]),
        ...diskFaults(inputs.ephemeralStorage as { sizeInGib?: number } | undefined, isFargate),
    ];
    return found.length === 0 ? undefined : `ClientException: ${found.join("; ")}`;
}

function orderFaults({ name, dependsOn = [] }: Container, all: readonly Container[]): string[] {
    const named = (wanted: string) => all.find(one => one.name === wanted);
    const unknown = dependsOn.filter(({ containerName }) => named(containerName) === undefined);
    const reached = new Set<string>();
    const follow = (from: string): void => {
        for (const { containerName } of named(from)?.dependsOn ?? []) {
            if (reached.has(containerName)) continue;
            reached.add(containerName);
            follow(containerName);
        }
    };
    follow(name);
    const endless = dependsOn.filter(
        ({ condition, containerName }) =>
            ["SUCCESS", "COMPLETE"].includes(condition) && named(containerName)?.essential !== false,
    );
    return [
        ...unknown.map(({ containerName }) => `container ${name} depends on ${containerName}, which is none`),
        ...(reached.has(name) ? [`container ${name} depends on itself`] : []),
        // It would end the task when it ends.
        ...endless.map(
            ({ containerName }) => `container ${name} waits for the end of ${containerName}, which is essential`,
        ),
    ];
}

function placeFaults(
    { name, memory, mountPoints = [], secrets = [] }: Container,
    volumes: readonly string[],
    most: number,
): string[] {
    const paths = mountPoints.map(({ containerPath }) => containerPath);
    return [
        ...(memory !== undefined && memory > most ? [`container ${name} has more memory than its task`] : []),
        ...mountPoints
            .filter(({ sourceVolume }) => !volumes.includes(sourceVolume))
            .map(({ sourceVolume }) => `unknown volume ${sourceVolume}`),
        ...(new Set(paths).size < paths.length ? [`container ${name} mounts two volumes at one path`] : []),
        ...secrets
            .filter(({ valueFrom }) => !/^arn:aws[a-z-]*:(secretsmanager|ssm):/.test(valueFrom))
            .map(secret => `secret ${secret.name} has no ARN`),
    ];
}

function fargateFaults({
    name,
    linuxParameters = {},
    resourceRequirements = [],
    stopTimeout = 0,
}: Container): string[] {
    const unsupported = ["devices", "sharedMemorySize", "swappiness", "maxSwap"].filter(key => key in linuxParameters);
    return [
        ...unsupported.map(key => `Fargate compatible task definitions do not support ${key} (${name})`),
        ...(resourceRequirements.length > 0 ? [`Fargate has no GPU (${name})`] : []),
        ...(stopTimeout > 120 ? [`stopTimeout of ${name} is over 120`] : []),
    ];
}

function diskFaults(storage: { readonly sizeInGib?: number } | undefined, isFargate: boolean): string[] {
    if (storage === undefined) return [];
    const size = storage.sizeInGib ?? 0;
    return isFargate && size >= 21 && size <= 200 ? [] : [`ephemeral storage of ${size} GiB: Fargate has 21 to 200`];
}

/** A service connects names of ports that its tasks have. */
export function unconnected({ inputs, things }: Making & { readonly things: readonly Thing[] }): string | undefined {
    const task = things.find(
        ({ outputs, type }) =>
            type === "aws:ecs/taskDefinition:TaskDefinition" && outputs.arn === inputs.taskDefinition,
    );
    const connected = (inputs.serviceConnectConfiguration as { services?: { portName: string }[] } | undefined)
        ?.services;
    if (task === undefined || connected === undefined) return undefined;
    const ports = containersIn(task.inputs.containerDefinitions).flatMap(({ portMappings = [] }) => portMappings);
    const alone = connected.find(({ portName }) => !ports.some(({ name }) => name === portName));
    return alone && `InvalidParameterException: the task definition has no port that is called ${alone.portName}`;
}
