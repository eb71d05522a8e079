import { readFile } from "node:fs/promises";
import { request as plainRequest } from "node:http";
import { request, type RequestOptions } from "node:https";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { inboxOf } from "../../../../runtime/store/subjects";
import { shorter } from "../../../../tools/unix-socket";
import { EnvoyAdmin } from "../../../../runtime/keeper/envoy-admin";
import { neverReady } from "../launcher/never-ready";
import { projectDirectory } from "./files";
import { accessOf } from "./store/access";
import { withStore } from "../../../../runtime/operator/connection";

/** What has to answer before a process counts as made. Files are relative to the stack's runtime directory. */
export type Probe = WebProbe | PlainProbe | SocketProbe | EnvoyProbe | StoreProbe;

/** An address that has to answer 200 over TLS. */
export interface WebProbe {
    readonly host: string;
    readonly port: number;
    readonly serverName: string;
    readonly path: string;
    readonly authority: string;
    /** Directory of the certificate to show, where one is asked for. */
    readonly identity?: string;
}

/** An address of the loopback interface that has to answer 200 in plain text. */
export interface PlainProbe {
    readonly host: string;
    readonly port: number;
    readonly path: string;
}

/** A path that has to answer 200 on a Unix socket. */
export interface SocketProbe {
    readonly socket: string;
    readonly path: string;
    /** Seconds that it may take. */
    readonly patienceSeconds: number;
}

/** An Envoy, asked by its administration whether it serves: it may share its ports with another, which would answer for it. */
export interface EnvoyProbe {
    /** Its Unix socket. */
    readonly admin: string;
}

/** A server of a store, queried with the certificate of an operator. */
export interface StoreProbe {
    readonly host: string;
    readonly port: number;
    /** The name in its certificate. */
    readonly name: string;
    /** Directory of the certificate to show. */
    readonly observer: string;
}

/** A server reads, checks and loads a model in well under a second; a machine that starts a whole stack takes longer. */
const patienceMs = 60_000;

/**
 * For a server that was started again to have all that the others have, before the next one is. Where a majority is down,
 * too, it can't, and is no longer waited for.
 */
const wholePatienceMs = 30_000;

/** Waits until it answers; else throws what `explain` makes of the last reason. `again`: it has run before. */
export async function awaitProbe(
    root: string,
    probe: Probe,
    explain: (reason: string) => Promise<string>,
    again = false,
): Promise<void> {
    const deadline = Date.now() + ("patienceSeconds" in probe ? probe.patienceSeconds * 1000 : patienceMs);
    const wholeUntil = again ? Date.now() + wholePatienceMs : 0;
    for (;;) {
        const whole = Date.now() < wholeUntil;
        const reason = await reasonNow(root, probe, whole).catch(async (error: unknown) => {
            if (error instanceof NeverReady) throw new Error(await explain(error.message));
            return (error as Error).message;
        });
        if (reason === undefined) {
            return;
        }
        if (Date.now() > deadline) {
            throw new Error(await explain(reason));
        }
        await pause(30);
    }
}

/** Whether all of them answer now. */
export async function answerNow(root: string, probes: readonly Probe[]): Promise<boolean> {
    const reasons = probes.map(probe =>
        reasonNow(root, probe, false).catch((error: unknown) => (error as Error).message),
    );
    return (await Promise.all(reasons)).every(reason => reason === undefined);
}

/** Why it is not ready; undefined where it is. Rejects where it does not answer. */
function reasonNow(root: string, probe: Probe, whole: boolean): Promise<string | undefined> {
    if ("observer" in probe) return askStore(root, probe, whole);
    if ("admin" in probe) return askEnvoy(root, probe);
    if ("socket" in probe)
        return ask(plainRequest, { socketPath: shorter(path.join(root, probe.socket)), path: probe.path }, neverReady);
    return "serverName" in probe ? askTls(root, probe) : ask(plainRequest, probe);
}

async function askEnvoy(root: string, { admin }: EnvoyProbe): Promise<string | undefined> {
    return (await new EnvoyAdmin(path.join(root, admin)).isUp()) ? undefined : "envoy does not serve yet";
}

/** What a server says of a store that it can't use (`healthz` in monitor.go of nats-server). Other errors come from a busy server, too. */
const STORES_NOTHING = 503;

/**
 * Why a server of a store that runs stores nothing: after a write that its disk had no room for it gives up all of its storage, until it is
 * started again. Undefined where it stores, or does not say.
 */
export async function storeFault(root: string, probes: readonly Probe[]): Promise<string | undefined> {
    const [probe] = probes.filter(each => "observer" in each);
    const health = probe && (await storeHealth(root, probe, false).catch(() => undefined));
    return health?.status_code === STORES_NOTHING ? reasonOf(health) : undefined;
}

async function askStore(root: string, probe: StoreProbe, whole: boolean): Promise<string | undefined> {
    const health = await storeHealth(root, probe, whole);
    return health?.status_code === 200 ? undefined : reasonOf(health);
}

interface StoreHealth {
    readonly status_code?: number;
    readonly error?: string;
}

const reasonOf = (health: StoreHealth | undefined) => health?.error ?? "it does not tell its health";

async function storeHealth(
    root: string,
    { observer, ...server }: StoreProbe,
    whole: boolean,
): Promise<StoreHealth | undefined> {
    const access = accessOf({ root: path.relative(projectDirectory(), root), servers: [server], identity: observer });
    return withStore(access, inboxOf("observer", "any"), async nats => {
        const subject = `$SYS.REQ.SERVER.${nats.info?.server_id ?? ""}.HEALTHZ`;
        const wanted = JSON.stringify(whole ? {} : { "js-enabled-only": true });
        const answer = await nats.request(subject, wanted, { timeout: 2000 });
        return answer.json<{ readonly data?: StoreHealth }>().data;
    });
}

async function askTls(root: string, probe: WebProbe): Promise<string | undefined> {
    const read = (file: string) => readFile(path.join(root, file));
    const identity =
        probe.identity === undefined
            ? {}
            : { cert: await read(`${probe.identity}/tls.crt`), key: await read(`${probe.identity}/tls.key`) };
    return ask(request, {
        host: probe.host,
        port: probe.port,
        servername: probe.serverName,
        path: probe.path,
        headers: { host: probe.serverName },
        ca: await read(probe.authority),
        ...identity,
    });
}

class NeverReady extends Error {}

/** Rejects with `NeverReady` at the status that means it. */
function ask(
    send: typeof request,
    asked: RequestOptions & { readonly path: string },
    never?: number,
): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
        const sent = send({ ...asked, agent: false, timeout: 2000 }, answer => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("end", () => {
                const body = Buffer.concat(chunks).toString().slice(0, 500);
                const reason = `${asked.path} answers ${answer.statusCode ?? "nothing"} ${body}`;
                if (never !== undefined && answer.statusCode === never) reject(new NeverReady(reason));
                else resolve(answer.statusCode === 200 ? undefined : reason);
            });
            answer.on("error", reject);
        });
        sent.on("timeout", () => sent.destroy(new Error(`${asked.path} does not answer within 2 s`)));
        sent.on("error", reject);
        sent.end();
    });
}
