import { digestOf } from "../../../watch/audit/canonical";
import { changed, type Change, created, type Description, removed } from "../../../watch/audit/change";
import type { AuditEvent } from "../../../watch/audit/entry";
import { actorHere } from "../../../../runtime/audit/actor";
import { appendEntry } from "../../../../runtime/audit/trail";
import { trailIn } from "./audit-trail";
import type { Kind } from "./kind";

export interface AuditRecordInputs {
    readonly root: string;
    /** The file with the location of the cell's trail. */
    readonly trail: string;
    /** Where the thing is; undefined where it is the whole cell's. */
    readonly region?: NonNullable<AuditEvent["region"]>;
    readonly subject: "model" | "data-rule" | "config";
    /** What is recorded, as in "model screening". */
    readonly thing: string;
    /**
     * Whether the record is of the beginning or of the end of a change. The resources that make the change depend on the record `begun`, and
     * the record `done` depends on them; deletions run in the opposite order. A change with `begun` and without `done` has failed.
     */
    readonly phase: "begun" | "done";
    /**
     * For phase `done`: the hash of the latest entry with phase `begun`. If it has changed while the description has not, a change failed and
     * was reverted, and that is recorded too.
     */
    readonly begins?: string;
    /** What the thing is now. State and trail have it: never a payload, a secret or a subject. */
    readonly description: Description;
}

export interface AuditRecordOutputs {
    /** Digest of the description that the trail has. */
    readonly recorded: string;
    /** Hash of the entry that it wrote last; empty before the first. */
    readonly entry: string;
}

/**
 * Records in the cell's audit trail that something was created, changed or deleted. The engine updates it only when the description
 * changes. If an update is killed after it wrote an entry, the next one writes the entry a second time.
 */
export const auditRecord: Kind<AuditRecordInputs, AuditRecordOutputs> = {
    identify: ({ trail, region = "", subject, thing, phase }) => [trail, region, subject, thing, phase].join(" "),
    async apply(inputs, before) {
        const { description, phase } = inputs;
        const change = changeOf(inputs, before);
        const recorded = digestOf(description);
        if (change === undefined) {
            return { recorded, entry: before?.entry ?? "" };
        }
        const entry = await append(inputs, { via: "up", phase, ...change });
        if (entry === undefined) {
            throw new Error(`${inputs.trail}, which says where the audit trail lies, is gone; run the update again`);
        }
        return { recorded, entry };
    },
    // `meridian audit verify` checks the trail. The resource does not.
    inspect: ({ recorded, entry }) => Promise.resolve({ recorded, entry }),
    async remove(state) {
        const phase = state.phase === "done" ? "begun" : "done";
        await append(state, { via: "destroy", phase, ...removed(state.thing, state.description) });
    },
};

function changeOf({ thing, description, begins }: AuditRecordInputs, before?: AuditRecordInputs): Change | undefined {
    if (before === undefined) {
        return created(thing, description);
    }
    const change = changed(thing, before.description, description);
    return change === undefined && begins !== before.begins ? { what: `${thing} is again as it was` } : change;
}

/** The hash of the entry; undefined where there was no trail to append to. */
async function append(
    { root, trail, region, subject }: AuditRecordInputs,
    what: Pick<AuditEvent, "via" | "phase"> & Change,
): Promise<string | undefined> {
    const files = await trailIn(root, trail);
    if (files === undefined) {
        return undefined;
    }
    const event = { actor: actorHere(), subject, ...what, ...(region === undefined ? {} : { region }) };
    return (await appendEntry(files, event)).entry.hash;
}
