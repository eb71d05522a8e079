import assert from "node:assert/strict";

import { interruptedAt } from "../engine/interrupted";
import { planned } from "../engine/steps";
import type { Cluster } from "../support/clusters/cluster";
import { until } from "../support/until";
import { FrontClient, whileLoaded } from "../kubernetes/front-client";
import { host, models, namespace, prepareRegions, type Regions } from "../kubernetes/regions";
import { lacksClusters } from "../kubernetes/shared";

const PER_SECOND = 40;

interface Service {
    readonly status: { readonly loadBalancer: { readonly ingress: readonly { readonly ip: string }[] } };
}

describe("an update of regions in two clusters", function () {
    this.timeout(600_000);
    let regions: Regions;

    before(async function () {
        if (lacksClusters()) this.skip();
        regions = await prepareRegions();
    });

    async function clientOf({ api }: Cluster): Promise<FrontClient> {
        const front = { apiVersion: "v1", kind: "Service", metadata: { name: "gate", namespace } };
        const { status } = await api.get<Service>(front);
        return new FrontClient(status.loadBalancer.ingress[0]!.ip, host, regions.shared.cell.ca);
    }

    it("whose engine is killed while it makes them is finished by the next one, after `pulumi cancel`", async () => {
        const { stack } = regions;
        assert.equal((await interruptedAt(stack, 40, "SIGKILL", true)).ended, false);
        await stack.run("cancel", "--yes");
        await stack.up();
        assert.deepEqual(await planned(stack), {});
    });

    it("changes the region whose cluster answers, where the other's API is down, which the next update does", async () => {
        const { bucket, clusters, stack } = regions;
        const client = await clientOf(clusters.lis);
        try {
            await until("lis answers", async () => (await client.infer().catch(() => undefined))?.status === 200);
            stack.set("meridian:models", models(bucket, { "2.0.0": 100 }));
            const { answered, failed } = await whileLoaded(client, PER_SECOND, async () => {
                await clusters.lis.killApiServer();
                const { exitCode, output } = await stack.run("up", "--yes", "--skip-preview", "--continue-on-error");
                assert.notEqual(exitCode, 0, output);
                await clusters.lis.startApiServer();
            });
            // Gates and servers need no API.
            assert.deepEqual(failed, {});
            assert.deepEqual(Object.keys(answered), ["1.0.0"]);
            const deployed = async (cluster: Cluster) =>
                cluster.kubectl("get", "deployments", "--namespace", namespace, "--output", "name");
            assert.match(await deployed(clusters.fra), /screening-2-0-0/);
            assert.doesNotMatch(await deployed(clusters.lis), /screening-2-0-0/);
            await stack.up();
            // A connection that was kept leads to the gate before until that has ended.
            await until("lis answers with 2.0.0", async () => (await client.infer()).version === "2.0.0");
            assert.deepEqual(await planned(stack), {});
        } finally {
            client.close();
        }
    });
});
