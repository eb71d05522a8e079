import assert from "node:assert/strict";

import {
    callerHeader,
    claimHeader,
    clientHeaders,
    overloadedHeader,
    regionHeader,
    versionHeader,
} from "../../../components/gate/headers";
import { droppedPrefixes } from "../../../components/plan/names";
import { connectionOf } from "./connection";
import { valuesOf } from "./inside";
import { screeningGates } from "./screening-gates";

describe("the headers of gates", () => {
    const { euWest } = screeningGates();
    const removed = (side: "clients" | "gates") =>
        valuesOf("remove_on_match", connectionOf(side, euWest) ?? null).flatMap(match => valuesOf("prefix", match));

    it("are dropped from clients before anything reads them, Envoy's own with them, and not from other gates", () => {
        assert.deepEqual(droppedPrefixes, ["x-meridian-", "x-envoy-"]);
        assert.deepEqual(removed("clients"), [...droppedPrefixes]);
        assert.deepEqual(removed("gates"), []);
    });

    it("are all among those that are dropped", () => {
        for (const name of [regionHeader, versionHeader, callerHeader, claimHeader("sub"), overloadedHeader]) {
            assert.ok(
                droppedPrefixes.some(prefix => name.startsWith(prefix)),
                name,
            );
        }
    });

    it("are none of those that clients may send", () => {
        for (const name of Object.values(clientHeaders)) {
            assert.ok(!droppedPrefixes.some(prefix => name.startsWith(prefix)), name);
        }
    });

    it("that keep a claim are called after it, in letters that a header's name may have", () => {
        assert.equal(claimHeader("sub"), "x-meridian-claim-sub");
        assert.match(claimHeader("https://claims.example/Patient_ID"), /^x-meridian-claim-[a-z0-9-]+$/);
    });

    it("that keep a claim keep no other, however alike their names are", () => {
        const claims = [
            "patient.id",
            "patient_id",
            "patient-id",
            "Patient.id",
            "patient..id",
            "patient",
            "patient-2eid",
        ];
        assert.equal(new Set(claims.map(claimHeader)).size, claims.length);
    });
});
