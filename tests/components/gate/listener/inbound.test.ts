import assert from "node:assert/strict";

import { gateConfiguration } from "../../../../components/gate/gate";
import type { Inbound } from "../../../../components/gate/upstream";
import { someAuthority } from "../../../support/arbitraries";
import { wholeFaultsOf } from "../../plan/faults-of";
import { valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

const gateKeys = [{ environment: "GATE_KEY" }] as const;

describe("what stands before a gate", () => {
    const configured = (inbound: Inbound, change?: Parameters<typeof screeningGates>[0]) => {
        const { serving, host, links } = screeningGates(change);
        return gateConfiguration(serving, { ...host(serving), inbound }, links(serving));
    };

    for (const kind of ["tls", "platform"] as const) {
        it(`ends callers' TLS (${kind}), so that certificates and comparers are refused`, () => {
            const faults = wholeFaultsOf(() =>
                configured({ kind, gateKeys }, ({ models: [model], routing }) => {
                    routing.auth.certificates = { authorities: someAuthority };
                    model!.traffic = [{ version: "1.0.0", percent: 100 }];
                    model!.shadow = { version: "2.0.0", percent: 10 };
                }),
            );
            assert.deepEqual(
                faults.map(({ code, path }) => [code, path]),
                [
                    ["gate/certificates-end-before", "auth.certificates"],
                    ["gate/shadow-behind", "models.screening.shadow"],
                ],
            );
            assert.ok(faults.every(({ problem, remedy }) => problem.includes("local:eu-west") && remedy !== ""));
        });
    }

    it("is nothing where the gate ends TLS: both are taken", () => {
        const inbound = { kind: "mtls" } as const;
        assert.ok(
            configured(inbound, ({ models: [model], routing }) => {
                routing.auth.certificates = { authorities: someAuthority };
                model!.traffic = [{ version: "1.0.0", percent: 100 }];
                model!.shadow = { version: "2.0.0", percent: 10 };
            }),
        );
    });

    it("is forwarded in plain text by a platform alone", () => {
        const socketsOf = (kind: "tls" | "platform") =>
            valuesOf("transport_socket", configured({ kind, gateKeys }).listeners).length;
        assert.deepEqual([socketsOf("tls"), socketsOf("platform")], [1, 0]);
    });
});
