import { type Lock, lockedIn, type LockedRelease } from "../../components/plan/config/lock";
import { type Fault, quoted } from "../../components/plan/faults";
import { placed } from "../fault-report";
import type { PlacedFault } from "../placed-fault";
import { resolveFile } from "../sources/file";
import { resolveHttps } from "../sources/https";
import { type Found, SourceError } from "../sources/source";
import type { Progress } from "./progress";
import type { Mention, Wanted } from "./wanted";

/** A release with what its artifact is; nothing is known of an artifact that is elsewhere and whose digest the config says. */
export interface Resolved {
    readonly model: string;
    readonly version: string;
    readonly artifact: string;
    readonly found?: Found;
    /** What the config says of an artifact that is not read. */
    readonly declared?: string;
}

export interface Around {
    /** The project's directory. */
    readonly root: string;
    readonly env: NodeJS.ProcessEnv;
    readonly before: Lock;
    readonly progress: (wanted: Wanted) => Progress;
}

/** Gets every artifact once, one after the other: one that is large fills the line alone. */
export async function findAll(
    releases: readonly Wanted[],
    around: Around,
): Promise<{ readonly resolved: Resolved[]; readonly faults: PlacedFault[] }> {
    const known = new Map<string, Found | SourceError | undefined>();
    const resolved: Resolved[] = [];
    const faults: PlacedFault[] = [];
    for (const wanted of releases) {
        const { model, version, artifact, mentions } = wanted;
        if (!known.has(artifact)) {
            known.set(artifact, await find(wanted, around));
        }
        const found = known.get(artifact);
        if (found instanceof SourceError) {
            faults.push(...mentions.flatMap(one => placed(one.stack, [notFound(one, found)])));
            continue;
        }
        const wrong = found === undefined ? unsaid(mentions) : otherwise(wanted, found, around.before);
        faults.push(...wrong);
        if (wrong.length === 0) {
            const [{ digest: declared } = {}] = mentions;
            resolved.push({ model, version, artifact, ...(found ? { found } : declared && { declared }) });
        }
    }
    return { resolved, faults };
}

async function find(wanted: Wanted, { root, env, progress }: Around): Promise<Found | SourceError | undefined> {
    const { artifact } = wanted;
    const { on, done } = progress(wanted);
    try {
        if (artifact.startsWith("file:")) return await resolveFile(artifact, root, on);
        if (artifact.startsWith("https:")) return await resolveHttps(artifact, { env, onProgress: on });
        return undefined;
    } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        return error;
    } finally {
        done();
    }
}

function notFound({ path, artifact }: Mention, { message, remedy }: SourceError): Fault {
    return {
        code: "release/not-found",
        path: `${path}.artifact`,
        value: artifact,
        problem: `artifact ${quoted(artifact)} can't be read: ${message}`,
        remedy,
    };
}

/** Mentions of an artifact that is not read here need a digest. */
function unsaid(mentions: readonly Mention[]): PlacedFault[] {
    return mentions
        .filter(({ digest }) => digest === undefined)
        .flatMap(({ stack, path, artifact }) => {
            const scheme = artifact.slice(0, artifact.indexOf(":") + 1);
            return placed(stack, [
                {
                    code: "release/digest-missing",
                    path: `${path}.digest`,
                    problem: `artifact ${quoted(artifact)} has no digest, expected sha256:<64 hexadecimal digits>, as resolve does not read ${scheme} artifacts`,
                    remedy: "add the digest, or name a file: or https: artifact",
                },
            ]);
        });
}

/**
 * The bytes differ from the digest in the config or the lock. The config takes precedence over the lock, because an operator wrote it.
 */
function otherwise({ model, version, artifact, mentions }: Wanted, { digest }: Found, before: Lock): PlacedFault[] {
    const said = mentions.filter(mention => mention.digest !== undefined);
    const locked = lockedIn(before, model, version);
    if (said.length === 0 && locked?.artifact === artifact && locked.digest !== digest) {
        return mentions.flatMap(one => placed(one.stack, [changed(one, digest, locked)]));
    }
    return said
        .filter(mention => mention.digest !== digest)
        .flatMap(mention => placed(mention.stack, [otherDigest(mention, digest)]));
}

function changed({ path, artifact }: Mention, digest: string, locked: LockedRelease): Fault {
    return {
        code: "lock/artifact-changed",
        path: `${path}.artifact`,
        value: artifact,
        problem: `artifact ${quoted(artifact)} has digest ${quoted(digest)}, expected ${quoted(locked.digest)} as in the lock`,
        remedy: "release the changed file as another version, or write its digest in the config if the change is intended",
    };
}

function otherDigest({ path, artifact, digest: value }: Mention, digest: string): Fault {
    return {
        code: "release/other-digest",
        path: `${path}.digest`,
        value,
        problem: `digest ${quoted(value)} is not that of artifact ${quoted(artifact)}, expected ${quoted(digest)}`,
        remedy: "correct the digest if the file is the intended one, or restore the file",
    };
}
