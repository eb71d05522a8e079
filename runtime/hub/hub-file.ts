import { z } from "zod";
import { dataClasses } from "../../components/plan/residency";
import { renewalByUpdates } from "../../components/watch/certificates";
import { parse } from "../../components/plan/config/parse";
import { regionRef } from "../../components/plan/config/form";

const path = z.string().min(1);
const named = z.strictObject({ host: z.string(), port: z.number().int(), name: z.string() });

const region = z.strictObject({
    region: regionRef,
    place: z.strictObject({
        name: z.string(),
        country: z.string(),
        latitude: z.number(),
        longitude: z.number(),
    }),
    isDrained: z.boolean(),
    watcher: named,
    releases: z.array(
        z.strictObject({ model: z.string(), version: z.string(), digest: z.string(), percent: z.number() }),
    ),
});

const cell = z.strictObject({
    name: z.string(),
    jurisdictions: z.array(z.string()),
    dataClasses: z.array(z.enum(dataClasses)),
    isProtected: z.boolean(),
    /** Directory of the certificate that the hub shows to the cell's watchers. */
    tls: path,
    regions: z.array(region),
});

const exported = z.strictObject({
    name: z.string(),
    /** Where OTLP's paths begin. */
    endpoint: z.url({ protocol: /^https$/ }),
    cells: z.array(z.string()),
    /** File of the token that is shown there. */
    token: path.optional(),
    /** File of the endpoint's certificate authorities, unless they are public ones. */
    ca: path.optional(),
    everySeconds: z.number().positive(),
});

const schema = z.strictObject({
    service: z.string(),
    limits: z.strictObject({
        availability: z.number().optional(),
        p99Ms: z.number().optional(),
        lagSeconds: z.number().optional(),
        psi: z.number().optional(),
    }),
    anomalies: z.boolean(),
    /** Windows of burn rates are so many times as long: below 1 for rehearsals. */
    burnScale: z.number().positive().default(1),
    /** Seconds after which a cell's last drill is too long ago. */
    drillsEverySeconds: z.number().optional(),
    everySeconds: z.number(),
    /** When certificates of processes are renewed. Default: by updates. */
    renewal: z
        .strictObject({ ticket: z.number().positive(), page: z.number().positive(), remedy: z.string() })
        .default(renewalByUpdates),
    cells: z.array(cell),
    /** The edges, which pass callers on to gates, and the socket of the administration of each. */
    edges: z.array(z.strictObject({ program: z.string(), admin: path })).default([]),
    /** Directory of results of drills. */
    drills: path,
    exports: z.array(exported).default([]),
    /** Regions of which other clouds keep the figures, with the address of what shows them. */
    elsewhere: z
        .array(
            z.strictObject({
                cloud: z.string(),
                regions: z.array(z.strictObject({ cell: z.string(), region: regionRef })),
                url: z.url({ protocol: /^https?$/ }).optional(),
            }),
        )
        .default([]),
});

/** The regions that a hub watches, from its file. Paths are those of the process. */
export type HubFile = z.output<typeof schema>;
export type HubCell = HubFile["cells"][number];
export type HubExport = z.output<typeof exported>;
export type HubEdge = HubFile["edges"][number];
export type HubRegion = HubCell["regions"][number];

/** Throws `SyntaxError` if the text is not JSON, and `ConfigFaults` if it has another form. */
export function parseHubFile(text: string): HubFile {
    return parse(schema, JSON.parse(text), "hub");
}
