import assert from "node:assert/strict";

import type { Traffic } from "../../../components/plan/watch/watch-plan";
import { GateVerdict } from "../../../runtime/watcher/verdict";
import { until } from "../../support/until";

/** A verdict on gates that record what they receive, of which a call may fail. */
function recorded(fails: (call: string) => boolean = () => false) {
    const [calls, lines]: [string[], string[]] = [[], []];
    let said: Traffic | undefined;
    const record = (call: string) => {
        calls.push(call);
        return fails(call) ? Promise.reject(new Error(`no ${call}`)) : Promise.resolve();
    };
    const log = {
        info: (event: string) => void lines.push(event),
        error: (event: string, { reason }: { reason?: unknown } = {}) => void lines.push(`${event}: ${String(reason)}`),
    };
    const verdict = new GateVerdict(log, {
        noticedAfterMs: 5,
        put: async traffic => {
            if (said === traffic) return false;
            said = traffic;
            await record(traffic);
            return true;
        },
        end: ends => record(ends ? "end" : "go on"),
    });
    return { calls, lines, verdict };
}

describe("what a watcher has gates do with the connections of a region", () => {
    it("ends them once routers have noticed that the region is withdrawn", async () => {
        const { calls, lines, verdict } = recorded();
        await verdict.say("out");
        assert.deepEqual(calls, ["out"]);
        await until("answers end their connections", () => calls.length > 1);
        assert.deepEqual([calls, lines], [["out", "end"], ["region withdrawn"]]);
        await verdict.say("serving");
    });

    it("lets them go on as soon as the region is back, which is no error", async () => {
        for (const early of [true, false]) {
            const { calls, lines, verdict } = recorded();
            await verdict.say("fallback");
            if (!early) await until("answers end their connections", () => calls.includes("end"));
            await verdict.say("serving");
            await until("connections go on", () => calls.at(-1) === "go on");
            assert.deepEqual(calls, ["fallback", ...(early ? [] : ["end"]), "serving", "go on"]);
            assert.deepEqual(lines, ["region withdrawn: it answers where no other region can", "region serves"]);
        }
    });

    it("does nothing where gates say so already", async () => {
        const { calls, lines, verdict } = recorded();
        await verdict.say("serving");
        await verdict.say("serving");
        assert.deepEqual([calls, lines], [["serving"], ["region serves"]]);
    });

    it("logs why they were not ended, and lets them go on", async () => {
        const { calls, lines, verdict } = recorded(call => call === "end");
        await verdict.say("out");
        await until("connections go on", () => calls.at(-1) === "go on");
        assert.deepEqual(lines, ["region withdrawn", "connections not ended: no end"]);
    });

    it("lets those go on that a killed watcher has left ending, or logs why not", async () => {
        const { calls, verdict } = recorded();
        await verdict.begin();
        assert.deepEqual(calls, ["go on"]);
        const failing = recorded(() => true);
        await failing.verdict.begin();
        assert.deepEqual(failing.lines, ["connections still end: no go on"]);
    });
});
