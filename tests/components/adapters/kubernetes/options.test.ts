import assert from "node:assert/strict";

import { type Made, madeOf, withTables } from "./made";

const names = (made: readonly Made[]) => made.map(({ kind, name }) => `${kind} ${name}`).sort();

describe("options of objects in clusters", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);
    let made: readonly Made[];
    before(async () => {
        made = await madeOf(withTables());
    });
    const of = (kind: string) => made.filter(one => one.kind === kind);

    it("keeps what holds the tables when the stack goes, and nothing else: volumes' claims, and their namespaces", () => {
        const kept = made.filter(({ options }) => options.isRetained);
        assert.deepEqual(names(kept), names([...of("PersistentVolumeClaim"), ...of("Namespace")]));
        // Two namespaces are there before, with the certificates that are brought.
        assert.equal(kept.length, 4);
    });

    it("keeps nothing of a stack to try things with", async () => {
        const tried = await madeOf(withTables({ ephemeral: true }));
        assert.deepEqual(names(tried.filter(({ options }) => options.isRetained)), []);
    });

    it("changes the store's servers one place after the other, so that a majority does not change at each time", () => {
        const after = of("StatefulSet")
            .filter(({ name }) => name.endsWith("-server"))
            .map(({ name, options }) => [name, options.after.filter(one => one.startsWith("StatefulSet "))] as const);
        const [first, second, third] = after.map(([name]) => `StatefulSet ${name}`);
        assert.deepEqual(
            after.map(([, before]) => before),
            [[], [first], [second]],
        );
        const operator = of("Job").find(({ name }) => name.endsWith("-operator"));
        assert.deepEqual([...operator!.options.after].sort(), [first, second, third].sort());
    });

    it("makes each balancer anew with another class, which an API server refuses to change", () => {
        const balancers = of("Service").filter(
            ({ inputs, name }) =>
                // That of k8gb alone leads nowhere, and its class is ours.
                (inputs as { spec: { type?: string } }).spec.type === "LoadBalancer" && !name.endsWith("-region"),
        );
        // Of two fronts, and of a server of the store in three places.
        assert.equal(balancers.length, 5, names(balancers).join());
        for (const { name, options } of balancers)
            assert.deepEqual(options.replacing, ["spec.loadBalancerClass"], name);
    });

    it("starts a certifier once it has its rights, and its connection to the API server is open", () => {
        const certifiers = of("Deployment").filter(({ name }) => name.endsWith("-certifier"));
        assert.equal(certifiers.length, 3);
        for (const { name, options } of certifiers) {
            assert.deepEqual([...options.after].sort(), [`NetworkPolicy ${name}`, `RoleBinding ${name}`]);
        }
    });
});
