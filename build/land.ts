import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Plugin } from "esbuild";
import type { GeoPermissibleObjects } from "d3-geo";
import type { Topology } from "topojson-specification";

import { mapSize } from "../runtime/hub/page/map/map-size";

/**
 * Answers `import { land } from "world-land"` with the outline of all land as one SVG path. Drawing it takes a topology and the
 * code that reads it; drawn here, a browser gets neither. Whole units of the map are finer than the data.
 */
export const landModule: Plugin = {
    name: "world-land",
    setup(building) {
        building.onResolve({ filter: /^world-land$/ }, ({ path: name }) => ({ path: name, namespace: "land" }));
        building.onLoad({ filter: /.*/, namespace: "land" }, async () => ({
            contents: `export const land = ${JSON.stringify(await landPath())};`,
            loader: "js",
        }));
    },
};

/** The packages whose data is in the path, for their notice. */
export const landPackages = ["world-atlas"];

async function landPath(): Promise<string> {
    const { geoEqualEarth, geoPath } = await import("d3-geo");
    const { feature } = await import("topojson-client");
    const file = path.join(path.dirname(require.resolve("world-atlas/package.json")), "land-110m.json");
    const topology = JSON.parse(await readFile(file, "utf8")) as Topology;
    const land = feature(topology, topology.objects.land!) as GeoPermissibleObjects;
    const projection = geoEqualEarth().fitExtent(mapSize, { type: "Sphere" });
    return relative(geoPath(projection).digits(0)(land) ?? "");
}

/** The same path told by the steps from point to point, which takes half of the text; steps of nothing are left out. */
function relative(absolute: string): string {
    let [fromX, fromY] = [0, 0];
    let start: [number, number] = [0, 0];
    return absolute.replaceAll(/([ML])(-?\d+),(-?\d+)|Z/g, (command, kind: string | undefined, x = "", y = "") => {
        if (kind === undefined) {
            [fromX, fromY] = start;
            return command;
        }
        const [dx, dy] = [Number(x) - fromX, Number(y) - fromY];
        [fromX, fromY] = [Number(x), Number(y)];
        if (kind === "M") {
            start = [fromX, fromY];
        } else if (dx === 0 && dy === 0) {
            return "";
        }
        return `${kind.toLowerCase()}${dx}${dy < 0 ? "" : " "}${dy}`;
    });
}
