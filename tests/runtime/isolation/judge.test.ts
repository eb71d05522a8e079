import assert from "node:assert/strict";

import type { IsolationPort } from "../../../components/plan/clouds/pod-ports";
import { CLOSED_WITHIN_MS, judged, REACHED_WITHIN_MS } from "../../../runtime/isolation/judge";

/** For how many milliseconds from the start a connection to each port is made: for ever, never, or from one time to another. */
type Network = Readonly<Record<IsolationPort, (ms: number) => boolean>>;

const always = () => true;
const never = () => false;
const until = (end: number) => (ms: number) => ms < end;
const from = (begin: number) => (ms: number) => ms >= begin;
const isolated: Network = { open: always, incomingClosed: never, outgoingClosed: never };

/** The verdict on a network, and after how many milliseconds it is found. */
async function verdictOn(network: Network) {
    let now = 0;
    const clocks = { steady: () => now, shared: () => now };
    const pause = (ms: number) => {
        now += ms;
        return Promise.resolve();
    };
    const verdict = await judged(port => Promise.resolve(network[port](now)), clocks, pause);
    return { ...verdict, ms: now };
}

describe("whether a cluster enforces NetworkPolicies", () => {
    it("is found at once where it does", async () => {
        assert.deepEqual(await verdictOn(isolated), { kind: "isolated", ms: 0 });
    });

    it("is found once the other pod listens and policies apply to it", async () => {
        const late = { open: from(60_000), incomingClosed: until(70_000), outgoingClosed: until(65_000) };
        const { kind, ms } = await verdictOn(late);
        assert.equal(kind, "isolated");
        assert.ok(ms >= 70_000 && ms <= 71_000, String(ms));
    });

    for (const [direction, port] of [
        ["incoming", "incomingClosed"],
        ["outgoing", "outgoingClosed"],
    ] as const) {
        it(`is denied where ${direction} connections are still made after half a minute`, async () => {
            const { ms, ...verdict } = await verdictOn({ ...isolated, [port]: always });
            assert.deepEqual(verdict, { kind: "open", directions: [direction] });
            assert.equal(ms, CLOSED_WITHIN_MS);
        });
    }

    it("is denied with both directions where no policy holds", async () => {
        const { ms: _, ...verdict } = await verdictOn({ open: always, incomingClosed: always, outgoingClosed: always });
        assert.deepEqual(verdict, { kind: "open", directions: ["incoming", "outgoing"] });
    });

    it("is not known where the other pod is not reached within two minutes", async () => {
        const { ms, ...verdict } = await verdictOn({ ...isolated, open: never });
        assert.deepEqual(verdict, { kind: "unreached" });
        assert.equal(ms, REACHED_WITHIN_MS);
    });

    it("is not known where the other pod is lost, so that nothing is reached", async () => {
        const lost = { open: until(1_000), incomingClosed: until(1_000), outgoingClosed: until(1_000) };
        const { ms: _, ...verdict } = await verdictOn(lost);
        assert.deepEqual(verdict, { kind: "unreached" });
    });
});
