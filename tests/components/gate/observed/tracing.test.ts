import assert from "node:assert/strict";

import { tracesCluster, tracing } from "../../../../components/gate/observed/tracing";
import { connectionOf, sides } from "../connection";
import { inside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the tracing of a gate", () => {
    const { euWest, serving } = screeningGates();

    it("passes trace contexts on, on both sides, in the gate's name", () => {
        for (const side of sides) {
            assert.deepEqual(inside(connectionOf(side, euWest), "tracing"), tracing(serving));
        }
        assert.equal(inside(tracing(serving), "provider", "name"), "envoy.tracers.opentelemetry");
        assert.equal(
            inside(tracing(serving), "provider", "typed_config", "service_name"),
            "gate.eu-west.eu.screening.example",
        );
    });

    it("begins no trace that would be sampled, and adds nothing that a request says", () => {
        assert.deepEqual(tracing(serving).random_sampling, { value: 0 });
        assert.deepEqual(Object.keys(tracing(serving)), ["random_sampling", "provider"]);
    });

    it("lets no span leave: what it would be sent to has no host", () => {
        assert.deepEqual(tracesCluster, {
            name: "traces",
            type: "STATIC",
            load_assignment: { cluster_name: "traces", endpoints: [] },
        });
        assert.deepEqual(valuesOf("cluster", tracing(serving)), ["traces"]);
        assert.deepEqual(
            euWest.clusters.filter(({ name }) => name === "traces"),
            [tracesCluster],
        );
    });
});
