import { createHash } from "node:crypto";
import { once } from "node:events";
import { chownSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { gateCommand } from "../../components/gate/packed";
import { platformGate, platformVariables as variables } from "../../components/gate/platform";
import { planConfig } from "../../components/plan/plan";
import type { Container, ContainerArgs } from "../../tests/support/containers/container";
import { freePort } from "../../tests/support/free-port";
import { repositoryConfig, repositoryLock } from "../../tests/support/repository-stack";
import { imageUser as user } from "../../tools/image-contract";
import type { ImageName } from "../../tools/images/images";
import { packageRoot } from "../../tools/package-root";
import { coreSecondsOf } from "../measuring/processor-time";

/** Starts a container, waits until it does its work, and ends it. */
export type Start = () => Promise<Started>;

export interface Started {
    /** Milliseconds until then, from the request to start it. */
    readonly ms: number;
    /** Milliseconds of a processor that its program has used by then, which other work on the machine hardly changes; of one that has ended none are known. */
    readonly processorMs?: number;
}

const model = path.join(packageRoot(), "stacks/models/screening/1.0.0/model.onnx");
const digest = `sha256:${createHash("sha256").update(readFileSync(model)).digest("hex")}`;

/** A start of each image, as a platform would start it. `directory`: where what they read and write lies. */
export async function prepareStarts(
    directory: string,
    run: (image: ImageName, args: ContainerArgs) => Container,
): Promise<Readonly<Record<string, Start>>> {
    const work = path.join(directory, "work");
    mkdirSync(work, { mode: 0o755 });
    copyFileSync(model, path.join(work, "model.onnx"));
    const monitor = await freePort();
    writeFileSync(path.join(work, "nats.conf"), `listen: 127.0.0.1:${await freePort()}\nhttp: 127.0.0.1:${monitor}\n`);
    const writable = path.join(directory, "release");
    const [serving] = planConfig(repositoryConfig("aws"), { lock: repositoryLock() }).plan.cells[0]!.servings;
    let count = 0;
    const start = async (image: ImageName, args: Omit<ContainerArgs, "name">, isStarted: Condition) => {
        const begun = performance.now();
        const container = run(image, { name: `${image}-${count++}`, ...args });
        await container.until("started", () => isStarted(container));
        const ms = performance.now() - begun;
        const processorMs = coreSecondsOf(await container.pid()) * 1000;
        await container.end();
        return { ms, processorMs };
    };
    const serve = (image: ImageName) => async () => {
        const [port, health] = [await freePort(), await freePort()];
        const environment = {
            ...{ MODEL_NAME: "screening", MODEL_VERSION: "1.0.0", MODEL_URI: "/work/model.onnx", MODEL_DIGEST: digest },
            ...{ PORT: String(port), HEALTH_PORT: String(health) },
        };
        const args = { memoryMiB: 512, mounts: { "/work": { from: work } }, environment };
        return start(image, args, () => answers(`http://127.0.0.1:${health}/v2/health/ready`));
    };
    return {
        "runtime, model server ready": serve("runtime"),
        "runtime-native, model server ready": serve("runtime-native"),
        "fetch, release written": () =>
            withStorage(async port => {
                rmSync(writable, { recursive: true, force: true });
                mkdirSync(writable);
                chownSync(writable, user, user);
                const begun = performance.now();
                const container = run("fetch", {
                    name: `fetch-${count++}`,
                    memoryMiB: 128,
                    mounts: { "/release": { from: writable, writable: true } },
                    environment: {
                        ...{ SOURCE_URI: "s3://models/screening", MODEL_URI: "/release/model", MODEL_DIGEST: digest },
                        ...{ AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` },
                        ...{ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
                    },
                });
                const code = await container.exit();
                if (code !== 0) throw new Error(`fetch ended with ${code}: ${container.log}`);
                return { ms: performance.now() - begun };
            }),
        "gate, Envoy with the configuration of stack aws": () =>
            start(
                "gate",
                {
                    command: gateCommand(variables.configuration, "/usr/local/bin/envoy --log-level info"),
                    memoryMiB: 1024,
                    ownNetwork: true,
                    environment: {
                        [variables.configuration]: platformGate(serving!),
                        [variables.gateKey]: "fedcba9876543210".repeat(4),
                        [variables.subjectKey]: "0123456789abcdef".repeat(4),
                    },
                },
                ({ log }) => log.includes("starting workers"),
            ),
        "store, healthy": () =>
            start(
                "store",
                {
                    command: ["/usr/local/bin/nats-server", "--config", "/work/nats.conf"],
                    memoryMiB: 256,
                    mounts: { "/work": { from: work } },
                },
                () => answers(`http://127.0.0.1:${monitor}/healthz`),
            ),
    };
}

/** An object store that has the model under every name. */
async function withStorage<T>(measure: (port: number) => Promise<T>): Promise<T> {
    const server = createServer((_, response) => response.end(readFileSync(model)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
        return await measure((server.address() as AddressInfo).port);
    } finally {
        server.close();
    }
}

type Condition = (container: Container) => boolean | Promise<boolean>;

const answers = (url: string) =>
    fetch(url).then(
        ({ ok }) => ok,
        () => false,
    );
