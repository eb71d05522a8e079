import assert from "node:assert/strict";

import { type EngineEvent, eventIn } from "../../cli/local/engine-events";
import { EngineProgress } from "../../cli/local/engine-progress";

const stackUrn = "urn:pulumi:local::shop::pulumi:pulumi:Stack::shop-local";
const service = "urn:pulumi:local::shop::meridian:index:Service::shop";
const store = "urn:pulumi:local::shop::meridian:index:Service$meridian:index:ReplicatedStore::eu-store";
const inStore = (name: string) => `${store.replace("::eu-store", "")}$meridian:local:Process::${name}`;
const bucket = "urn:pulumi:local::shop::aws:s3:Bucket::logs";

const parents: Readonly<Record<string, string>> = { [service]: stackUrn, [store]: service, [bucket]: stackUrn };

function step(urn: string, op: string) {
    const type = urn.split("::")[2]!.split("$").at(-1)!;
    const custom = !type.startsWith("meridian:index") && !type.startsWith("pulumi:pulumi");
    const state = { custom, parent: parents[urn] ?? store };
    // Of what is deleted the engine gives the old state only, as here.
    return { metadata: { op, urn, type, ...(op === "delete" ? { old: state, new: null } : { new: state }) } };
}

const begins = (urn: string, op = "create"): EngineEvent => ({ resourcePreEvent: step(urn, op) });
const ends = (urn: string, op = "create"): EngineEvent => ({ resOutputsEvent: step(urn, op) });
const summary = (resourceChanges: Record<string, number>): EngineEvent => ({
    summaryEvent: { durationSeconds: 12, resourceChanges },
});

/** The lines of some events, each at its second, and of the seconds themselves. */
function linesOf(events: readonly (readonly [second: number, event: EngineEvent])[], until = 0): string[] {
    const progress = new EngineProgress(0);
    const last = Math.max(until, ...events.map(([second]) => second));
    return Array.from({ length: last + 1 }, (_, second) => second).flatMap(second => [
        ...events.filter(([at]) => at === second).flatMap(([, event]) => progress.lines(event, second * 1000)),
        ...progress.linesAt(second * 1000 + 500),
    ]);
}

describe("the progress of an update", () => {
    it("is one line for each component that has changed, once it has ended, with what became of its resources and its time", () => {
        const lines = linesOf(
            [
                [0, begins(stackUrn)],
                [1, begins(service)],
                [1, begins(store)],
                [1, begins(inStore("a"))],
                [2, begins(inStore("b"), "update")],
                [3, ends(inStore("a"))],
                [4, ends(inStore("b"), "update")],
                [4, ends(store)],
                [4, ends(service)],
            ],
            6,
        );
        assert.deepEqual(lines, ["ReplicatedStore eu-store: 1 created, 1 updated, 3.0 s"]);
    });

    it("waits for resources that still run when the component is complete, and reports those that begin later by a second line", () => {
        const lines = linesOf(
            [
                [0, begins(store)],
                [0, begins(inStore("a"))],
                [1, ends(store)],
                [5, ends(inStore("a"))],
                [8, begins(inStore("b"))],
                [9, ends(inStore("b"))],
            ],
            12,
        );
        assert.deepEqual(lines, [
            "ReplicatedStore eu-store: 1 created, 5.0 s",
            "ReplicatedStore eu-store: 1 created, 9.0 s",
        ]);
    });

    it("has a line of its own for a resource that no component owns", () => {
        assert.deepEqual(
            linesOf(
                [
                    [0, begins(bucket)],
                    [2, ends(bucket)],
                ],
                4,
            ),
            ["Bucket logs: 1 created, 2.0 s"],
        );
    });

    it("is only the summary where nothing has changed", () => {
        const lines = linesOf([
            [0, begins(store, "same")],
            [0, begins(inStore("a"), "same")],
            [1, ends(inStore("a"), "same")],
            [1, ends(store, "same")],
            [1, summary({ same: 2 })],
        ]);
        assert.deepEqual(lines, ["resources: 2 unchanged, 12 s"]);
    });

    it("counts resources that are deleted before the component that owns them begins", () => {
        const lines = linesOf([
            [0, begins(inStore("a"), "delete")],
            [2, ends(inStore("a"), "delete")],
            [2, begins(store, "delete")],
            [2, ends(store, "delete")],
            [2, summary({ delete: 2 })],
        ]);
        assert.deepEqual(lines, ["ReplicatedStore eu-store: 1 deleted, 2.0 s", "resources: 2 deleted, 12 s"]);
    });

    it("names what takes long after every ten seconds without a line, the longest first, three at most", () => {
        const names = ["a", "b", "c", "d"];
        const lines = linesOf([[0, begins(store)], ...names.map((name, i) => [i, begins(inStore(name))] as const)], 20);
        assert.deepEqual(lines, [
            "waiting for Process a (10.5 s), Process b (9.5 s), Process c (8.5 s), and 1 more",
            "waiting for Process a (20.5 s), Process b (19.5 s), Process c (18.5 s), and 1 more",
        ]);
    });

    it("reports a failure with the error, and does not wait for it", () => {
        const message = "error: port 80 is in use\n";
        const lines = linesOf(
            [
                [0, begins(store)],
                [0, begins(inStore("a"))],
                [1, { diagnosticEvent: { severity: "error", urn: inStore("a"), message } }],
                [1, { resOpFailedEvent: step(inStore("a"), "create") }],
                [1, ends(store)],
            ],
            30,
        );
        assert.deepEqual(lines, ["error: Process a: port 80 is in use", "Process a: failed to create"]);
    });

    it("passes on what the program prints, and leaves out what the engine says of its own work", () => {
        const of = (severity: "debug" | "info", message: string): EngineEvent => ({
            diagnosticEvent: { severity, message, urn: stackUrn },
        });
        assert.deepEqual(
            linesOf([
                [0, of("debug", "Registering resource\n")],
                [0, of("info", "hello\n")],
                [0, of("info", "\n")],
            ]),
            ["hello"],
        );
    });

    it("reads events from lines of JSON, and takes other lines for text", () => {
        assert.deepEqual(eventIn('{"sequence":1,"cancelEvent":{}}'), { sequence: 1, cancelEvent: {} });
        for (const text of ["error: no stack", "{ not JSON", ""]) assert.equal(eventIn(text), undefined);
    });
});
