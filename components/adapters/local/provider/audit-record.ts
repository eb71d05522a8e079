import { digestOf } from "../../../watch/audit/canonical";
import { changed, type Change, created, type Description, removed } from "../../../watch/audit/change";
import type { AuditEvent } from "../../../watch/audit/entry";
import { actorHere } from "../../../../runtime/audit/actor";
import { appendEntry } from "../../../../runtime/audit/trail";
import { trailIn } from "./audit-trail";
import type { Kind } from "./kind";

export interface AuditRecordInputs {
    readonly root: string;
    /** The file that says where the cell's trail lies. */
    readonly trail: string;
    /** Where the thing is; undefined where it is the whole cell's. */
    readonly region?: NonNullable<AuditEvent["region"]>;
    readonly subject: "model" | "data-rule" | "config";
    /** What is recorded, as in "model screening". */
    readonly thing: string;
    /**
     * Which end of a change the record tells. What carries the change out depends on the one that it is `begun`, and the one that it
     * is `done` on what carries it out; of what goes, the engine takes the latter away first. So what was begun and not done has failed.
     */
    readonly phase: "begun" | "done";
    /**
     * Of one that tells what is done: the entry that told last what was begun. With another one something was begun since, and has
     * come to its end, also where that is what was there before: what had failed was taken back.
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
 * That something came, changed or went, in the cell's audit trail. The engine asks for it when the description is another, and
 * at no other time. A killed update may have written an entry without the engine knowing: the next one then writes it again.
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
