import assert from "node:assert/strict";

import type { Sample } from "../../../../components/watch/metrics/samples";
import { quantileOf } from "../../../../components/watch/objectives/latency";
import { talliedIn } from "../../../../components/watch/objectives/history";
import { RegionTraffic } from "../../../../components/watch/series/traffic";

const edges = [1, 10, 100];

/** Counters of a gate that has answered so many, all within so many milliseconds. */
function shown(counts: Readonly<Record<string, number>>, ms = 5, model = "screening", side = "clients"): Sample[] {
    return Object.entries(counts).flatMap(([key, count]) => {
        const [version = "", status = "", deadline = "none"] = key.split(" ");
        const labels = { side, model, version, status, deadline };
        return [
            { name: "envoy_gate_requests", labels, value: count },
            ...[...edges, Infinity].map(edge => ({
                name: "envoy_gate_request_duration_bucket",
                labels: { ...labels, le: edge === Infinity ? "+Inf" : String(edge) },
                value: ms <= edge ? count : 0,
            })),
        ];
    });
}

describe("what clients have asked a region", () => {
    const begin = 1_000_000;
    const sec = 1000;

    it("is not known before two looks", () => {
        const traffic = new RegionTraffic();
        assert.equal(traffic.between(0, begin), undefined);
        traffic.see(shown({ "1.0.0 200": 50 }), begin);
        assert.equal(traffic.between(begin - 60 * sec, begin), undefined);
    });

    it("is what came in a window, with errors and how long it took, over as long as is known", () => {
        const traffic = new RegionTraffic();
        traffic.see(shown({ "1.0.0 200": 50 }), begin);
        traffic.see(shown({ "1.0.0 200": 80, "2.0.0 503": 10 }), begin + 10 * sec);
        const found = traffic.between(begin - 50 * sec, begin + 10 * sec)!;
        assert.deepEqual([found.requests, found.errors, found.ms], [40, 10, 10 * sec]);
        assert.ok(quantileOf(found.durations!, 0.99)! <= 10);
        assert.equal(traffic.ofRelease("screening", "2.0.0", begin, begin + 10 * sec)?.errors, 10);
        assert.equal(traffic.ofRelease("screening", "1.0.0", begin, begin + 10 * sec)?.requests, 30);
    });

    it("counts what other gates have spilled here where it came in, and not again", () => {
        const traffic = new RegionTraffic();
        traffic.see([], begin);
        traffic.see(shown({ "1.0.0 200": 5 }, 5, "screening", "gates"), begin + 5 * sec);
        assert.equal(traffic.between(begin, begin + 5 * sec)?.requests, 0);
    });

    it("counts once, whether a hub looks often or seldom", () => {
        const [often, seldom] = [new RegionTraffic(), new RegionTraffic()];
        for (const one of [often, seldom]) one.see([], begin);
        for (let i = 1; i <= 60; i++) often.see(shown({ "1.0.0 200": i * 7 }), begin + i * sec);
        for (let i = 20; i <= 60; i += 20) seldom.see(shown({ "1.0.0 200": i * 7 }), begin + i * sec);
        for (const one of [often, seldom]) {
            assert.equal(one.between(begin, begin + 60 * sec)?.requests, 420);
        }
    });

    it("goes on with a gate that was restarted, also with other edges", () => {
        const traffic = new RegionTraffic();
        traffic.see(shown({ "1.0.0 200": 100 }), begin);
        traffic.see(shown({ "1.0.0 200": 120 }), begin + 10 * sec);
        const other = shown({ "1.0.0 200": 7 }).map(sample =>
            sample.labels.le === "10" ? { ...sample, labels: { ...sample.labels, le: "20" } } : sample,
        );
        traffic.see(other, begin + 20 * sec);
        const found = traffic.between(begin, begin + 20 * sec)!;
        assert.equal(found.requests, 27);
        assert.deepEqual(found.durations?.edges, [1, 20, 100]);
    });

    it("is held against objectives by model: all that failed, and all that was slow", () => {
        const traffic = new RegionTraffic();
        traffic.see([], begin, 10);
        traffic.see(
            [...shown({ "1.0.0 200": 90, "1.0.0 500": 10 }), ...shown({ "3.0.0 200": 50 }, 60, "triage")],
            begin + 10 * sec,
            10,
        );
        const now = begin / 1000 + 10;
        const of = (model: string) => traffic.ofModels.get(model)!;
        assert.deepEqual(talliedIn(of("screening").failed, now)(60), { total: 100, bad: 10, seconds: 10 });
        assert.equal(talliedIn(of("screening").slow, now)(60).bad, 0);
        assert.deepEqual(talliedIn(of("triage").slow, now)(60), { total: 50, bad: 50, seconds: 10 });
    });

    describe("fails by no request whose failure is the client's own doing", () => {
        /** All requests and those that failed, of counts that all took so many milliseconds. */
        const failed = (counts: Readonly<Record<string, number>>, ms: number, slowMs?: number) => {
            const traffic = new RegionTraffic();
            traffic.see([], begin, slowMs);
            traffic.see(shown(counts, ms), begin + 10 * sec, slowMs);
            const { total, bad } = talliedIn(traffic.ofModels.get("screening")!.failed, begin / 1000 + 10)(60);
            assert.equal(traffic.between(begin, begin + 10 * sec)?.errors, bad);
            return [total, bad];
        };

        it("such as one with 4xx", () => {
            assert.deepEqual(failed({ "1.0.0 200": 5, "- 400": 10, "- 404": 20, "- 408": 5, "- 429": 40 }, 5), [80, 0]);
        });

        it("such as one with a shorter deadline than the service may take", () => {
            assert.deepEqual(failed({ "1.0.0 200": 5, "- 504 client": 40 }, 5, 10), [45, 0]);
            assert.deepEqual(failed({ "1.0.0 200": 5, "- 504 client": 40 }, 60), [45, 0]);
        });

        it("but by each that waited as long as the service may take", () => {
            assert.deepEqual(failed({ "1.0.0 200": 5, "- 504 client": 40 }, 60, 10), [45, 40]);
            assert.deepEqual(failed({ "1.0.0 200": 5, "- 504 client": 40 }, 5_000), [45, 40]);
        });

        it("but by the gate's own deadline, and a server's own 504, however soon", () => {
            assert.deepEqual(failed({ "- 504 gate": 3, "1.0.0 504 none": 4, "1.0.0 503": 5 }, 5, 10), [12, 12]);
        });
    });

    it("forgets what is older than a chart shows", () => {
        const traffic = new RegionTraffic();
        traffic.see([], begin);
        traffic.see(shown({ "1.0.0 200": 10 }), begin + sec);
        traffic.see(shown({ "1.0.0 200": 10 }), begin + 3600 * sec);
        assert.equal(traffic.between(begin, begin + 3600 * sec)?.requests, 0);
    });
});
