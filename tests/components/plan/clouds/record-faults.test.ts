import assert from "node:assert/strict";

import { recordFaults } from "../../../../components/plan/clouds/record-faults";

const codes = (...args: Parameters<typeof recordFaults>) => recordFaults(...args).map(({ code }) => code);
const led = [{ names: "kubernetes" }] as const;
const withdraw = { digest: true };

describe("records of ExternalDNS", () => {
    it("are refused where the names of no cell are those of Kubernetes", () => {
        const beside = { led: [{ names: "aws" }] as const, observability: undefined };
        assert.deepEqual(codes({ names: "external-dns" }, beside), ["kubernetes/names-unused"]);
    });

    it("are refused where regions are to be withdrawn, which k8gb notices", () => {
        const beside = { led, observability: { withdraw } };
        assert.deepEqual(codes({ names: "external-dns" }, beside), ["kubernetes/names-unchecked"]);
        assert.deepEqual(codes({ names: "k8gb" }, beside), []);
    });

    it("are taken where no region is", () => {
        for (const observability of [undefined, { withdraw: undefined }]) {
            assert.deepEqual(codes({ names: "external-dns" }, { led, observability }), []);
        }
    });
});
