import { z } from "zod";

import { regionRef, sha256 } from "../../../plan/config/form";

const path = z.string().min(1);
const program = z.string().min(1);

const server = z.object({
    program,
    model: z.string(),
    version: z.string(),
    digest: sha256,
    /** In percent; 0 for a shadow. */
    percent: z.number(),
    artifact: path,
});

const region = z.object({
    region: regionRef,
    /** The watcher that decides whether the region receives traffic; `name` is that in its certificate. */
    watcher: z.object({ host: z.string(), port: z.number().int(), name: z.string() }),
    /** What runs there, of the store too. */
    programs: z.array(program),
    gate: z.object({ program, admin: path }),
    /** Of models, in order of model and version. */
    servers: z.array(server),
});

const store = z.object({
    /** Directory of the client certificate for health checks of the servers. */
    observer: path,
    places: z.array(
        z.object({
            place: regionRef,
            program,
            host: z.string(),
            port: z.number().int(),
            name: z.string(),
            data: path,
            configuration: path,
        }),
    ),
    tables: z.array(
        z.object({
            name: z.string(),
            partitionKey: z.string(),
            sortKey: z.string().optional(),
            ttl: z.string().optional(),
        }),
    ),
});

const cell = z.object({
    name: z.string(),
    host: z.string(),
    authority: path,
    /** Directory of the operators' certificate for watchers. */
    hands: z.object({ directory: path }),
    asks: z.object({ token: z.boolean(), certificate: z.boolean() }),
    points: z.array(z.object({ city: z.string(), host: z.string(), port: z.number().int() })),
    models: z.array(
        z.object({
            name: z.string(),
            sticky: z.object({ kind: z.enum(["header", "cookie", "claim"]), name: z.string() }).optional(),
            /** Relative to the project. */
            samples: z.array(path),
        }),
    ),
    regions: z.array(region),
    store: store.optional(),
    /** Where its audit trail is kept, where it keeps one. */
    audit: z.object({ log: path, anchors: z.array(path) }).optional(),
});

/**
 * Form of `watched.json`, the list of a stack's parts that drills need. Paths are relative to the stack's runtime directory; programs are
 * named as in the supervisor.
 */
export const watchedSchema = z.object({
    service: z.string(),
    limits: z.object({ p99Ms: z.number().optional() }),
    recovery: z.object({ rtoSeconds: z.number().optional(), rpoSeconds: z.number().optional() }),
    edges: z.array(z.object({ program, admin: path })),
    cells: z.array(cell),
});

export type Watched = z.output<typeof watchedSchema>;
export type WatchedCell = Watched["cells"][number];
export type WatchedRegion = WatchedCell["regions"][number];
export type WatchedStore = NonNullable<WatchedCell["store"]>;
