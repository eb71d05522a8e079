import type { Program } from "../bundle";

const main = (name: string, loads: readonly string[], page?: true): Program => ({
    name,
    source: `runtime/${name}/main.ts`,
    loads,
    ...(page && { page }),
});

/** Ends when it has downloaded a release: an image of its own, which pulls fast. */
export const fetchProgram = main("fetch", []);

/** Programs of `runtime/`: `/programs/<name>.js` of image `runtime`. What a new one loads by name (`createRequire`) stands beside it. */
export const runtimePrograms: readonly Program[] = [
    main("model-server", ["prom-client", "onnxruntime-common"]),
    main("table-server", ["prom-client"]),
    main("comparer", ["prom-client"]),
    main("watcher", ["prom-client"]),
    main("keeper", []),
    main("hub", ["prom-client"], true),
    main("certifier", ["prom-client"]),
    main("isolation", []),
    main("operator", []),
    main("backup", []),
    { name: "health", source: "runtime/model-server/health.ts", loads: [] },
];
