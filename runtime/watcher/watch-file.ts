import { z } from "zod";
import { parse } from "../../components/plan/config/parse";

const path = z.string().min(1);
const address = z.strictObject({ host: z.string(), port: z.number().int() });
/** An address, with the name in the certificate of the server there. */
const named = address.extend({ name: z.string() });

/** Milliseconds until routers have detected a change of the state that a gate reports of its region. */
const noticedAfterMs = z.number();

/** A gate on the watcher's own machine. */
const gateBeside = named.extend({
    /** Its administration's socket. */
    admin: path,
    /** The files that say whether the region is to get traffic, and whether answers end their connections. */
    verdict: path,
    ending: path,
    noticedAfterMs,
});

const region = {
    /** All regions of the cell. */
    regions: z.array(z.string()),
    /** By config: no router is to come, so that no other region may rely on this one. */
    isDrained: z.boolean(),
    /** Processes that tell their metrics over HTTP, with what they are. */
    processes: z.array(
        named.extend({
            job: z.string(),
            instance: z.string(),
            /** Whether `host` is a fully qualified name that has the address of each of several processes, which count as one. */
            replicas: z.boolean().optional(),
        }),
    ),
    /**
     * Servers of the store that it asks how they are: the region's own, and of the cell's first region also those of places where
     * nothing is served; with the directory of the certificate of who may ask.
     */
    stores: z.array(named.extend({ instance: z.string(), observer: path })),
    /** Those of the cell's other regions, by which the region says how it does where its own can't. */
    otherStores: z.array(named),
    releases: z.array(
        z.strictObject({
            model: z.string(),
            version: z.string(),
            digest: z.string(),
            instance: z.string(),
            /** What drift is measured against. */
            baseline: path.optional(),
        }),
    ),
    /** Beyond which population stability index something has moved. Where there is none, drift is not measured. */
    drift: z.strictObject({ psi: z.number() }).optional(),
    /** What takes the region out of traffic. Nothing where there is none. */
    withdraw: z
        .strictObject({ digest: z.boolean(), lagSeconds: z.number().optional(), psi: z.number().optional() })
        .optional(),
    failbackAfterSeconds: z.number(),
    everySeconds: z.number(),
    /** Logs of the region's processes, by name of the process; none where the platform collects them (`LOGS_AT`). */
    logs: z.record(z.string(), path),
    /** Where the cell's audit trail is kept. */
    audit: z.strictObject({ log: path, anchors: z.array(path) }).optional(),
};

const schema = z.strictObject({ ...region, gate: gateBeside });
/** If DNS has the gates' addresses, their name is in the environment. */
const schemaByName = z.strictObject({ ...region, gate: z.strictObject({ noticedAfterMs }) });

/** What is watched in a region, as the file of its watcher lists it. Paths are as the process finds them. */
export type Watch = WatchBeside | z.output<typeof schemaByName>;
export type WatchBeside = z.output<typeof schema>;
export type GateBeside = WatchBeside["gate"];
export type WatchedProcess = Watch["processes"][number];

/** Throws `SyntaxError` if the text is not JSON, and `ConfigFaults` if it has another form. */
export function parseWatch(text: string): WatchBeside {
    return parse(schema, JSON.parse(text), "watch");
}

/** The same of a region whose gates have a name in DNS. */
export function parseWatchByName(text: string): Watch {
    return parse(schemaByName, JSON.parse(text), "watch");
}
