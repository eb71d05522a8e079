import { existsSync } from "node:fs";
import path from "node:path";

import { emptyLock, type Lock } from "../../components/plan/config/lock";
import { type ImageName, imageNames } from "../../components/plan/config/images";
import { progressOn } from "../../tools";
import { cacheDirectory } from "../../tools/cache";
import { imagesIn, type LayoutImage } from "../../tools/crane/layout";
import { pushImages } from "../../tools/crane/push";
import { columns } from "../columns";
import { exitCodes, ProjectError, UsageError } from "../exit";
import { shown } from "../files";
import { lockFile, readLock, writeLock } from "../lock-file";
import { commonOptions, readOptions } from "../options";
import { findProject } from "../project";
import { styleFor } from "../style";
import { craneTool } from "./crane";

const registryForm = /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*$/;

/** `meridian images push`. */
export async function push(argv: readonly string[]): Promise<number> {
    const { json, help } = commonOptions;
    const options = readOptions(argv, {
        json,
        help,
        from: { type: "string" },
        to: { type: "string", multiple: true },
    } as const);
    const registries = options.to ?? [];
    const wrong = registries.find(registry => !registryForm.test(registry));
    if (registries.length === 0) throw new UsageError("say where to by --to <registry>");
    if (wrong !== undefined) throw new UsageError(`--to ${wrong} is no registry; allowed: <host>[:<port>][/<path>]`);
    const project = findProject(process.cwd());
    const before = readLock(project) ?? emptyLock;
    const images = builtIn(options.from ?? path.join(cacheDirectory(), "images", "layout"));
    const crane = await craneTool();
    for (const registry of registries) {
        await pushImages(images.layout, images.all, registry, crane, progressOn()).catch((error: unknown) => {
            throw new ProjectError(
                `${registry} takes no images; log in by \`crane auth login\` or \`docker login\`, and create the repositories where the ` +
                    `registry does not: ${(error as Error).message}`,
            );
        });
    }
    const lock = { ...before, images: { ...before.images, ...digestsOf(images.all) } } satisfies Lock;
    writeLock(project, lock);
    const file = shown(lockFile(project));
    if (options.json) {
        process.stdout.write(`${JSON.stringify({ registries, images: lock.images, file }, undefined, 2)}\n`);
    } else {
        const { dim, good, strong } = styleFor(process.stdout);
        const [head = "", ...rows] = columns(
            ["image", "digest"],
            images.all.map(({ name, digest }) => [name, digest]),
        );
        process.stdout.write(`${[dim(head), ...rows].join("\n")}\n${strong(file)}: ${good("written")}\n`);
    }
    return exitCodes.ok;
}

function builtIn(layout: string): { readonly layout: string; readonly all: readonly LayoutImage[] } {
    if (!existsSync(path.join(layout, "index.json"))) {
        throw new ProjectError(
            `${layout} is no OCI image layout; build one with \`npm run images\` in a checkout, and name it by --from`,
        );
    }
    const all = imagesIn(layout).filter(({ name }) => isName(name));
    if (all.length === 0) {
        throw new ProjectError(
            `${layout} has none of the images ${imageNames.join(", ")}; build them with \`npm run images\``,
        );
    }
    return { layout, all };
}

const isName = (name: string): name is ImageName => (imageNames as readonly string[]).includes(name);

function digestsOf(images: readonly LayoutImage[]): Partial<Record<ImageName, string>> {
    return Object.fromEntries(images.map(({ name, digest }) => [name, digest]));
}
