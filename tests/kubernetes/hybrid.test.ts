import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { CellSummary } from "../../stacks/summary";
import { getTool } from "../../tools";
import { processesWithEnvironment, RUNTIME_VARIABLE } from "../../tools/processes";
import { planned } from "../engine/steps";
import { atEnd } from "../support/at-end";
import { CellClient } from "../support/client";
import { callerAt, callOnce } from "../support/gates/open-inference";
import { HubClient } from "../support/hub-client";
import { digestOf } from "../support/stack-config";
import { until } from "../support/until";
import { Bucket } from "./bucket";
import { dnsEndpointKind } from "./dns-endpoint-kind";
import { FrontClient } from "./front-client";
import { kubeconfigOf } from "./kubeconfig";
import { lacksClusters, type Shared, sharedCluster } from "./shared";
import { KubernetesStack } from "./stack";

const host = "eu.mixed.example";
const namespace = "mixed-eu";
const [here, there] = ["local:eu-west", "kubernetes:fra"] as const;

interface Service {
    readonly status: { readonly loadBalancer: { readonly ingress: readonly { readonly ip: string }[] } };
}

interface DnsEndpoint {
    readonly spec: {
        readonly endpoints: {
            readonly dnsName: string;
            readonly recordType: string;
            readonly recordTTL: number;
            readonly targets: readonly string[];
        }[];
    };
}

interface Secret {
    readonly data: Readonly<Record<"ca.crt", string>>;
}

/** A cell in the shared cluster and one on this machine, as in `stacks/Pulumi.hybrid-kubernetes.yaml`. */
function configOf({ cell, image }: Shared, { url }: Bucket): Readonly<Record<string, unknown>> {
    const release = { artifact: `${url}/models/1.0.0.onnx`, digest: digestOf("1.0.0") };
    const traffic = [{ version: "1.0.0", percent: 100 }];
    const program = readFileSync(path.join(__dirname, "grpc-server.cjs"), "utf8");
    const server = {
        ...{ protocol: "oip-grpc", image: image("runtime"), port: 9000, startSeconds: 60 },
        command: ["/usr/local/bin/node", "--eval", program],
    };
    const written = {
        cells: [
            {
                ...{ name: "eu", jurisdictions: ["EU"], dataClasses: ["health"], regions: [there] },
                existing: { [there]: { cluster: "fra" } },
            },
            { name: "lab", jurisdictions: ["EU"], dataClasses: ["internal"], regions: [here] },
        ],
        places: { [there]: { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 } },
        models: [
            { name: "screening", releases: { "1.0.0": release }, traffic },
            { name: "called", cells: ["eu"], releases: { "1.0.0": { ...release, server } }, traffic },
        ],
        observability: { home: here, slo: { availability: 0.999 } },
        kubernetes: {
            images: { gate: image("gate"), runtime: image("runtime"), fetch: image("fetch") },
            kubeconfig: { secret: "kubeconfig" },
            front: { certificate: "cell" },
            names: "external-dns",
            authorities: cell.ca,
        },
    };
    return {
        "meridian:service": "mixed",
        "meridian:domain": "mixed.example",
        ...Object.fromEntries(
            Object.entries(written).map(([key, value]) => [`meridian:${key}`, JSON.stringify(value)]),
        ),
    };
}

describe("a stack with a cell in a cluster and one on this machine", function () {
    this.timeout(600_000);
    let shared: Shared;
    let stack: KubernetesStack;
    let bucket: Bucket;

    before(async function () {
        if (lacksClusters()) this.skip();
        for (const tool of ["envoy", "supervisord", "nats-server"] as const) await getTool(tool);
        shared = await sharedCluster();
        await shared.cluster.api.apply(dnsEndpointKind);
        bucket = await Bucket.listen(shared);
        atEnd(() => {
            bucket.close();
        });
        stack = await KubernetesStack.prepare({
            program: "stacks",
            config: configOf(shared, bucket),
            secrets: { "secrets:kubeconfig": kubeconfigOf({ fra: shared.cluster }) },
            environment: { NODE_EXTRA_CA_CERTS: authorityFile(shared) },
        });
        await stack.up();
    });

    /** What the engine's programs trust: the bucket shows a certificate of the cell. */
    function authorityFile({ cell }: Shared): string {
        const directory = mkdtempSync(path.join(tmpdir(), "authority-"));
        atEnd(() => {
            rmSync(directory, { recursive: true });
        });
        const file = path.join(directory, "ca.crt");
        writeFileSync(file, cell.ca);
        return file;
    }

    /** Of the cluster's region, with the authority of what it shows. */
    async function frontOf() {
        const { api } = shared.cluster;
        const of = (kind: string, name: string) => ({ apiVersion: "v1", kind, metadata: { name, namespace } });
        const { status } = await api.get<Service>(of("Service", "gate"));
        const { data } = await api.get<Secret>(of("Secret", "gate-tls"));
        return {
            address: status.loadBalancer.ingress[0]!.ip,
            authority: Buffer.from(data["ca.crt"], "base64").toString(),
        };
    }

    const cells = async () => (await stack.outputs<{ cells: CellSummary[] }>()).cells;

    it("answers in both, each by servers of its own, of one release from one address", async () => {
        const { address, authority } = await frontOf();
        const client = new FrontClient(address, host, authority);
        try {
            const answer = await client.infer();
            assert.deepEqual([answer.status, answer.region, answer.version], [200, there, "1.0.0"]);
        } finally {
            client.close();
        }
        const [eu, lab] = await cells();
        assert.deepEqual([eu!.name, eu!.url, eu!.points], ["eu", `https://${host}`, []]);
        const answer = await new CellClient(stack.project, lab!).ask();
        assert.deepEqual([answer.status, answer.region], [200, here]);
        // Each of four pods downloads it, and this machine once.
        assert.equal(bucket.read.length, 5);
    });

    it("answers calls of gRPC by a custom server, in the cell that has its model", async () => {
        const { address, authority } = await frontOf();
        const caller = callerAt({ host: address, port: 443 }, host, authority);
        try {
            const { answer, code } = await callOnce(caller, "ModelInfer", { model_name: "called" });
            assert.deepEqual([code, answer?.model_name, answer?.model_version], [0, "called", "own 1.0.0"]);
        } finally {
            caller.close();
        }
        const lab = new CellClient(stack.project, (await cells())[1]!);
        assert.equal((await lab.ask({ path: "/v2/models/called" })).status, 404);
    });

    it("has a record made of each name of the cell and its region, with the address of the front", async () => {
        const { address } = await frontOf();
        const found = await shared.cluster.api.list<DnsEndpoint>(
            { apiVersion: "externaldns.k8s.io/v1alpha1", kind: "DNSEndpoint" },
            namespace,
        );
        const records = found.flatMap(({ spec }) => spec.endpoints);
        assert.deepEqual(
            records.sort((a, b) => a.dnsName.length - b.dnsName.length),
            [host, `fra.${host}`].map(dnsName => ({
                ...{ dnsName, recordType: "A", recordTTL: 30, targets: [address] },
            })),
        );
    });

    it("has a page over the regions of this machine, which names the regions in the cluster", async () => {
        const hub = new HubClient({ root: stack.localRoot });
        const state = await until("the region reports", async () => {
            const state = await hub.state();
            return state.regions.every(({ status }) => status === "serving") && state;
        });
        assert.deepEqual(
            state.regions.map(({ cell, region }) => `${cell} ${region}`),
            [`lab ${here}`],
        );
        assert.deepEqual(
            state.elsewhere.map(({ regions }) => regions),
            [[{ cell: "eu", region: there }]],
        );
    });

    it("changes nothing by a second update, and downloads nothing", async () => {
        const before = bucket.read.length;
        assert.deepEqual(await planned(stack), {});
        await stack.up();
        assert.equal(bucket.read.length, before);
    });

    it("leaves nothing in the cluster or on this machine when it is destroyed", async () => {
        await stack.destroy();
        assert.deepEqual(await processesWithEnvironment(RUNTIME_VARIABLE, stack.localRoot), []);
        const found = await shared.cluster.api.listAll<{ metadata: { name: string } }>({
            ...{ apiVersion: "v1", kind: "Namespace" },
        });
        assert.deepEqual(
            found.filter(({ metadata }) => metadata.name === namespace),
            [],
        );
    });
});
