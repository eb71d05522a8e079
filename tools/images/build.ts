import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root";
import type { Progress } from "../progress";
import { architectures as all, type Architecture } from "./architecture";
import type { Layer } from "./content/content";
import type { Image } from "./images";
import { Blobs, type Descriptor } from "./layout/blobs";
import {
    configType,
    configurationOf,
    indexOf,
    indexType,
    labelsOf,
    manifestOf,
    manifestType,
    platformOf,
} from "./layout/documents";
import { makeLayer, type MadeLayer } from "./layout/layer";
import { attachSbom } from "./layout/sbom";
import type { Pins } from "./pins/pins";

export interface BuiltImage {
    readonly name: string;
    /** Of the index, by which every platform pulls it. */
    readonly digest: string;
    readonly platforms: readonly {
        readonly architecture: Architecture;
        readonly digest: string;
        /** What a machine pulls that has no layer of it. */
        readonly bytes: number;
        readonly sbom: string;
    }[];
}

/** Writes images as an OCI image layout (image-layout.md) into the folder, which has nothing else. */
export async function buildLayout(
    images: Readonly<Record<string, Image>>,
    pins: Pins,
    layout: string,
    progress: Progress,
    architectures: readonly Architecture[] = all,
): Promise<readonly BuiltImage[]> {
    const blobs = new Blobs(layout);
    const version = packageVersion();
    const layers = new Layers(blobs, pins, progress);
    const entries: Descriptor[] = [];
    const built: BuiltImage[] = [];
    for (const [name, image] of Object.entries(images)) {
        const { index, sboms, ...result } = await buildImage(name, image, version, layers, blobs, architectures);
        entries.push({ ...index, annotations: { "org.opencontainers.image.ref.name": name } }, ...sboms);
        built.push(result);
    }
    mkdirSync(layout, { recursive: true });
    writeFileSync(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
    writeFileSync(join(layout, "index.json"), JSON.stringify(indexOf(entries)));
    return built;
}

/** What images say is their version. */
export function packageVersion(): string {
    return (JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { version: string }).version;
}

async function buildImage(
    name: string,
    image: Image,
    version: string,
    layers: Layers,
    blobs: Blobs,
    architectures: readonly Architecture[],
) {
    const sboms: Descriptor[] = [];
    const manifests: Descriptor[] = [];
    const platforms: BuiltImage["platforms"][number][] = [];
    let labels: Readonly<Record<string, string>> = {};
    for (const architecture of architectures) {
        const made: MadeLayer[] = [];
        for (const layer of image.layers) made.push(await layers.make(layer, architecture));
        const packages = made.flatMap(layer => layer.packages);
        labels = labelsOf(
            image,
            version,
            packages.map(({ license }) => license),
        );
        const config = blobs.addJson(configType, configurationOf(image, architecture, made, labels));
        const manifest = blobs.addJson(manifestType, manifestOf(config, made, labels));
        const sbom = attachSbom(`${name}-${architecture}`, version, packages, manifest, blobs);
        manifests.push({ ...manifest, platform: platformOf(architecture)! });
        sboms.push(sbom);
        const bytes = made.reduce((sum, { blob }) => sum + blob.size, config.size);
        platforms.push({ architecture, digest: manifest.digest, bytes, sbom: sbom.digest });
    }
    const index = blobs.addJson(indexType, indexOf(manifests, labels));
    return { index, sboms, name, digest: index.digest, platforms };
}

/** Each layer once an architecture, however many images have it. */
class Layers {
    private readonly made = new Map<string, Promise<MadeLayer>>();

    constructor(
        private readonly blobs: Blobs,
        private readonly pins: Pins,
        private readonly progress: Progress,
    ) {}

    make(layer: Layer, architecture: Architecture): Promise<MadeLayer> {
        const key = `${layer.name} ${architecture}`;
        const known = this.made.get(key);
        if (known !== undefined) return known;
        const made = this.makeNow(layer, architecture);
        this.made.set(key, made);
        return made;
    }

    private async makeNow(layer: Layer, architecture: Architecture): Promise<MadeLayer> {
        const content = await layer.make({ architecture, pins: this.pins, progress: this.progress });
        return this.progress.step(`packing ${layer.name} for ${architecture}`, () =>
            makeLayer(layer.name, content, this.blobs),
        );
    }
}
