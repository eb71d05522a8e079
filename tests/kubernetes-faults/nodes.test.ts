import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

import { planned } from "../engine/steps";
import type { Cluster } from "../support/clusters/cluster";
import { until } from "../support/until";
import { type Counts, FrontClient, whileLoaded } from "../kubernetes/front-client";
import { host, namespace, prepareRegions, type Regions } from "../kubernetes/regions";
import { untilRolledOut } from "../kubernetes/rollout";
import { lacksClusters } from "../kubernetes/shared";

const PER_SECOND = 100;

/** A cluster knows of a lost node after 40 s; nodes and gates hear of it, and clients of connections that no longer answer. */
const KNOWN_WITHIN_MS = 75_000;

/** The node without the control plane. */
const [node, number] = ["lis-1", 1] as const;

/** Options of `kubectl drain`. */
const drained = ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout=300s"];

/** A directory with programs of the next minor version, which nothing here builds: it would take ten minutes of a processor. */
const newer = process.env.KUBERNETES_UPGRADE;

interface Node {
    readonly status: { readonly nodeInfo: { readonly kubeletVersion: string } };
}

interface Pod {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
    readonly spec: { readonly nodeName?: string };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Service {
    readonly status: { readonly loadBalancer: { readonly ingress: readonly { readonly ip: string }[] } };
}

const deployment = (name: string) => ({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace } });
const deployments = ["gate", "screening-1-0-0", "certifier"] as const;

describe("a region in a cluster of two nodes", function () {
    this.timeout(600_000);
    let regions: Regions;
    let lis: Cluster;
    let client: FrontClient | undefined;

    before(async function () {
        if (lacksClusters()) this.skip();
        regions = await prepareRegions(2);
        ({ lis } = regions.clusters);
        await regions.stack.up();
        const front = { apiVersion: "v1", kind: "Service", metadata: { name: "gate", namespace } };
        const { status } = await lis.api.get<Service>(front);
        client = new FrontClient(status.loadBalancer.ingress[0]!.ip, host, regions.shared.cell.ca);
    });
    beforeEach(async () => {
        await spread();
        await until("the region answers", async () => (await client!.infer().catch(() => undefined))?.status === 200);
    });
    after(() => client?.close());

    const podsOf = async (app: string) =>
        (
            await lis.api.list<Pod>({ apiVersion: "v1", kind: "Pod" }, namespace, { "app.kubernetes.io/name": app })
        ).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const isReady = ({ status }: Pod) =>
        status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
    /** The nodes of the pods of an application that are ready. */
    const nodesOf = async (app: string) =>
        (await podsOf(app))
            .filter(isReady)
            .map(({ spec }) => spec.nodeName!)
            .sort();

    /** A pod of each application on each node. */
    async function spread(): Promise<void> {
        for (const app of deployments) {
            if ((await nodesOf(app)).join() === "lis-0,lis-1") continue;
            await lis.kubectl("rollout", "restart", "deployment", app, "--namespace", namespace);
            await untilRolledOut(lis.api, deployment(app));
            assert.deepEqual(await nodesOf(app), ["lis-0", "lis-1"], app);
        }
    }

    const untilMoved = () =>
        until(
            "two pods of each application are ready on the node that is left",
            async () => (await Promise.all(deployments.map(nodesOf))).every(nodes => nodes.join() === "lis-0,lis-0"),
            180_000,
        );
    const loaded = (work: () => Promise<unknown>): Promise<Counts> => whileLoaded(client!, PER_SECOND, work);

    it("is drained of a node under load without a failed request", async () => {
        const { answered, failed } = await loaded(async () => {
            await lis.kubectl("drain", node, ...drained);
            await untilMoved();
        });
        assert.deepEqual(failed, {});
        assert.ok(answered["1.0.0"]! > PER_SECOND);
        await lis.kubectl("uncordon", node);
    });

    it("is upgraded by a minor version, node by node, under load without a failed request", async function () {
        if (newer === undefined) {
            console.log("      skipped: KUBERNETES_UPGRADE names no directory with programs of the next minor version");
            return this.skip();
        }
        const versionsOf = async () =>
            (await lis.api.listAll<Node>({ apiVersion: "v1", kind: "Node" })).map(
                ({ status }) => status.nodeInfo.kubeletVersion,
            );
        const [older] = await versionsOf();
        const { answered, failed } = await loaded(async () => {
            await lis.upgradeControlPlane(newer);
            for (const [i, name] of ["lis-0", "lis-1"].entries()) {
                await lis.kubectl("drain", name, ...drained);
                await lis.upgradeNode(i, newer);
                await lis.kubectl("uncordon", name);
            }
        });
        assert.deepEqual(failed, {});
        assert.ok(answered["1.0.0"]! > PER_SECOND);
        const versions = await versionsOf();
        assert.ok(versions.every(version => version === versions[0]) && versions[0] !== older, versions.join());
        assert.deepEqual(await planned(regions.stack), {});
    });

    it("answers every request while a kubelet is down, and after its pods are replaced", async () => {
        const { failed } = await loaded(async () => {
            await lis.killKubelet(number);
            await untilMoved();
            // Gates forget the pods that were replaced.
            await delay(10_000);
            await lis.startKubelet(number);
        });
        assert.deepEqual(failed, {});
    });

    it("answers every request again once the loss of a node is known, and has two pods of each application", async () => {
        await lis.loseNode(number);
        const lost = Date.now();
        await until(
            "ten requests in a row are answered",
            async () => {
                for (let i = 0; i < 10; i++)
                    if ((await client!.infer().catch(() => undefined))?.status !== 200) return false;
                return true;
            },
            KNOWN_WITHIN_MS,
        );
        await delay(Math.max(0, lost + KNOWN_WITHIN_MS - Date.now()));
        await untilMoved();
        const { answered, failed } = await loaded(() => delay(10_000));
        assert.deepEqual(failed, {});
        assert.ok(answered["1.0.0"]! > PER_SECOND);
    });
});
