import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:tls";

import {
    type CertifiedSecret,
    certifierLeaseSeconds,
    certifierPaths,
    certifierPort,
} from "../../components/plan/serving/certifier";
import { fingerprint, isGood, type Issued } from "../../runtime/certifier/certificates";
import type { Lease } from "../../runtime/certifier/kubernetes/objects";
import { processesWithEnvironment } from "../../tools/processes";
import { ApiError, type Manifest } from "../support/clusters/api";
import { until } from "../support/until";
import {
    authorities,
    certifiedServer,
    certifiers,
    foreignSecret,
    gateSecret,
    lease,
    namespace,
    serverName,
    serverSecret,
} from "./certifier";
import { restricted } from "./pods";
import { untilRolledOut } from "./rollout";
import { lacksClusters, type Shared, sharedCluster } from "./shared";

interface Pod extends Manifest {
    readonly status: {
        readonly containerStatuses?: readonly {
            readonly ready: boolean;
            readonly containerID?: string;
        }[];
    };
}

interface Secret extends Manifest {
    readonly data: Readonly<Record<string, string>>;
}

describe("certifiers as a Deployment", function () {
    this.timeout(300_000);
    let shared: Shared;
    let root: Issued;
    let intermediate: Issued;
    let server: Manifest | undefined;
    let nodePort: number;
    /** The server's certificate when it has started. */
    let first: string;

    before(async function () {
        if (lacksClusters()) this.skip();
        shared = await sharedCluster();
        ({ root, intermediate } = await authorities());
        const { api } = shared.cluster;
        const certified = certifiedServer(shared);
        server = certified.server;
        await api.apply(restricted(namespace), ...certified.parts, server, certified.front);
        await until("the server's pod waits for its Secret", async () => {
            const events = await api.list<{ reason: string; message: string }>(
                { apiVersion: "v1", kind: "Event" },
                namespace,
            );
            return events.some(({ message }) => message.includes(`secret "${serverSecret.secret}" not found`));
        });
        const { before, replicas } = certifiers(shared, { root, intermediate });
        await api.apply(foreignSecret, ...before, replicas);
        await untilRolledOut(api, replicas);
        const { spec } = await api.get<{ spec: { ports: { nodePort: number }[] } }>(certified.front);
        nodePort = spec.ports[0]!.nodePort;
    });
    after(async () => {
        if (server === undefined) return;
        await shared.cluster.kubectl("delete", "--ignore-not-found", "--wait=false", "namespace", namespace);
    });

    const secretOf = ({ secret: name }: CertifiedSecret) =>
        shared.cluster.api.get<Secret>({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });
    const fileOf = ({ data }: Secret, file: string) => Buffer.from(data[file]!, "base64").toString();
    const certificateOf = async (of: CertifiedSecret) => fileOf(await secretOf(of), "tls.crt");

    const pods = (name: string) =>
        shared.cluster.api.list<Pod>({ apiVersion: "v1", kind: "Pod" }, namespace, { "app.kubernetes.io/name": name });
    const leaseNow = async () => (await shared.cluster.api.get<Lease>(lease)).spec;
    const holder = () =>
        until("a replica holds the lease", async () => {
            const { holderIdentity = "" } = await leaseNow();
            return holderIdentity !== "" && holderIdentity;
        });

    /** Runs a program in a certifier's pod, and returns what it prints. */
    const inside = (pod: string, program: string) =>
        shared.cluster.kubectl("exec", "--namespace", namespace, pod, "--", "/usr/local/bin/node", "-e", program);

    /** What the server shows to a client that trusts the root only. Undefined if its certificate is refused, or it does not listen. */
    async function shown(): Promise<string | undefined> {
        const gate = await secretOf(gateSecret);
        const socket = connect({
            ...{ host: shared.cluster.addresses[0]!, port: nodePort, servername: serverName, ca: root.certificate },
            ...{ cert: fileOf(gate, "tls.crt"), key: fileOf(gate, "tls.key") },
        });
        try {
            await once(socket, "secureConnect");
            return socket.getPeerX509Certificate()?.toString();
        } catch {
            return undefined;
        } finally {
            socket.destroy();
        }
    }

    it("issue each listed Secret for its names, by the region's intermediate, with the rights of their Role alone", async () => {
        for (const listed of [gateSecret, serverSecret]) {
            const secret = await secretOf(listed);
            const chain = fileOf(secret, "tls.crt");
            assert.ok(isGood(chain, intermediate.certificate, listed.names, 0), listed.secret);
            assert.ok(chain.trimEnd().endsWith(intermediate.certificate.trim()));
            assert.equal(fileOf(secret, "ca.crt"), root.certificate);
            assert.equal(secret.metadata.labels?.["app.kubernetes.io/managed-by"], "meridian-certifier");
        }
    });

    it("let a pod start that has waited for its Secret", async () => {
        await untilRolledOut(shared.cluster.api, server!);
        first = await until("it serves", shown);
        assert.equal(new X509Certificate(first).subjectAltName, `DNS:${serverName}`);
    });

    it("can neither read nor change another Secret or Lease of their namespace, and remove none", async () => {
        const printed = await inside(await holder(), attempting);
        assert.deepEqual(JSON.parse(printed), {
            "GET secrets/gate-tls": 200,
            "GET secrets/foreign": 403,
            "GET secrets/authority": 403,
            "GET secrets": 403,
            "PUT secrets/foreign": 403,
            "DELETE secrets/gate-tls": 403,
            "GET leases/certifier": 200,
            "GET leases/another": 403,
            "GET configmaps/certifier": 403,
        });
    });

    it("report in their metrics which one works, and when the first certificate ends", async () => {
        const working = await holder();
        const found = await Promise.all(
            (await pods("certifier")).map(async ({ metadata: { name } }) => {
                const printed = await inside(name, readingMetrics);
                const value = (metric: string) =>
                    Number(new RegExp(`^meridian_certifier_${metric}{[^}]*} (\\S+)$`, "m").exec(printed)?.[1]);
                return { name, leader: value("leader"), ends: value("earliest_expiry_seconds") };
            }),
        );
        assert.deepEqual(found.map(({ leader }) => leader).sort(), [0, 1]);
        const [one, other] = found.sort((a, b) => b.leader - a.leader);
        assert.equal(one!.name, working);
        assert.ok(one!.ends > 0 && one!.ends <= 36, `${one!.ends} s`);
        assert.ok(Number.isNaN(other!.ends));
    });

    it("hand over at once when the holder ends", async () => {
        const before = await holder();
        const begun = Date.now();
        await shared.cluster.kubectl("delete", "--namespace", namespace, "--wait=false", "pod", before);
        await until("the other one holds the lease", async () => (await holder()) !== before, 60_000);
        // By expiry it would take the lease's duration.
        const seconds = (Date.now() - begun) / 1000;
        assert.ok(seconds < certifierLeaseSeconds - 2, `${seconds} s`);
    });

    it("replace a holder that stands still after the lease's duration, and then issue what is missing", async () => {
        const { api } = shared.cluster;
        await until("two certifiers are ready", async () => {
            const all = await pods("certifier");
            return all.length === 2 && all.every(({ status }) => status.containerStatuses?.[0]?.ready);
        });
        const before = await holder();
        const { leaseTransitions: transitions = 0 } = await leaseNow();
        const processes = await processesWithEnvironment("POD_NAME", before);
        assert.equal(processes.length, 1);
        const begun = Date.now();
        // It can't release the lease before it is killed.
        process.kill(processes[0]!.pid, "SIGSTOP");
        const gate = { apiVersion: "v1", kind: "Secret", metadata: { name: gateSecret.secret, namespace } };
        await api.delete(gate);
        await shared.cluster.kubectl(
            ...["delete", "--namespace", namespace, "--wait=false", "--force", "--grace-period=0", "pod", before],
        );
        await until("the other one holds the lease", async () => (await holder()) !== before, 60_000);
        const seconds = (Date.now() - begun) / 1000;
        assert.equal((await leaseNow()).leaseTransitions, transitions + 1);
        // Renewed up to two seconds before, seen and taken up to two seconds later, each on a slow machine.
        assert.ok(seconds > certifierLeaseSeconds - 5 && seconds < certifierLeaseSeconds + 10, `${seconds} s`);
        await until("the Secret exists again", () =>
            secretOf(gateSecret).catch((error: unknown) => {
                if (error instanceof ApiError && error.status === 404) return undefined;
                throw error;
            }),
        );
    });

    it("renew certificates, which a server shows without a restart", async () => {
        const isFirst = (certificate: string) => fingerprint(certificate) === fingerprint(first);
        await until("the certificate is renewed", async () => !isFirst(await certificateOf(serverSecret)), 60_000);
        const [pod] = await pods("server");
        const { name } = pod!.metadata;
        let attempts = 0;
        const renewed = await until(
            "the server shows a renewed certificate",
            async () => {
                // Else a node brings a Secret to its pods once a minute.
                const changed = `test/changed=${attempts++}`;
                await shared.cluster.kubectl("annotate", "--namespace", namespace, "--overwrite", "pod", name, changed);
                const certificate = await shown();
                return certificate !== undefined && !isFirst(certificate) && certificate;
            },
            60_000,
        );
        assert.ok(isGood(renewed, intermediate.certificate, serverSecret.names, 0));
        const started = ({ metadata, status }: Pod) => [metadata.name, status.containerStatuses?.[0]?.containerID];
        const [after] = await pods("server");
        assert.deepEqual(started(after!), started(pod!));
    });
});

/** Reports which requests the API server permits to the pod's ServiceAccount, by their statuses. */
const attempting = `
const { request } = require("node:https");
const { readFileSync } = require("node:fs");
const mounted = file => readFileSync("/var/run/secrets/kubernetes.io/serviceaccount/" + file, "utf8");
const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port, NAMESPACE } = process.env;
const groups = { secrets: "/api/v1", configmaps: "/api/v1", leases: "/apis/coordination.k8s.io/v1" };
const send = attempt => new Promise((resolve, reject) => {
    const [method, of] = attempt.split(" ");
    const path = groups[of.split("/")[0]] + "/namespaces/" + NAMESPACE + "/" + of;
    const headers = { authorization: "Bearer " + mounted("token"), "content-type": "application/json" };
    request({ host, port, path, method, headers, ca: mounted("ca.crt") }, response => {
        response.resume();
        resolve([attempt, response.statusCode]);
    }).on("error", reject).end(method === "PUT" ? "{}" : undefined);
});
const attempts = ["GET secrets/gate-tls", "GET secrets/foreign", "GET secrets/authority", "GET secrets",
    "PUT secrets/foreign", "DELETE secrets/gate-tls", "GET leases/certifier", "GET leases/another", "GET configmaps/certifier"];
Promise.all(attempts.map(send)).then(all => console.log(JSON.stringify(Object.fromEntries(all))));`;

const readingMetrics = `fetch("http://127.0.0.1:${certifierPort}${certifierPaths.metrics}").then(answer => answer.text()).then(console.log);`;
