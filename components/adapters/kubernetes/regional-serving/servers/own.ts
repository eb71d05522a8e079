import type * as k8s from "@pulumi/kubernetes";

import { healthPaths } from "../../../../gate/health/health";
import { podDirectories, podPorts } from "../../../../gate/pod";
import { podSidecarCommand } from "../../../../gate/sidecar/commands";
import { type OwnRelease, sidecarMemory, sidecarVariable } from "../../../../gate/sidecar/platform";
import { podFinishSeconds, podReadiness, podSidecar } from "../../../../gate/sidecar/pod";
import { splitRef } from "../../../../plan/places/catalogue";
import type { ServerVariable } from "../../../../plan/config/server";
import { expandedServer } from "../../../../plan/serving/server-command";
import { certificateFilesMount, certificateFilesVolume } from "../../landing-zone/certificate-files";
import { literally, variables } from "../../pods";
import { heardAfterSeconds, spareSeconds } from "./ending";
import { fileOf, releaseMount } from "./fetch";
import { secretVariables } from "./own-secrets";
import { certificateVolume, type PodOf, type ServerPod, sizeOf } from "./pod";

type Container = Omit<k8s.types.input.core.v1.Container, "name">;

/** The directory that a server works in, the only one that it can write to. */
const work = "/tmp";

/**
 * A custom server, which listens on 127.0.0.1, and an Envoy that ends mutual TLS before it. The server is a container of those that start
 * before the Envoy and end after it (kubernetes.io/docs/concepts/workloads/pods/sidecar-containers), so that it has answered all when it
 * ends, whatever it does on SIGTERM.
 */
export function ownPod(pod: PodOf<OwnRelease>): ServerPod {
    const { landing, plan, release } = pod;
    const { server } = release;
    const finish = podFinishSeconds(release, plan);
    return {
        annotations: { "kubectl.kubernetes.io/default-container": "server" },
        before: {
            ...(server.modelPath !== undefined && { work: layOut(pod, server.modelPath) }),
            server: serverContainer(pod),
        },
        container: sidecar(pod, finish),
        volumes: [
            certificateVolume(landing),
            certificateFilesVolume(landing.certificateFiles),
            { name: "work", emptyDir: {} },
            { name: "shared", emptyDir: { medium: "Memory" } },
        ],
        startSeconds: server.startSeconds,
        endSeconds: heardAfterSeconds + finish + 2 * spareSeconds,
    };
}

/** Puts the release's file where the server looks for it. */
function layOut({ landing, release }: PodOf, modelPath: string): Container {
    const link = `${work}/${modelPath}`;
    return {
        image: landing.settings.images.gate,
        command: ["/bin/sh", "-c", `mkdir -p "$(dirname "$1")" && ln -sfn "$2" "$1"`, "work", link, fileOf(release)],
        resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "32Mi" } },
        volumeMounts: [{ name: "work", mountPath: work }],
    };
}

function serverContainer({ gpus, landing, model, name, opts, plan, release }: PodOf<OwnRelease>): Container {
    const { server } = release;
    const standard = {
        MODEL_NAME: model.name,
        MODEL_VERSION: release.version,
        MODEL_PATH: server.modelPath === undefined ? fileOf(release) : `${work}/${server.modelPath}`,
        MODEL_DIGEST: release.digest,
        WORK_DIRECTORY: work,
        HOST: "127.0.0.1",
        PORT: String(server.port),
    } satisfies Partial<Record<ServerVariable, string>>;
    const { command, environment } = expandedServer(server, standard);
    const [program, ...args] = command.map(literally);
    const all = Object.entries({ HOME: work, TMPDIR: work, ...environment });
    const { cpu, memory } = sizeOf(plan.hosting);
    return {
        // A plan has none that names none.
        image: server.image!.replaceAll("{region}", splitRef(plan.region).name),
        restartPolicy: "Always",
        // In place of the entry point of the image, and of its command.
        ...(program !== undefined && { command: [program], args }),
        env: [
            ...variables(Object.fromEntries(all.map(([name, value]) => [name, literally(value)]))),
            ...secretVariables(name, server.secrets, landing, opts),
        ],
        // Of the sidecar, which reaches the server: it checks as rarely as a server of one request at a time allows.
        livenessProbe: {
            httpGet: { path: healthPaths.ready, port: podPorts.health },
            initialDelaySeconds: server.startSeconds,
            periodSeconds: 10,
            timeoutSeconds: 10,
            failureThreshold: 3,
        },
        resources: {
            ...gpus?.resources,
            requests: { cpu: String(cpu), memory },
            limits: { memory, ...gpus?.resources.limits },
        },
        volumeMounts: [
            releaseMount,
            { name: "work", mountPath: work },
            // Of 64 MiB by default processes of one server that share tensors run out. It counts as memory of the server.
            { name: "shared", mountPath: "/dev/shm" },
        ],
    };
}

function sidecar({ landing, model, plan, release }: PodOf<OwnRelease>, finishSeconds: number): Container {
    const { startSeconds } = release.server;
    const readiness = podReadiness(model, release);
    const [shell, ...script] = podSidecarCommand(sidecarVariable, readiness, startSeconds, finishSeconds);
    const live = { httpGet: { path: healthPaths.live, port: podPorts.health }, timeoutSeconds: 10 };
    const everySeconds = 2;
    return {
        image: landing.settings.images.gate,
        command: [shell],
        args: script.map(literally),
        env: variables({ [sidecarVariable]: podSidecar(model, release, plan) }),
        ports: [{ name: "https", containerPort: podPorts.server }],
        // It listens once the server can infer, and beside gRPC from the start: there the next probe waits.
        startupProbe: {
            ...live,
            periodSeconds: everySeconds,
            failureThreshold: Math.ceil((startSeconds + spareSeconds) / everySeconds),
        },
        readinessProbe: {
            httpGet: { path: healthPaths.ready, port: podPorts.health },
            periodSeconds: 1,
            timeoutSeconds: 10,
        },
        livenessProbe: { ...live, failureThreshold: 6 },
        lifecycle: { preStop: { sleep: { seconds: heardAfterSeconds } } },
        resources: {
            requests: { cpu: "100m", memory: "64Mi" },
            limits: { memory: `${sidecarMemory.all}Mi` },
        },
        volumeMounts: [certificateFilesMount, { name: "tls", mountPath: podDirectories.tls, readOnly: true }],
    };
}
