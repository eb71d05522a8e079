import { allocator } from "../allocator";
import { programsFolder, releaseFolder } from "../image-contract";
import type { Layer } from "./content/content";
import { debian } from "./content/debian";
import { envoy } from "./content/envoy";
import { natsServer } from "./content/nats-server";
import { node } from "./content/node";
import { onnxRuntimeNode, onnxRuntimeWeb } from "./content/onnx-runtime";
import { fetchProgram, runtimePrograms } from "./content/program-table";
import { programs } from "./content/programs";
import { system, volume } from "./content/system";

export interface Image {
    readonly title: string;
    readonly description: string;
    readonly layers: readonly Layer[];
    readonly entrypoint: readonly string[];
    /** Arguments where a platform gives none. */
    readonly command?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    /**
     * Folders that it is made to write to. Platforms that mount an empty volume there give it the owner that the folder has in the image
     * (docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html).
     */
    readonly volumes?: readonly string[];
}

const libc = debian("libc", ["libc6"]);
const libstdcxx = debian("libstdc++", ["libgcc-s1", "libstdc++6"]);
/** What a platform that passes configuration in a variable unpacks it with (`components/gate/packed.ts`). */
const shell = debian(
    "shell",
    ["busybox-static"],
    ["sh", "base64", "gunzip"].map(name => ({ path: `bin/${name}`, target: "busybox" })),
);

const nodeEnvironment = { NODE_ENV: "production", ...allocator } as const;

const runtime: Image = {
    title: "Meridian runtime",
    description: "Programs of the data plane: model server, table server, comparer, watcher, hub, certifier, operator",
    // From what changes least, so that a release of the programs is a pull of the last layer.
    layers: [system, libc, libstdcxx, node, onnxRuntimeWeb, programs("programs", runtimePrograms)],
    entrypoint: ["/usr/local/bin/node"],
    command: [`/${programsFolder}/model-server.js`],
    environment: nodeEnvironment,
};

/** What `npm run images` builds. */
export const images = {
    runtime,
    "runtime-native": {
        ...runtime,
        title: "Meridian runtime with native ONNX Runtime",
        layers: [...runtime.layers.slice(0, -1), onnxRuntimeNode, ...runtime.layers.slice(-1)],
    },
    fetch: {
        title: "Meridian fetch",
        description: "Gets one release from object storage, a registry, an address or the cell's store",
        layers: [system, volume(releaseFolder), libc, libstdcxx, node, programs("fetch", [fetchProgram])],
        entrypoint: ["/usr/local/bin/node", `/${programsFolder}/fetch.js`],
        environment: nodeEnvironment,
        volumes: [`/${releaseFolder}`],
    },
    gate: {
        title: "Meridian gate",
        description: "Envoy, and a shell that unpacks its configuration from a variable",
        layers: [system, libc, shell, envoy],
        entrypoint: ["/usr/local/bin/envoy"],
    },
    store: {
        title: "Meridian store",
        description:
            "The NATS server that a region's tables and artifacts are in, and a shell that has it read renewed certificates",
        layers: [system, shell, natsServer],
        entrypoint: ["/usr/local/bin/nats-server"],
    },
} as const satisfies Readonly<Record<string, Image>>;

export type ImageName = keyof typeof images;
export const imageNames = Object.keys(images) as ImageName[];
export const imageOf = (name: ImageName): Image => images[name];
