import { progressOn } from "../../tools";
import { pushImages } from "../../tools/crane/push";
import { exitCodes, ProjectError, UsageError } from "../exit";
import { shown } from "../files";
import { lockFile } from "../lock-file";
import { commonOptions, readOptions } from "../options";
import { findProject } from "../project";
import { craneTool } from "./crane";
import { defaultLayout, digestsOf, layoutImages } from "./layout";
import { lockBefore, lockImages, reportLocked } from "./locked";

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
    const before = lockBefore(project);
    const layout = options.from ?? defaultLayout();
    const images = layoutImages(layout);
    const crane = await craneTool();
    for (const registry of registries) {
        await pushImages(layout, images, registry, crane, progressOn()).catch((error: unknown) => {
            throw new ProjectError(
                `${registry} takes no images; log in by \`crane auth login\` or \`docker login\`, and create the repositories where the ` +
                    `registry does not: ${(error as Error).message}`,
            );
        });
    }
    const locked = lockImages(project, before, digestsOf(images));
    if (options.json) {
        const file = shown(lockFile(project));
        process.stdout.write(`${JSON.stringify({ registries, images: locked, file }, undefined, 2)}\n`);
    } else {
        reportLocked(project, digestsOf(images));
    }
    return exitCodes.ok;
}
