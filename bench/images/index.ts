import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Containerd, whyNoContainers } from "../../tests/support/containers/containerd";
import { Registry } from "../../tests/support/containers/registry";
import { getTool, silent } from "../../tools";
import { imagesIn } from "../../tools/crane/layout";
import { pushImages } from "../../tools/crane/push";
import { architectures } from "../../tools/images/architecture";
import { type BuiltImage, buildLayout } from "../../tools/images/build";
import { imageOf, type ImageName, imageNames } from "../../tools/images/images";
import { readPins } from "../../tools/images/pins/pins";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { repeat } from "../harness/repeat";
import { prepareStarts, type Start } from "./starts";

const runs = 7;
const mebibyte = 2 ** 20;

export const images: Benchmark = {
    description:
        "container images: what a machine downloads that has no layer of them, and how soon a container answers",
    goal: "none set",
    async run(note) {
        const directory = mkdtempSync(path.join(tmpdir(), "images-"));
        const layout = path.join(directory, "layout");
        note("building all images");
        const chosen = Object.fromEntries(imageNames.map(name => [name, imageOf(name)]));
        const built = await buildLayout(chosen, readPins(), layout, silent);
        const sizes = built.flatMap(sizesOf);
        const reason = whyNoContainers();
        if (reason === undefined) return [...sizes, ...(await withContainers(layout, built, directory, note))];
        note(`no start is measured: ${reason}`);
        return sizes;
    },
};

const sizesOf = ({ name, platforms }: BuiltImage): Figure[] =>
    architectures.flatMap(architecture =>
        platforms
            .filter(platform => platform.architecture === architecture)
            .map(({ bytes }) => ({ name: `${name}: ${architecture}`, unit: "MiB", values: [bytes / mebibyte] })),
    );

async function withContainers(
    layout: string,
    built: readonly BuiltImage[],
    directory: string,
    note: Note,
): Promise<Figure[]> {
    const registry = await Registry.start();
    try {
        const to = `${registry.address}/meridian`;
        await pushImages(layout, imagesIn(layout), to, await getTool("crane"), silent);
        const daemon = await Containerd.start();
        try {
            const reference = (name: ImageName) => `${to}/${name}@${built.find(each => each.name === name)!.digest}`;
            for (const name of imageNames) await daemon.pull(reference(name));
            const starts = await prepareStarts(directory, (name, args) => daemon.run(reference(name), args));
            return await figuresOf(starts, note);
        } finally {
            await daemon.stop();
        }
    } finally {
        await registry.stop();
    }
}

async function figuresOf(starts: Readonly<Record<string, Start>>, note: Note): Promise<Figure[]> {
    const figures: Figure[] = [];
    for (const [name, start] of Object.entries(starts)) {
        note(`start: ${name}`);
        // The first one reads its files from the disk.
        await start();
        const started = await repeat(runs, start);
        figures.push({ name: `start: ${name}`, unit: "ms", values: started.map(({ ms }) => ms) });
        const used = started.flatMap(({ processorMs }) => processorMs ?? []);
        if (used.length > 0) figures.push({ name: `start: ${name}, of a processor`, unit: "ms", values: used });
    }
    return figures;
}
