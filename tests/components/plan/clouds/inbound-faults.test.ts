import assert from "node:assert/strict";

import { inboundFaults } from "../../../../components/plan/clouds/inbound-faults";
import type { Config } from "../../../../components/plan/config/config";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { asked, cellOver, regionOn } from "../requested";
import { pinned } from "../faults-of";

const certificates = { certificates: { authorities: "PEM" } };
const jwt = { jwt: { issuer: "issuer", audience: "meridian", jwksUri: "https://keys.example/" } };

function faultsOf(change: (config: Config) => void, ...cells: RegionRef[][]) {
    const config = asked([], { cells: cells.map((regions, i) => cellOver(regions, { name: `cell-${i}` })) });
    change(config);
    return inboundFaults(config);
}

describe("callers' certificates", () => {
    const forAll = (config: Config) => {
        config.routing.auth = certificates;
    };

    it("are taken where TLS ends in the gate", () => {
        assert.deepEqual(faultsOf(forAll, [regionOn.kubernetes], [regionOn.local]), []);
    });

    it("are refused once for all where TLS of some cells ends before it", () => {
        assert.deepEqual(pinned(faultsOf(forAll, [regionOn.local], [regionOn.gcp], [regionOn.aws])), [
            {
                code: "capability/client-certificates",
                path: "routing.auth.certificates",
            },
        ]);
    });

    it("are refused for the cell that asks for them itself", () => {
        const faults = faultsOf(
            config => {
                config.cells[1]!.auth = certificates;
            },
            [regionOn.local],
            [regionOn.azure],
        );
        assert.deepEqual(
            faults.map(({ path }) => path),
            ["cells[1].auth.certificates"],
        );
    });

    it("are not asked for by a cell with another proof of its own", () => {
        const faults = faultsOf(
            config => {
                forAll(config);
                config.cells[0]!.auth = { jwt: { ...jwt.jwt, audience: ["meridian"] } };
            },
            [regionOn.aws],
            [regionOn.local],
        );
        assert.deepEqual(faults, []);
    });

    it("depend on what models run on: devices end TLS themselves", () => {
        const onDevices = (config: Config) => {
            forAll(config);
            config.serving.hosting = "edge";
        };
        assert.deepEqual(faultsOf(onDevices, [regionOn.aws]), []);
        assert.deepEqual(faultsOf(forAll, [regionOn.aws]).length, 1);
    });

    it("are not reported if a cloud can't host so at all: that is", () => {
        const managed = (config: Config) => {
            forAll(config);
            config.serving.hosting = "managed";
        };
        assert.deepEqual(faultsOf(managed, [regionOn.gcp]), []);
    });
});

describe("a shadow", () => {
    const shadow = (config: Config) => {
        config.models[0]!.shadow = { version: "2.0.0", percent: 10 };
    };

    it("is taken where TLS ends in the gate", () => {
        assert.deepEqual(faultsOf(shadow, [regionOn.local, regionOn.kubernetes]), []);
    });

    it("is refused where it ends before the gate in any cell", () => {
        assert.deepEqual(pinned(faultsOf(shadow, [regionOn.local], [regionOn.aws, regionOn.azure])), [
            {
                code: "capability/shadow",
                path: "models[0].shadow",
            },
        ]);
    });

    it("that does not exist is not reported", () => {
        assert.deepEqual(
            faultsOf(() => undefined, [regionOn.aws]),
            [],
        );
    });
});
