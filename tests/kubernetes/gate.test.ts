import assert from "node:assert/strict";
import { request } from "node:https";
import { text } from "node:stream/consumers";

import { wholeFile } from "../../components/gate/configuration";
import { gateConfiguration } from "../../components/gate/gate";
import { healthPaths } from "../../components/gate/health/health";
import type { Manifest } from "../support/clusters/api";
import { until } from "../support/until";
import { Bucket } from "./bucket";
import { configMap, deployment, restricted, secret, service, tlsSecret } from "./pods";
import { untilRolledOut } from "./rollout";
import { plan, sample } from "./screening";
import { namespace, serverAddress, serverParts, serverPort, servers, serversName } from "./server";
import { lacksClusters, type Shared, sharedCluster } from "./shared";

const version = "2.0.0";
const [port, livePort] = [8443, 8081];
const serving = plan(version);
const host = serving.cell.host;

describe("a gate as a Deployment", function () {
    this.timeout(300_000);
    let shared: Shared;
    let bucket: Bucket | undefined;
    let nodePort: number;

    before(async function () {
        if (lacksClusters()) this.skip();
        shared = await sharedCluster();
        bucket = await Bucket.listen(shared);
        const { cluster } = shared;
        const behind = servers(shared, version, bucket.url);
        await cluster.api.apply(restricted(namespace), ...(await serverParts(shared)), behind);
        await untilRolledOut(cluster.api, behind);
        const front = service("gate", namespace, port, "outside");
        const gates = gate();
        const identity = await shared.cell.issue({ name: "gate", hosts: [host, serving.host] });
        await cluster.api.apply(
            tlsSecret("gate-tls", namespace, identity),
            secret("subject-key", namespace, { key: "0123456789abcdef".repeat(4) }),
            configMap("gate", namespace, { "gate.json": configuration() }),
            gates,
            front,
        );
        await untilRolledOut(cluster.api, gates);
        const { spec } = await cluster.api.get<{ spec: { ports: { nodePort: number }[] } }>(front);
        nodePort = spec.ports[0]!.nodePort;
    });
    after(() => {
        bucket?.close();
    });

    const gate = (): Manifest =>
        deployment(1, {
            name: "gate",
            namespace,
            containers: [
                {
                    name: "gate",
                    image: shared.image("gate"),
                    args: ["--config-path", "/gate/gate.json", "--log-level", "warn", "--disable-hot-restart"],
                    ports: [{ name: "https", containerPort: port }],
                    readinessProbe: {
                        httpGet: { path: healthPaths.live, port: livePort },
                        periodSeconds: 1,
                        timeoutSeconds: 10,
                    },
                    volumeMounts: ["gate", "tls", "subject-key"].map(name => ({
                        ...{ name, mountPath: `/${name}`, readOnly: true },
                    })),
                },
            ],
            volumes: [
                { name: "gate", configMap: { name: "gate" } },
                { name: "tls", secret: { secretName: "gate-tls", defaultMode: 0o440 } },
                { name: "subject-key", secret: { secretName: "subject-key", defaultMode: 0o440 } },
            ],
        });

    /** At an address of the node, as a client outside the cluster. */
    const infer = () =>
        new Promise<{ status: number; version: unknown; body: string }>((resolve, reject) => {
            const sent = request(
                {
                    ...{ host: shared.cluster.addresses[0], port: nodePort, servername: host, ca: shared.cell.ca },
                    ...{ method: "POST", path: "/v2/models/screening/infer", agent: false },
                    headers: { host, "content-type": "application/json", "x-subject": "patient-7" },
                },
                response => {
                    text(response).then(body => {
                        resolve({
                            status: response.statusCode!,
                            version: response.headers["x-meridian-version"],
                            body,
                        });
                    }, reject);
                },
            );
            sent.on("error", reject);
            sent.end(sample);
        });

    it("answers a client outside the cluster with an inference of the servers behind it", async () => {
        // It considers the servers healthy after its first check.
        const answer = await until("the gate passes requests on", async () => {
            const answer = await infer().catch(() => undefined);
            return answer?.status === 503 ? undefined : answer;
        });
        assert.deepEqual([answer.status, answer.version], [200, version], answer.body);
        const { outputs } = JSON.parse(answer.body) as { outputs: { data: unknown[] }[] };
        assert.ok(outputs.length > 0 && outputs.every(({ data }) => data.length > 0));
    });
});

/** Servers by the name of their Service, certificates as files of the pod. */
function configuration(): string {
    return wholeFile(
        gateConfiguration(
            serving,
            {
                inbound: { kind: "mtls" },
                listen: { host: "0.0.0.0", port },
                live: { host: "0.0.0.0", port: livePort },
                certificate: {
                    certificate: "/tls/tls.crt",
                    key: "/tls/tls.key",
                    authority: "/tls/ca.crt",
                    directory: "/tls",
                },
                directory: "/gate",
                subjectKey: { file: "/subject-key/key" },
            },
            {
                release: () => ({
                    addresses: [{ host: serverAddress, port: serverPort }],
                    protocol: "http1",
                    auth: { kind: "mtls", serverName: serversName },
                    health: { kind: "active", path: healthPaths.ready },
                }),
                peer: ({ region }) => {
                    throw new Error(`the cell has one region, and no ${region}`);
                },
            },
        ),
    );
}
