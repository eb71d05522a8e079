import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { auditRecord, type AuditRecordInputs } from "../../../../../components/adapters/local/provider/audit-record";
import {
    auditTrail,
    type AuditTrailInputs,
    trailIn,
} from "../../../../../components/adapters/local/provider/audit-trail";
import { lifecycleOf } from "../../../../../components/adapters/local/provider/lifecycle";
import { readTrail } from "../../../../../runtime/audit/trail";
import { verify } from "../../../../../components/watch/audit/verify";
import { saidWhile } from "../../../../support/said-while";
import { emptyRoot } from "./root";

const place = (region: string) => `cells/eu/${region}/audit`;
const log = (region: string) => `${place(region)}/audit.jsonl`;
const anchor = (region: string) => `${place(region)}/audit.anchor.json`;

describe("the audit trail of a cell of a local stack", () => {
    const root = emptyRoot();
    const trail = (more: Partial<AuditTrailInputs> = {}): AuditTrailInputs => ({
        root: root.path,
        cell: "eu",
        file: "cells/eu/audit.json",
        log: log("eu-west"),
        anchors: [anchor("eu-central")],
        ephemeral: false,
        ...more,
    });
    const record = (percent: number, more: Partial<AuditRecordInputs> = {}): AuditRecordInputs => ({
        root: root.path,
        trail: "cells/eu/audit.json",
        region: "local:eu-west",
        subject: "model",
        thing: "model screening",
        phase: "begun",
        description: { "release 1.0.0": { percent } },
        ...more,
    });
    const made = { found: "" };
    const recorded = { recorded: "", entry: "" };
    const placed = (file: string) => path.join(root.path, file);
    const entries = async () => {
        const { entries, findings } = verify(await readTrail((await trailIn(root.path, "cells/eu/audit.json"))!));
        assert.deepEqual(findings, []);
        return entries.map(({ via, phase = "", region, what }) => [via, phase, region, what].join(" | "));
    };

    it("has a record for each of trail, region, subject, thing and phase, whatever its description", () => {
        const changes: readonly Partial<AuditRecordInputs>[] = [
            {},
            { trail: "cells/us/audit.json" },
            { region: "local:eu-central" },
            { subject: "config" },
            { thing: "model other" },
            { phase: "done" },
        ];
        const names = changes.map(change => auditRecord.identify(record(90, change)));
        assert.equal(new Set(names).size, changes.length);
        assert.equal(auditRecord.identify(record(70)), names[0]);
    });

    it("has what came, what it became, and that it went, once each", async () => {
        await auditTrail.apply(trail());
        const states = [record(90), record(70)].map(inputs => ({ ...inputs, ...recorded }));
        await auditRecord.apply(record(90));
        await auditRecord.apply(record(70), states[0]);
        await auditRecord.apply(record(70), states[1]);
        await auditRecord.apply(record(70, { phase: "done" }), { ...states[0]!, phase: "done" });
        await auditRecord.remove({ ...states[1]!, phase: "done" });
        await auditRecord.remove(states[1]!);
        assert.deepEqual(await entries(), [
            "up | begun | local:eu-west | model screening created",
            "up | begun | local:eu-west | model screening changed: release 1.0.0 percent from 90 to 70",
            "up | done | local:eu-west | model screening changed: release 1.0.0 percent from 90 to 70",
            "destroy | begun | local:eu-west | model screening removed",
            "destroy | done | local:eu-west | model screening removed",
        ]);
    });

    it("has the end of what takes back what was begun and failed, which is again what it was", async () => {
        await auditTrail.apply(trail());
        const begun = { ...record(90), ...(await auditRecord.apply(record(90))) };
        const done = { ...record(90, { phase: "done", begins: begun.entry }), ...recorded };
        await auditRecord.apply(done);
        // Its end never comes: what carries it out fails.
        const failed = { ...record(70), ...(await auditRecord.apply(record(70), begun)) };
        const back = await auditRecord.apply(record(90), failed);
        await auditRecord.apply({ ...done, begins: back.entry }, done);
        await auditRecord.apply({ ...done, begins: back.entry }, { ...done, begins: back.entry });
        assert.deepEqual(await entries(), [
            "up | begun | local:eu-west | model screening created",
            "up | done | local:eu-west | model screening created",
            "up | begun | local:eu-west | model screening changed: release 1.0.0 percent from 90 to 70",
            "up | begun | local:eu-west | model screening changed: release 1.0.0 percent from 70 to 90",
            "up | done | local:eu-west | model screening is again as it was",
        ]);
    });

    it("gets nothing from a record that is unchanged, which the engine sees without looking into the trail", async () => {
        await auditTrail.apply(trail());
        const { create, diff } = lifecycleOf(auditRecord);
        const { id, outs } = (await create(record(90))) as { id: string; outs: object };
        rmSync(placed(place("eu-west")), { recursive: true });
        assert.equal((await diff!(id, outs, record(90))).changes, false);
        assert.equal((await diff!(id, outs, record(70))).changes, true);
        assert.ok(!existsSync(placed(log("eu-west"))));
    });

    it("names who has a pipeline write, beside the account, and refuses a name that would not be one line", async () => {
        await auditTrail.apply(trail());
        const before = process.env.MERIDIAN_ACTOR;
        try {
            process.env.MERIDIAN_ACTOR = "ada@example.com";
            await auditRecord.apply(record(90));
            process.env.MERIDIAN_ACTOR = "ada\u001b[2J";
            await assert.rejects(auditRecord.apply(record(90)), /^Error: MERIDIAN_ACTOR must be one line/);
        } finally {
            if (before === undefined) delete process.env.MERIDIAN_ACTOR;
            else process.env.MERIDIAN_ACTOR = before;
        }
        const [line] = readFileSync(placed(log("eu-west")), "utf8").split("\n");
        assert.match((JSON.parse(line!) as { actor: { user: string } }).actor.user, /^ada@example\.com \(.+\)$/);
        assert.equal((await entries()).length, 1);
    });

    it("fails an update that can't be written down", async () => {
        await auditTrail.apply(trail());
        await auditRecord.apply(record(90));
        rmSync(placed(place("eu-central")), { recursive: true });
        writeFileSync(placed(place("eu-central")), "in the way");
        await assert.rejects(auditRecord.apply(record(80)), /is in .* but not anchored/);
        rmSync(placed("cells/eu/audit.json"));
        await assert.rejects(auditRecord.apply(record(80)), /cells\/eu\/audit\.json, .* is gone; run the update again/);
    });

    it("is repaired if the file with its location is lost, and not if another process wrote to its log", async () => {
        const outs = await auditTrail.apply(trail());
        await auditRecord.apply(record(90));
        writeFileSync(placed(log("eu-west")), "tampered\n");
        assert.deepEqual(await auditTrail.inspect({ ...trail(), ...outs }), outs);
        rmSync(placed("cells/eu/audit.json"));
        assert.equal(await auditTrail.inspect({ ...trail(), ...outs }), undefined);
        await auditTrail.apply(trail());
        assert.equal(readFileSync(placed(log("eu-west")), "utf8"), "tampered\n");
    });

    it("gets a place, loses one with what it kept there, and is whole all the time", async () => {
        await auditTrail.apply(trail());
        await auditRecord.apply(record(90));
        const wider = trail({ anchors: [anchor("eu-central"), anchor("eu-north")] });
        await auditTrail.apply(wider, { ...trail(), ...made });
        await auditRecord.apply(record(80), { ...record(90), ...recorded });
        assert.ok(existsSync(placed(anchor("eu-north"))));
        await auditTrail.apply(trail(), { ...wider, ...made });
        await auditRecord.remove({ ...record(80), ...recorded });
        assert.ok(!existsSync(placed("cells/eu/eu-north")));
        assert.equal((await entries()).length, 3);
    });

    it("goes on in another primary region", async () => {
        await auditTrail.apply(trail());
        await auditRecord.apply(record(90));
        writeFileSync(placed(`${place("eu-west")}/audit.torn-2026-01-31T12-00-00.000Z`), "{");
        const moved = trail({ log: log("eu-central"), anchors: [anchor("eu-west")] });
        await auditTrail.apply(moved, { ...trail(), ...made });
        await auditRecord.apply(record(80), { ...record(90), ...recorded });
        assert.equal((await entries()).length, 2);
        assert.ok(!existsSync(placed(log("eu-west"))));
        assert.ok(!existsSync(placed(anchor("eu-central"))));
        assert.ok(existsSync(placed(`${place("eu-central")}/audit.torn-2026-01-31T12-00-00.000Z`)));
    });

    it("is kept when the stack goes, which is said with where it is, and gone on with", async () => {
        await auditTrail.apply(trail());
        await auditRecord.apply(record(90));
        const said = await saidWhile(() => auditTrail.remove({ ...trail(), ...made }));
        assert.equal(said.length, 1);
        assert.match(
            said[0]!,
            /^the audit trail of cell eu is kept in \S+\/eu-west\/audit, \S+\/eu-central\/audit; delete that to be rid of it$/,
        );
        await auditTrail.apply(trail());
        await auditRecord.apply(record(80));
        assert.equal((await entries()).length, 2);
    });

    it("that is ephemeral goes with the directories that this leaves empty, twice too", async () => {
        await auditTrail.apply(trail({ ephemeral: true }));
        await auditRecord.apply(record(90));
        await auditTrail.remove({ ...trail({ ephemeral: true }), ...made });
        await auditTrail.remove({ ...trail({ ephemeral: true }), ...made });
        await auditRecord.remove({ ...record(90), ...recorded });
        assert.ok(!existsSync(root.path));
    });
});
