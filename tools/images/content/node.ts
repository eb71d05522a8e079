import { fetchTarball } from "../pins/npm-tarball";
import { readTarball } from "../pins/tarball";
import type { Layer } from "./content";
import { npmPackage } from "./npm";

const program = "package/bin/node";
const license = "package/LICENSE";

/** Node.js, of which images have the program alone: no npm, no headers. */
export const node: Layer = {
    name: "node",
    make: async ({ architecture, pins, progress }) => {
        const pin = pins.node[architecture];
        const files = await readTarball(await fetchTarball(pin, progress), path => [program, license].includes(path));
        return {
            entries: [{ path: "usr/local/bin/node", data: files.get(program)!, executable: true }],
            packages: [
                {
                    ...npmPackage(pin, "MIT", files.get(license)),
                    name: "node",
                    cpe: `cpe:2.3:a:nodejs:node.js:${pin.version}:*:*:*:lts:*:*:*`,
                },
            ],
        };
    },
};
