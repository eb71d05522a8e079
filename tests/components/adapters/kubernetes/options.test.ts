import assert from "node:assert/strict";

import { type Made, madeOf, ofOnesOwn, withTables } from "./made";

const names = (made: readonly Made[]) => made.map(({ kind, name }) => `${kind} ${name}`).sort();

describe("options of objects in clusters", function () {
    // The SDK has its provider read the one of the environment.
    const { KUBECONFIG } = process.env;
    before(() => {
        delete process.env.KUBECONFIG;
    });
    after(() => {
        if (KUBECONFIG !== undefined) process.env.KUBECONFIG = KUBECONFIG;
    });

    // Loading the SDK is most of it.
    this.timeout(60_000);
    let made: readonly Made[];
    before(async () => {
        made = await madeOf(withTables());
    });
    const of = (kind: string) => made.filter(one => one.kind === kind);

    it("keeps what holds the tables when the stack goes, and nothing else: volumes' claims, and their namespaces", () => {
        const retained = made.filter(({ options }) => options.isRetained);
        assert.deepEqual(names(retained), names([...of("PersistentVolumeClaim"), ...of("Namespace")]));
        // Two namespaces are there before, with the certificates that are brought.
        assert.equal(retained.length, 4);
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

    it("serves tables once they are made, or changed: of a change that fails no region's table server learns", () => {
        const servers = of("Deployment").filter(({ name }) => name.endsWith("-tables"));
        assert.deepEqual(
            servers.map(({ options }) => options.after),
            [["Job screening-eu-store-fra-onprem-operator"], ["Job screening-eu-store-fra-onprem-operator"]],
        );
    });

    it("recreates each balancer with another class, which an API server refuses to change", () => {
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

    it("makes objects of a region by its own context, and by server-side apply, which takes over what a killed engine has made", () => {
        const providers = made.filter(({ kind }) => kind === "kubernetes").map(({ inputs }) => inputs);
        // Not among them: client-side creation of what exists (`enableServerSideApply`) fails, and of a cluster that is away an update
        // would forget the objects (`deleteUnreachable`), or succeed without a change (`skipUpdateUnreachable`).
        assert.deepEqual(
            providers,
            ["fra", "lis", "hel"].map(context => ({
                context,
                clusterIdentifier: `kubernetes:${context}-onprem`,
                enableSecretMutable: "true",
            })),
        );
    });

    /** Annotations of the engine's provider. */
    const annotated = (annotation: string) =>
        made.flatMap(({ inputs, kind, name }) => {
            const { annotations = {} } = (inputs.metadata ?? {}) as { annotations?: Readonly<Record<string, string>> };
            const value = annotations[`pulumi.com/${annotation}`];
            return value === undefined ? [] : [`${kind} ${name} ${value}`];
        });

    it("changes fields back that something else has changed, of all objects", () => {
        const objects = made.filter(({ kind }) => !["Stash", "kubernetes"].includes(kind));
        assert.ok(objects.length > 100);
        assert.deepEqual(
            annotated("patchForce"),
            objects.map(({ kind, name }) => `${kind} ${name} true`),
        );
    });

    it("waits for all objects but claims, whose volumes may be made for a pod, and what is not always ready", () => {
        const regions = ["fra", "lis"].map(region => `screening-eu-${region}-onprem`);
        assert.deepEqual(
            annotated("skipAwait").sort(),
            [
                ...["fra", "lis", "hel"].flatMap(place => [
                    `PersistentVolumeClaim screening-eu-store-${place}-onprem-volume true`,
                    `Service screening-eu-${place}-onprem-isolation true`,
                ]),
                ...regions.flatMap(region => [`Deployment ${region}-region true`, `Service ${region}-region true`]),
            ].sort(),
        );
    });

    it("waits for addresses of the store's balancers, whose pods are ready only once they have those of the others", () => {
        const routes = ["fra", "lis", "hel"].map(place => `screening-eu-store-${place}-onprem-routes`);
        assert.deepEqual(
            annotated("waitFor"),
            routes.map(name => `Service ${name} jsonpath={.status.loadBalancer.ingress}`),
        );
        const led = of("Service").filter(({ name }) => routes.includes(name));
        const isReached = (one: Made) =>
            (one.inputs.spec as { publishNotReadyAddresses?: boolean }).publishNotReadyAddresses;
        assert.deepEqual(led.map(isReached), [true, true, true]);
    });

    it("waits for a Job as long as it may run, and for a custom server as long as all of its pods may start", async () => {
        const waited = (all: readonly Made[], kind: string) =>
            Object.fromEntries(all.flatMap(one => (one.kind === kind ? [[one.name, one.options.timeouts]] : [])));
        const deadlines = of("Job").map(({ inputs, name }) => {
            const { activeDeadlineSeconds } = inputs.spec as { readonly activeDeadlineSeconds: number };
            return [name, { create: `${activeDeadlineSeconds}s` }] as const;
        });
        assert.equal(deadlines.length, 4);
        assert.deepEqual(waited(made, "Job"), Object.fromEntries(deadlines));
        const own = await madeOf({ models: [ofOnesOwn] });
        const found = waited(own, "Deployment");
        // Two pods, one after the other: each has the two minutes of its server, and ten as others have.
        const ofServers = { create: "1440s", update: "1440s" };
        for (const region of ["fra", "lis"]) {
            assert.deepEqual(found[`screening-eu-${region}-onprem-irises-1-0-0`], ofServers);
            assert.deepEqual(found[`screening-eu-${region}-onprem-gate`], {});
        }
    });

    it("encrypts in the engine's state the kubeconfig and the credentials of the registry that a program gives", async () => {
        const given = await madeOf({}, {}, { kubeconfig: "apiVersion: v1", pullSecret: "{}" });
        const secret = (value: unknown) => ({
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            value,
        });
        assert.deepEqual(
            given.flatMap(({ inputs, kind }) => (kind === "kubernetes" ? [inputs.kubeconfig] : [])),
            [secret("apiVersion: v1"), secret("apiVersion: v1")],
        );
        assert.deepEqual(
            given.flatMap(({ inputs, kind, name }) =>
                kind === "Secret" && name.endsWith("-pull") ? [inputs.stringData] : [],
            ),
            [secret({ ".dockerconfigjson": "{}" }), secret({ ".dockerconfigjson": "{}" })],
        );
    });

    it("starts a certifier once it has its rights, and its connection to the API server is open", () => {
        const certifiers = of("Deployment").filter(({ name }) => name.endsWith("-certifier"));
        assert.equal(certifiers.length, 3);
        for (const { name, options } of certifiers) {
            assert.deepEqual([...options.after].sort(), [`NetworkPolicy ${name}`, `RoleBinding ${name}`]);
        }
    });
});
