import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../../../tools/package-root";
import { type Made, madeOf, withTables } from "./made";

interface Container {
    readonly restartPolicy?: string;
    readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string } };
}

interface Workload {
    readonly spec: {
        readonly replicas?: number;
        readonly template: {
            readonly spec: {
                readonly containers: readonly Container[];
                readonly initContainers?: readonly Container[];
            };
        };
    };
}

/** Processors and MiB. */
type Requested = readonly [cpu: number, memory: number];

const cpuOf = (text = "0") => (text.endsWith("m") ? parseFloat(text) / 1000 : parseFloat(text));
const memoryOf = (text = "0Mi") => parseFloat(text);

/** What the pods of a region request that always run. What starts before servers requests less than they do. */
function requestedIn(region: string, made: readonly Made[]): Requested {
    const requests = made
        .filter(one => one.region === region && ["Deployment", "StatefulSet"].includes(one.kind))
        .flatMap(({ inputs }) => {
            const { replicas = 1, template } = (inputs as unknown as Workload).spec;
            const { containers, initContainers = [] } = template.spec;
            const running = [...containers, ...initContainers.filter(one => one.restartPolicy === "Always")];
            return running.map(({ resources }): Requested => [
                replicas * cpuOf(resources?.requests?.cpu),
                replicas * memoryOf(resources?.requests?.memory),
            ]);
        });
    return sum(requests);
}

function sum(all: readonly Requested[]): Requested {
    const total = (at: 0 | 1) => all.reduce((sum, each) => sum + each[at], 0);
    return [Math.round(total(0) * 100) / 100, total(1)];
}

describe("the idle cost of a region in a cluster", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);
    const page = readFileSync(path.join(packageRoot(), "docs", "clouds", "kubernetes.md"), "utf8");

    /** What the page says of the row that begins like this. */
    function documented(beginning: string): Requested {
        const row = page.split("\n").find(line => line.startsWith(`| ${beginning}`));
        assert.ok(row, beginning);
        const [cpu = "", memory = ""] = row.replaceAll(/[*,]/g, "").split("|").slice(2);
        return [parseFloat(cpu), parseFloat(memory)];
    }

    it("is as documented for stack `kubernetes`, with the hub in its primary region", async () => {
        const made = await madeOf({});
        assert.deepEqual(requestedIn("lis", made), documented("**total**"));
        assert.deepEqual(
            requestedIn("fra", made),
            sum([documented("**total**"), documented("in one region of the cell: the hub")]),
        );
    });

    it("is as documented in a cell with tables, and in its backup location", async () => {
        const made = await madeOf(withTables());
        assert.deepEqual(
            requestedIn("lis", made),
            sum(["**total**", "with tables: ", "with tables and names by k8gb"].map(documented)),
        );
        assert.deepEqual(requestedIn("hel", made), documented("the backup location"));
    });
});
