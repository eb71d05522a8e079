import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { type AuditEvent, EntryRefused, faultIn } from "../../components/watch/audit/entry";
import { mostReasonCharacters } from "../../components/watch/reason";
import { samplesPath } from "../../components/watch/samples";
import { actorHere } from "../audit/actor";
import { appendEntry } from "../audit/trail";
import { readJson } from "../body";
import type { Log } from "../log";
import { listed, Refusal } from "../refusal";
import type { RenewedAgent } from "../renewed-agent";
import type { Answer, Route } from "../routes";
import type { Logs } from "./logs";
import { askPeer } from "./sources";
import type { Watch } from "./watch-file";

const MOST_BYTES = 16 * 1024;

const asked = z.strictObject({
    most: z.int().min(1).max(1000).default(200),
    /** The caller, by the name of its account. */
    by: z.string().min(1).max(256),
    reason: z.string().trim().min(1).max(mostReasonCharacters),
});
const time = z.iso.datetime({ offset: true });
const logsSchema = asked.extend({
    process: z.string().min(1),
    since: time.optional(),
    until: time.optional(),
    contains: z.string().min(1).max(256).optional(),
});
const samplesSchema = asked.extend({ model: z.string().min(1), version: z.string().min(1) });

/** Where a query is answered. */
export interface QueriedRegion {
    readonly cell: string;
    readonly region: string;
}

/**
 * Data that leaves a cell only if the caller names an identity and a reason: log lines and samples of model inputs. The audit trail
 * records the request before it is answered. If the entry can't be written, the request fails.
 */
export function queryRoutes(
    where: QueriedRegion,
    watch: () => Watch,
    logs: Logs,
    agent: RenewedAgent,
    log: Log,
): readonly Route[] {
    const writeDown = async (
        trail: NonNullable<Watch["audit"]>,
        by: string,
        event: Pick<AuditEvent, "subject" | "what" | "detail">,
    ): Promise<void> => {
        const { cell, region } = where;
        try {
            await appendEntry(
                { cell, ...trail },
                {
                    ...event,
                    actor: { user: by, host: actorHere().host },
                    via: "query",
                    region: region as NonNullable<AuditEvent["region"]>,
                },
            );
        } catch (error) {
            if (error instanceof EntryRefused) {
                throw new Refusal(400, error.message);
            }
            log.error("query refused", { reason: error instanceof Error ? error.message : String(error) });
            throw new Refusal(503, "the audit trail can't be written to all its places, so nothing is answered");
        }
    };

    const linesOf = async (message: IncomingMessage): Promise<Answer> => {
        const { process, since, until, contains, most, by, reason } = await read(message, logsSchema);
        const found = logs.of(process);
        const { trail } = kept(watch());
        await writeDown(trail, by, {
            subject: "logs",
            what: `logs of ${process}: ${reason}`,
            // The text that lines must contain may be a subject, so only its presence is recorded.
            detail: { ...defined({ process, since, until }), filtered: contains !== undefined, most, reason },
        });
        const lines = await found.lines({ contains, since: at(since), until: at(until), most });
        return json({ ...where, process, ...lines });
    };

    const samples = async (message: IncomingMessage): Promise<Answer> => {
        const { model, version, most, by, reason } = await read(message, samplesSchema);
        const { trail, releases, processes } = kept(watch());
        const release = releases.find(one => one.model === model && one.version === version);
        const server = processes.find(({ instance }) => instance === release?.instance);
        if (server === undefined) {
            const running = releases.map(({ model, version }) => `${model} ${version}`);
            throw new Refusal(404, `no such release runs here; allowed: ${listed(running)}`);
        }
        await writeDown(trail, by, {
            subject: "samples",
            what: `samples of model ${model} ${version}: ${reason}`,
            detail: { model, version, most, reason },
        });
        const { status, text } = await askPeer(agent, server, `${samplesPath}?most=${most}`).catch(() => {
            throw new Refusal(503, "the release's server does not answer; try again");
        });
        if (status !== 200) {
            throw new Refusal(status, (JSON.parse(text) as { error: string }).error);
        }
        const reported = JSON.parse(text) as { readonly kept: number; readonly samples: readonly unknown[] };
        return json({ ...where, model, version, ...reported });
    };

    return [
        { method: "POST", path: "/v1/logs", observed: "instead", handle: (_path, message) => linesOf(message) },
        { method: "POST", path: samplesPath, observed: "instead", handle: (_path, message) => samples(message) },
    ];
}

async function read<Schema extends z.ZodType>(message: IncomingMessage, schema: Schema): Promise<z.output<Schema>> {
    const { data, error } = schema.safeParse(await readJson(message, MOST_BYTES));
    if (error !== undefined) {
        throw new Refusal(400, `the body is not as it should be: ${faultIn(error)}`);
    }
    return data;
}

/** The watched processes, with the record of callers. */
function kept(watch: Watch): Watch & { readonly trail: NonNullable<Watch["audit"]> } {
    if (watch.audit === undefined) {
        throw new Refusal(
            409,
            "no audit trail is kept, in which this would be written down; set observability.audit: true",
        );
    }
    return { ...watch, trail: watch.audit };
}

function at(time: string | undefined): number | undefined {
    return time === undefined ? undefined : Date.parse(time);
}

/** Without undefined fields. */
function defined(said: Readonly<Record<string, string | undefined>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
}

function json(body: object): Answer {
    return { status: 200, body: JSON.stringify(body), headers: { "cache-control": "no-store" } };
}
