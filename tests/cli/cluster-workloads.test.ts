import assert from "node:assert/strict";

import type { CellInClusters } from "../../cli/clusters/drills/clusters";
import { bringUp, workloadsIn } from "../../cli/clusters/drills/workloads";

/** A namespace with these workloads, by name with what is said of them, and what is commanded there beside reading. */
function namespace(items: Readonly<Record<string, { replicas?: number; ready?: number }>>) {
    const commands: string[] = [];
    const ask = (...command: readonly string[]) => {
        if (command[0] !== "get") commands.push(command.join(" "));
        else
            assert.deepEqual(command.slice(1), [
                "deployments,statefulsets",
                "--selector",
                selector,
                "--output",
                "json",
            ]);
        const objects = Object.entries(items).map(([name, { ready, replicas }]) => ({
            kind: name.split("/")[0] === "statefulset" ? "StatefulSet" : "Deployment",
            metadata: { name: name.split("/")[1] },
            spec: { ...(replicas !== undefined && { replicas }) },
            ...(ready !== undefined && { status: { readyReplicas: ready } }),
        }));
        return Promise.resolve(JSON.stringify({ items: objects }));
    };
    return { commands, cell: { service: "screening", kubectl: () => ({ ask }) } as unknown as CellInClusters };
}
const selector = "app.kubernetes.io/part-of=screening";
const fra = "kubernetes:fra";

describe("workloads of a drill in a cluster", () => {
    it("have one replica where they say none, and none that is ready where the cluster says nothing", async () => {
        const { cell } = namespace({ "deployment/gate": {}, "statefulset/store": { replicas: 3, ready: 2 } });
        assert.deepEqual(await workloadsIn(cell, fra), [
            { name: "deployment/gate", replicas: 1, ready: 0 },
            { name: "statefulset/store", replicas: 3, ready: 2 },
        ]);
    });

    it("are brought up to what they had, those of one number together, and no others", async () => {
        const { cell, commands } = namespace({
            "deployment/gate": { replicas: 0 },
            "deployment/hub": { replicas: 0 },
            "statefulset/store": { replicas: 0 },
            // Up already, stopped before the drill, and made since.
            "deployment/watcher": { replicas: 2 },
            "deployment/stopped": { replicas: 0 },
            "deployment/new": { replicas: 0 },
        });
        await bringUp(cell, fra, {
            "deployment/gate": 2,
            "deployment/hub": 2,
            "statefulset/store": 3,
            "deployment/watcher": 5,
            "deployment/stopped": 0,
            "deployment/gone": 4,
        });
        assert.deepEqual(commands, [
            "scale --replicas=2 deployment/gate deployment/hub",
            "scale --replicas=3 statefulset/store",
        ]);
    });
});
