import assert from "node:assert/strict";

import { isolationPorts } from "../../../../components/plan/clouds/pod-ports";
import { digest } from "../../plan/screening";
import { type Made, madeOf, withTables } from "./made";

interface Peer {
    readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

interface Policy {
    readonly spec: {
        readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
        readonly policyTypes: readonly string[];
        readonly ingress?: readonly {
            readonly from?: readonly Peer[];
            readonly ports: readonly { readonly port: number }[];
        }[];
        readonly egress?: readonly {
            readonly to?: readonly Peer[];
            readonly ports: readonly { readonly port: number }[];
        }[];
    };
}

const policiesOf = (made: readonly Made[]) =>
    made
        .filter(({ kind, region }) => kind === "NetworkPolicy" && region === "fra")
        .map(({ inputs }) => inputs as unknown as Policy);
/** Of pods that serve. */
const servingPoliciesOf = (made: readonly Made[]) =>
    policiesOf(made).filter(({ spec }) => nameOf(spec.podSelector.matchLabels) !== "isolation");
const nameOf = (labels: Readonly<Record<string, string>> = {}) =>
    labels.role ?? labels["app.kubernetes.io/name"] ?? "all";
const namesOf = (peers: readonly Peer[] | undefined) =>
    peers?.map(({ podSelector }) => nameOf(podSelector?.matchLabels)) ?? ["any"];

/** `gate → server 8443`, as one end of the connection opens it. */
function opened(policies: readonly Policy[]): { from: Set<string>; to: Set<string> } {
    const [from, to] = [new Set<string>(), new Set<string>()];
    for (const { spec } of policies) {
        const own = nameOf(spec.podSelector.matchLabels);
        for (const { from: peers, ports } of spec.ingress ?? [])
            for (const peer of namesOf(peers)) for (const { port } of ports) to.add(`${peer} → ${own} ${port}`);
        for (const { to: peers, ports } of spec.egress ?? [])
            for (const peer of namesOf(peers)) for (const { port } of ports) from.add(`${own} → ${peer} ${port}`);
    }
    return { from, to };
}

describe("the network of a region's namespace", () => {
    const shadowed = {
        models: [
            {
                name: "screening",
                releases: Object.fromEntries(
                    ["1.0.0", "2.0.0"].map(version => [
                        version,
                        {
                            artifact: `https://models.example.com:8443/${version}.onnx`,
                            digest: digest(version),
                        },
                    ]),
                ),
                traffic: [{ version: "1.0.0", percent: 100 }],
                shadow: { version: "2.0.0", percent: 10 },
            },
        ],
    };

    it("is closed in both directions but for what is opened by name", async () => {
        const all = policiesOf(await madeOf({}));
        const closed = all.filter(
            ({ spec }) => nameOf(spec.podSelector.matchLabels) === "all" && spec.ingress?.length === 0,
        );
        assert.deepEqual(
            closed.map(({ spec }) => [spec.policyTypes, spec.egress]),
            [[["Ingress", "Egress"], []]],
        );
    });

    it("opens connections between its pods at both ends", async () => {
        const { from, to } = opened(servingPoliciesOf(await madeOf(shadowed)));
        const inside = [...from].filter(one => !one.includes("→ any") && !one.startsWith("all")).sort();
        assert.deepEqual(inside, [
            "comparer → gate 8443",
            "gate → comparer 8443",
            "gate → server 8443",
            "gate → watcher 8443",
            "hub → watcher 8443",
            "watcher → comparer 8443",
            "watcher → gate 8444",
            "watcher → server 8443",
        ]);
        // What reaches the front reaches gates.
        for (const one of inside) assert.ok(to.has(one) || to.has(one.replace(/^\w+/, "any")), one);
    });

    it("opens both ends of one connection by which a cluster is tried, and one end of each of two others", async () => {
        const { from, to } = opened(
            policiesOf(await madeOf({})).filter(({ spec }) => nameOf(spec.podSelector.matchLabels) === "isolation"),
        );
        const { incomingClosed, open, outgoingClosed } = isolationPorts;
        const at = (port: number) => `isolation → isolation ${port}`;
        assert.deepEqual([...from].sort(), [at(open), at(incomingClosed)].sort());
        assert.deepEqual([...to].sort(), [at(open), at(outgoingClosed)].sort());
    });

    it("opens the servers of a store to what serves and makes tables in their region, and to servers elsewhere", async () => {
        const { from, to } = opened(policiesOf(await madeOf(withTables())));
        const inside = [...from].filter(one => /tables|store|operator/.test(one)).sort();
        assert.deepEqual(inside, [
            "gate → tables 8443",
            "operator → store 4222",
            "store → any 6222",
            "tables → store 4222",
            "watcher → store 4222",
            "watcher → tables 8443",
        ]);
        const entries = [...to].filter(one => /(tables|store|operator) \d+$/.test(one)).sort();
        assert.deepEqual(entries, [
            "any → store 6222",
            "gate → tables 8443",
            "operator → store 4222",
            "tables → store 4222",
            "watcher → store 4222",
            "watcher → tables 8443",
        ]);
    });

    it("lets out what no other end is inside: gates to other regions, servers to the port of their releases", async () => {
        const { from, to } = opened(policiesOf(await madeOf(shadowed)));
        for (const one of ["gate → any 443", "hub → any 443", "server → any 8443"]) assert.ok(from.has(one), one);
        assert.deepEqual(
            [...to].filter(one => one.startsWith("any")),
            ["any → gate 8443"],
        );
    });
});
