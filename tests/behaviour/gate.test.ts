import { screening } from "../components/plan/screening";
import { call } from "../support/gates/client";
import { gateKey, Gates } from "../support/gates/gates";
import { Issuer } from "../support/gates/tokens";
import { behavesAsAGate, type GateUnderTest, infer } from "./any-gate";

const here = "local:eu-west";
const there = "local:eu-central";
const versions = ["1.0.0", "2.0.0"] as const;

describe("a gate of this machine, behind what ends TLS before it", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    let gates: Gates;
    let subject: GateUnderTest;

    before(async () => {
        const auth = { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } };
        gates = await Gates.start({ ...screening(), routing: { auth, limits: { bodyKiB: 64 } } }, { inbound: "tls" });
        const inferences = (version: (typeof versions)[number]) =>
            gates.server(there, version).received.filter(({ path }) => path === infer).length;
        subject = {
            region: here,
            hosts: {
                cell: gates.serving(here).cell.host,
                own: gates.serving(here).host,
                foreign: "us.screening.example",
            },
            issuer,
            audience: "meridian",
            key: gateKey.value,
            bodyBytes: 64 * 1024,
            servers: { "1.0.0": gates.server(here, "1.0.0"), "2.0.0": gates.server(here, "2.0.0") },
            elsewhere: () => versions.reduce((sum, version) => sum + inferences(version), 0),
            ask: asked => call(gates, here, asked),
            log: () => gates.log(here).join("\n"),
        };
    });
    after(() => gates.stop());

    behavesAsAGate(() => subject);
});
