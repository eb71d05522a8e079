import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { planned } from "../engine/steps";
import { filesIn, filesWith } from "../support/plain-text";
import { digestOf } from "../support/stack-config";
import { atEnd } from "../support/at-end";
import { until } from "../support/until";
import { FrontClient, whileLoaded } from "./front-client";
import { gateEnvoys, untilServedByAll } from "./gate-envoys";
import {
    apiKey,
    atSite,
    byKserve,
    deployer,
    devices,
    gpus,
    host,
    models,
    namespace,
    type OneRegion,
    prepareOneRegion,
    serving,
} from "./one-region";
import { Kserve } from "./kserve";
import { untilRolledOut } from "./rollout";
import { lacksClusters } from "./shared";
import { showsOnFailure } from "./show";
import { findsUnenforcedPolicies } from "./unenforced";

const PER_SECOND = 20;

interface Pod {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
    readonly status: {
        readonly podIP: string;
        readonly phase: string;
        readonly initContainerStatuses: readonly { readonly name: string; readonly restartCount: number }[];
        readonly conditions?: readonly {
            readonly type: string;
            readonly status: string;
            readonly message?: string;
        }[];
    };
}

interface Scaler {
    readonly status?: {
        readonly desiredReplicas: number;
        readonly currentMetrics?: readonly {
            readonly resource?: { readonly current: { readonly averageUtilization?: number } };
        }[];
    };
}

/** Ends what else runs in its container beside the first process. */
const endsOthers = `
    const own = [1, process.pid];
    for (const pid of require("node:fs").readdirSync("/proc").map(Number))
        if (pid > 0 && !own.includes(pid)) try { process.kill(pid, "SIGKILL"); } catch {}`;

/** Names of the files of a pod's release, and their rights. */
const modesOfReleases = [
    "/usr/local/bin/node",
    "--print",
    `const fs = require("node:fs");
    fs.readdirSync("/release").map(name => name + " " + (fs.statSync("/release/" + name).mode & 0o777).toString(8)).join()`,
];

interface Found {
    readonly literal: string;
}

const echo = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "echo-1-0-0", namespace } };

const releases = ["echo-1-0-0", "screening-1-0-0"];

describe("custom servers in a cluster", function () {
    this.timeout(900_000);
    let region: OneRegion;
    let client: FrontClient | undefined;
    showsOnFailure(() => region.shared.cluster, namespace);

    before(async function () {
        if (lacksClusters()) this.skip();
        region = await prepareOneRegion();
        await region.stack.up();
        const { api } = region.shared.cluster;
        const gateway = {
            ...{ apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway" },
            metadata: { name: "gate", namespace },
        };
        const { status } = await api.get<{ status: { addresses: { value: string }[] } }>(gateway);
        client = new FrontClient(status.addresses[0]!.value, host, region.root, "echo");
    });
    after(async () => {
        client?.close();
        await region.stack.destroy();
    });

    const podsOf = (app: string) =>
        region.shared.cluster.api.list<Pod>({ apiVersion: "v1", kind: "Pod" }, namespace, {
            "app.kubernetes.io/name": app,
        });
    const kubectl = (...args: readonly string[]) => region.shared.cluster.kubectl("--namespace", namespace, ...args);
    const answer = () =>
        until("echo answers", async () => {
            const answer = await client!.infer().catch(() => undefined);
            return answer?.status === 200 ? answer : undefined;
        });
    /** Each release has one pod, and no other that is about to end: the node has room for those of an update. */
    const hasOnePodEach = async () => {
        for (const release of releases)
            await until(`${release} has one pod`, async () => (await podsOf(release)).length === 1, 180_000);
    };
    const servedByAllGates = async () => {
        const gates = await gateEnvoys(region.shared.cluster, namespace);
        assert.equal(Object.keys(gates).length, 2);
        await untilServedByAll(gates, "echo");
    };
    const foundIn = (body: string) => (JSON.parse(body) as { outputs: [Found] }).outputs[0];

    it("answer at the front, and find their release, secrets and one directory that they can write to", async () => {
        const { body, version } = await answer();
        assert.equal(version, "1.0.0");
        assert.deepEqual(foundIn(body), {
            digest: digestOf("1.0.0"),
            user: 65_532,
            secret: createHash("sha256").update(apiKey).digest("hex"),
            literal: "$(PORT) one",
            ...{ root: "EROFS", release: "EROFS", work: "written" },
        });
    });

    it("stand beside a server of the runtime whose release is in a registry, to which the login of nodes is shown", () => {
        const { asked } = region.registry;
        assert.ok(asked.includes(`/v2/team/screening/blobs/${digestOf("1.0.0")}`), asked.join(" "));
    });

    it("change nothing by a second update", async () => {
        assert.deepEqual(await planned(region.stack), {});
    });

    it("are reached at the port of their sidecar alone, with the certificate of the region's gate", async () => {
        const [pod] = await podsOf("echo-1-0-0");
        const reach = (url: string, flags: string) =>
            kubectl("exec", "deploy/gate", "--", "/bin/sh", "-c", `wget -q -T 5 -O - ${flags} ${url} 2>&1 || true`);
        const { podIP } = pod!.status;
        // NetworkPolicies close all ports but the sidecar's to gates: here it is the server that does not listen there.
        await region.shared.cluster.withoutNetworkPolicies(async () => {
            assert.match(await reach(`http://${podIP}:9000/v2/models/echo/ready`, ""), /refused/);
            assert.equal(await reach(`http://${podIP}:8081/v2/health/ready`, ""), "");
            assert.match(await reach(`http://${podIP}:8081/v2/models/echo/ready`, ""), /404/);
        });
        // Without a certificate.
        assert.match(await reach(`https://${podIP}:8443/v2/health/ready`, "--no-check-certificate"), /rror/);
    });

    it("have certificates of the issuer that the region brings, and no key is in the engine", async () => {
        const { shared, stack } = region;
        const secrets = ["gate-tls", "servers-tls"].map(name => ({
            ...{ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } },
        }));
        const keys = await Promise.all(
            secrets.map(async secret => {
                const { data } = await shared.cluster.api.get<{ data: Record<string, string> }>(secret);
                assert.equal(Buffer.from(data["ca.crt"]!, "base64").toString(), region.root);
                return Buffer.from(data["tls.key"]!, "base64").toString().split("\n")[1]!;
            }),
        );
        assert.deepEqual(
            filesWith([...keys, "PRIVATE KEY"], [...filesIn(stack.engine.workspace.state), stack.file]),
            [],
        );
        const made = await kubectl("get", "secrets,deployments,roles,serviceaccounts", "--output", "name");
        assert.doesNotMatch(made, /certifier|secret\/authority/);
    });

    it("take no more GPUs than nodes have", async () => {
        const node = JSON.parse(await kubectl("get", "nodes", "--output", "json")) as {
            items: { status: { allocatable: Record<string, string> } }[];
        };
        assert.equal(node.items[0]!.status.allocatable[gpus.resource], String(gpus.count));
        await kubectl("scale", "deployment", "echo-1-0-0", `--replicas=${gpus.count + 1}`);
        await until("one pod has no GPU, since the built-in server takes none", async () => {
            const pods = await podsOf("echo-1-0-0");
            const waiting = pods.filter(({ status }) =>
                status.conditions?.some(({ message }) => message?.includes(`Insufficient ${gpus.resource}`)),
            );
            const running = pods.filter(({ status }) => status.phase === "Running");
            return waiting.length === 1 && running.length === gpus.count;
        });
        await kubectl("scale", "deployment", "echo-1-0-0", "--replicas=1");
    });

    it("are replaced under load without a failed request, although they end at once on SIGTERM", async () => {
        const { bucket, registry, shared, stack } = region;
        await servedByAllGates();
        const old = (await podsOf("echo-1-0-0")).map(({ metadata }) => metadata.name);
        stack.set("meridian:models", models(shared, bucket, registry, "two"));
        const counts = await whileLoaded(client!, PER_SECOND, async () => {
            await stack.up();
            await untilRolledOut(shared.cluster.api, echo);
            await until(
                "the old pods are gone",
                async () => (await podsOf("echo-1-0-0")).every(({ metadata }) => !old.includes(metadata.name)),
                120_000,
            );
        });
        assert.deepEqual(counts.failed, {});
        assert.ok(counts.answered["1.0.0"]! > 10 * PER_SECOND, JSON.stringify(counts));
        assert.equal(foundIn((await answer()).body).literal, "$(PORT) two");
    });

    it("are changed by deployers as to what they run, and by them alone", async () => {
        const allowed = async (user: string, verb: string, resource: string, more: object = {}) => {
            const { status } = await region.shared.cluster.api.create<{ status: { allowed: boolean } }>({
                ...{ apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview" },
                ...{ spec: { user, resourceAttributes: { namespace, verb, resource, ...more } } },
            });
            return status.allowed;
        };
        const servers = { group: "apps", name: "echo-1-0-0" };
        for (const verb of ["get", "patch", "update"]) assert.ok(await allowed(deployer, verb, "deployments", servers));
        const stranger = "system:serviceaccount:ci:other";
        const refused = [
            allowed(stranger, "patch", "deployments", servers),
            allowed(deployer, "delete", "deployments", servers),
            allowed(deployer, "create", "deployments", { group: "apps" }),
            allowed(deployer, "patch", "deployments", { group: "apps", name: "gate" }),
            allowed(deployer, "patch", "deployments", { ...servers, namespace: "default" }),
            ...["secrets", "configmaps", "pods"].map(resource => allowed(deployer, "get", resource)),
            allowed(deployer, "create", "pods", { subresource: "exec" }),
        ];
        assert.deepEqual(
            await Promise.all(refused),
            refused.map(() => false),
        );

        const change = (pod: object) =>
            kubectl(
                ...["patch", "deployment", servers.name, `--as=${deployer}`, "--dry-run=server", "--patch"],
                JSON.stringify({ spec: { template: pod } }),
            );
        const server = (more: object) => ({ spec: { initContainers: [{ name: "server", ...more }] } });
        const from = (name: string, key: string) => ({ name: "A", valueFrom: { secretKeyRef: { name, key } } });
        await change(server({ env: [{ name: "LITERAL", value: "three" }], command: ["/bin/true"] }));
        const bounded: readonly [RegExp, object][] = [
            [/the volumes/, { spec: { volumes: [{ name: "a", secret: { secretName: "authority" } }] } }],
            [/the service account/, { spec: { serviceAccountName: "certifier" } }],
            [/the token/, { spec: { automountServiceAccountToken: true } }],
            // Without it, a pod gets one.
            [/the token/, { spec: { automountServiceAccountToken: null } }],
            [/the labels/, { metadata: { labels: { role: "gate" } } }],
            [/from other objects/, server({ envFrom: [{ secretRef: { name: "authority" } }] })],
            [/from Secrets/, server({ env: [from("authority", "tls.key")] })],
        ];
        for (const [because, pod] of bounded) await assert.rejects(change(pod), because);
    });

    it("are more while their processors are busy, as a metrics server measures pods with and without a sidecar", async () => {
        const { api } = region.shared.cluster;
        await region.shared.cluster.startMetrics();
        const scalerOf = (name: string) => ({
            ...{ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" },
            metadata: { name, namespace },
        });
        for (const name of releases) {
            await api.until<Scaler>(
                `pods of ${name} are measured`,
                scalerOf(name),
                ({ status }) =>
                    (status?.currentMetrics ?? []).some(
                        ({ resource }) => resource?.current.averageUtilization !== undefined,
                    ),
                120_000,
            );
        }
        const scaler = scalerOf("screening-1-0-0");
        const [pod] = await podsOf("screening-1-0-0");
        const run = (program: string) =>
            kubectl("exec", pod!.metadata.name, "--", "/usr/local/bin/node", "--eval", program);
        // As busy as a core can be, for as long as autoscalers may take at most.
        const busy = run("const end = Date.now() + 120_000; while (Date.now() < end);").catch(() => undefined);
        await api.until<Scaler>(
            "there are more replicas",
            scaler,
            ({ status }) => (status?.desiredReplicas ?? 0) > 1,
            120_000,
        );
        await run(endsOthers);
        await busy;
    });

    it("are scaled by one object at a time: by hours in the place of an autoscaler", async () => {
        const { stack } = region;
        const scalers = async () => {
            const found = await kubectl("get", "scaledobjects,horizontalpodautoscalers", "--output", "name");
            return found.trim().split("\n").sort();
        };
        const of = (kind: string) => releases.map(name => `${kind}/${name}`);
        assert.deepEqual(await scalers(), of("horizontalpodautoscaler.autoscaling"));
        stack.set(
            "meridian:serving",
            serving([{ days: ["fri"], from: "22:00", to: "06:00", timezone: "Europe/Lisbon", min: 3 }]),
        );
        await stack.up();
        assert.deepEqual(await scalers(), of("scaledobject.keda.sh"));
        // As the autoscalers have left them, which a slow machine makes as many as they may: the node would be full.
        for (const release of releases) await kubectl("scale", "deployment", release, "--replicas=1");
        await hasOnePodEach();
        assert.deepEqual(await planned(stack), {});
    });

    findsUnenforcedPolicies(() => region.shared.cluster, namespace);

    it("are restarted where they hang, by what their sidecar reports", async () => {
        const [pod] = await podsOf("echo-1-0-0");
        const signal = 'process.kill(1, "SIGUSR2")';
        await kubectl(
            "exec",
            pod!.metadata.name,
            "--container",
            "server",
            "--",
            "/usr/local/bin/node",
            "--eval",
            signal,
        );
        await until(
            "the server is restarted",
            async () =>
                (await podsOf("echo-1-0-0"))[0]!.status.initContainerStatuses.find(({ name }) => name === "server")!
                    .restartCount > 0,
            240_000,
        );
        await answer();
    });

    it("become KServe's without a failed request, and more where there are to be more at least", async () => {
        const { shared, stack } = region;
        const { api } = shared.cluster;
        const kserve = await Kserve.provide(shared.cluster);
        atEnd(() => kserve.close());
        await servedByAllGates();
        const { literal } = foundIn((await answer()).body);
        stack.set("meridian:serving", byKserve(1));
        const counts = await whileLoaded(client!, PER_SECOND, async () => {
            await stack.up();
            await until(
                "the pods of the Deployment are gone",
                async () => (await podsOf("echo-1-0-0")).every(({ metadata }) => metadata.name.includes("-predictor-")),
                120_000,
            );
        });
        assert.deepEqual(counts.failed, {});
        assert.ok(counts.answered["1.0.0"]! > 10 * PER_SECOND, JSON.stringify(counts));
        assert.equal(foundIn((await answer()).body).literal, literal);
        const names = async (kinds: string) =>
            (await kubectl("get", kinds, "--output", "name")).trim().split("\n").sort();
        const deployments = await names("deployments");
        for (const release of releases) {
            assert.ok(deployments.includes(`deployment.apps/${release}-predictor`), deployments.join());
            assert.ok(!deployments.includes(`deployment.apps/${release}`), deployments.join());
        }
        assert.deepEqual(
            await names("scaledobjects,horizontalpodautoscalers"),
            releases.map(release => `horizontalpodautoscaler.autoscaling/${release}-predictor`),
        );
        assert.deepEqual(await planned(stack), {});
        stack.set("meridian:serving", byKserve(2));
        await stack.up();
        // The engine may have set two before KServe told its autoscaler, which then set one once more.
        for (const release of releases) {
            const ready = ["get", "deployment", `${release}-predictor`, "--output", "jsonpath={.status.readyReplicas}"];
            await until(`${release} has two pods`, async () => (await kubectl(...ready)) === "2", 180_000);
        }
        assert.deepEqual(await planned(stack), {});

        const echoService = {
            apiVersion: "serving.kserve.io/v1beta1",
            kind: "InferenceService",
            metadata: echo.metadata,
        };
        const { spec } = await api.get<{ spec: object }>(echoService);
        const another = { ...echoService, metadata: { name: "another", namespace }, spec };
        // What KServe permits to users with its role `edit`.
        const editor = "system:serviceaccount:ci:editor";
        await kubectl(
            "create",
            "role",
            "kserve-edit",
            "--verb=create,patch,get",
            "--resource=inferenceservices.serving.kserve.io",
        );
        await kubectl("create", "rolebinding", "kserve-edit", "--role=kserve-edit", "--serviceaccount=ci:editor");
        await assert.rejects(api.dryRun(another, editor), /access\/deployers: .*:editor may not make servers/);
        const unpinned = structuredClone(another) as typeof another & {
            spec: { predictor: { containers: [{ image: string }] } };
        };
        unpinned.spec.predictor.containers[0].image = "docker.io/library/busybox:latest";
        await assert.rejects(api.dryRun(unpinned), /integrity\/image-digest/);

        const change = (predictor: object, more: object = {}) =>
            kubectl(
                ...[
                    "patch",
                    "inferenceservice",
                    "echo-1-0-0",
                    `--as=${deployer}`,
                    "--dry-run=server",
                    "--type=merge",
                    "--patch",
                ],
                JSON.stringify({ ...more, spec: { predictor } }),
            );
        const { predictor } = spec as { predictor: { initContainers: { name: string; env: object[] }[] } };
        const server = (more: object) => ({
            initContainers: predictor.initContainers.map(one => (one.name === "server" ? { ...one, ...more } : one)),
        });
        const { env } = predictor.initContainers.find(({ name }) => name === "server")!;
        const from = (name: string, key: string) => ({ name: "A", valueFrom: { secretKeyRef: { name, key } } });
        await change({ ...server({ env: [...env, { name: "B", value: "three" }] }), minReplicas: 3 });
        const bounded: readonly [RegExp, object, object?][] = [
            [/of a predictor/, { volumes: [{ name: "a", secret: { secretName: "authority" } }] }],
            [/of a predictor/, { serviceAccountName: "certifier" }],
            [/of a predictor/, { automountServiceAccountToken: null }],
            [/of a predictor/, { labels: { role: "gate" } }],
            [/of a predictor/, { model: { storageUri: "pvc://others" } }],
            [/the labels/, {}, { metadata: { labels: { role: "gate" } } }],
            [
                /annotations of KServe/,
                {},
                { metadata: { annotations: { "serving.kserve.io/autoscalerClass": "none" } } },
            ],
            [/from other objects/, server({ envFrom: [{ secretRef: { name: "authority" } }] })],
            [/from Secrets/, server({ env: [...env, from("authority", "tls.key")] })],
        ];
        for (const [because, predictor, more] of bounded)
            await assert.rejects(change(predictor, more), because, JSON.stringify(predictor));
        stack.set("meridian:serving", byKserve(1));
        await stack.up();
        await hasOnePodEach();
    });

    it("start again at a site while what they were downloaded from is down, each with a device of its claim", async () => {
        const { bucket, registry, shared, stack } = region;
        stack.set("meridian:serving", atSite);
        await stack.up();
        assert.deepEqual(await planned(stack), {});
        const claimed = async () => {
            const path =
                "jsonpath={range .items[*]}{.status.reservedFor[*].name}={.status.allocation.devices.results[*].driver} ";
            const found = await kubectl("get", "resourceclaims", "--output", `${path}{end}`);
            return found.trim().split(" ");
        };
        bucket.close();
        const asked = registry.asked.length;
        // As after a start of the node: no pod has the volume mounted.
        for (const app of releases) await kubectl("scale", "deployment", app, "--replicas=0");
        for (const app of releases)
            await until(`no pod of ${app} is left`, async () => (await podsOf(app)).length === 0, 120_000);
        for (const app of releases) await kubectl("scale", "deployment", app, "--replicas=1");
        for (const name of releases) {
            await untilRolledOut(shared.cluster.api, { ...echo, metadata: { name, namespace } });
            assert.match(await kubectl("logs", `deployment/${name}`, "--container", "fetch"), /"present"/);
        }
        const [server] = await podsOf("echo-1-0-0");
        assert.ok((await claimed()).includes(`${server!.metadata.name}=${devices.driver}`), (await claimed()).join());
        // A mount that gave the volume to the group of the pod again would have changed them, and an archive would count as changed.
        const files = await kubectl("exec", "deployment/echo-1-0-0", "--container", "server", "--", ...modesOfReleases);
        assert.match(files.trim(), /^[0-9a-f]{64} 644$/);
        await answer();
        assert.equal(registry.asked.length, asked);
        const claims = await kubectl("get", "persistentvolumeclaims", "--output", "jsonpath={..status.phase}");
        assert.equal(claims, "Bound Bound");
    });
});
