import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { imageNames, type ImageName, images } from "./images";

export interface Arguments {
    readonly images: readonly ImageName[];
    /** Where to write the layout. */
    readonly out?: string;
    readonly json: boolean;
    /** What to do with the digests of all images: write images.json, or compare them with it. */
    readonly release?: "write" | "compare";
    readonly updatePins: boolean;
    readonly help: boolean;
}

export class UsageError extends Error {}

export const help = `usage: npm run images -- [options] [image …]

Builds the container images of the data plane as an OCI image layout, without a container runtime: every image for amd64 and arm64, with a
list of its software (SPDX) attached. The digests depend on the sources and pins of the checkout alone.

images (default: all):
${imageNames.map(name => `  ${name.padEnd(16)} ${images[name].description}`).join("\n")}

options:
  --out <folder>   where to write the layout (default: a folder of the user's cache, which it prints)
  --json           print digests and sizes as JSON
  --release        write the digests of all images to images.json, for a release
  --compare        fail if the digests of all images are not those of images.json
  --update-pins    take the newest Node, Debian and Go into tools/images, and build nothing; needs Debian's apt
  -h, --help       show this

exit codes: 0 done, 1 failed, 2 wrong usage
`;

export function parseArguments(argv: readonly string[]): Arguments {
    const { values, positionals } = read(argv);
    const isImage = (name: string): name is ImageName => (imageNames as readonly string[]).includes(name);
    const unknown = positionals.filter(name => !isImage(name));
    if (unknown.length > 0) {
        throw new UsageError(`no image is named ${unknown.join(", ")}; allowed: ${imageNames.join(", ")}`);
    }
    const named = positionals.filter(isImage);
    if (values["update-pins"] && (named.length > 0 || values.out !== undefined)) {
        throw new UsageError("--update-pins builds nothing; leave out the images and --out");
    }
    const { release, compare, "update-pins": updatePins } = values;
    if ([release, compare, updatePins].filter(chosen => chosen).length > 1) {
        throw new UsageError("--release, --compare and --update-pins exclude each other; name one");
    }
    if ((release || compare) && named.length > 0) {
        throw new UsageError("--release and --compare are about all images; leave out their names");
    }
    return {
        images: named.length > 0 ? imageNames.filter(name => named.includes(name)) : imageNames,
        ...(values.out !== undefined && { out: resolve(values.out) }),
        json: values.json,
        ...(release && { release: "write" as const }),
        ...(compare && { release: "compare" as const }),
        updatePins,
        help: values.help,
    };
}

function read(argv: readonly string[]) {
    try {
        return parseArgs({
            args: [...argv],
            allowPositionals: true,
            options: {
                out: { type: "string" },
                json: { type: "boolean", default: false },
                release: { type: "boolean", default: false },
                compare: { type: "boolean", default: false },
                "update-pins": { type: "boolean", default: false },
                help: { type: "boolean", short: "h", default: false },
            },
        });
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}
