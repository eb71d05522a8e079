import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import { names } from "../architecture";
import { fetchTarball } from "../pins/npm-tarball";
import { readTarball } from "../pins/tarball";
import type { Layer } from "./content";
import { installedPackage, npmPackage } from "./npm";
import { programsFolder as folder } from "../../image-contract";

/** Of 140 MB for browsers, what Node loads. */
const webFiles = [
    "package.json",
    ...["ort.node.min.js", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"].map(file => `dist/${file}`),
];

/** The runtime in WebAssembly, which runs on every processor. */
export const onnxRuntimeWeb: Layer = {
    name: "onnxruntime-web",
    make: () => ({
        entries: webFiles.map(file => ({
            path: `${folder}/node_modules/onnxruntime-web/${file}`,
            data: readFileSync(join(packageRoot(), "node_modules", "onnxruntime-web", file)),
        })),
        packages: [installedPackage("onnxruntime-web")],
    }),
};

/** The runtime in native code: of the processors that the package is for, the image's. */
export const onnxRuntimeNode: Layer = {
    name: "onnxruntime-node",
    make: async ({ architecture, pins, progress }) => {
        const pin = pins["onnxruntime-node"];
        const platform = `/linux/${names[architecture].npm}/`;
        const files = await readTarball(
            await fetchTarball(pin, progress),
            path =>
                /^package\/(package\.json|dist\/[^/]+\.js)$/.test(path) ||
                (path.startsWith("package/bin/") && path.includes(platform)),
        );
        return {
            entries: [...files].map(([path, data]) => ({
                path: path.replace("package", `${folder}/node_modules/onnxruntime-node`),
                data,
            })),
            packages: [npmPackage(pin, "MIT")],
        };
    },
};
