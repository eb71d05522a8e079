import assert from "node:assert/strict";

import type { ServiceConfig } from "../../../../components";
import { repositoryConfig } from "../../../support/repository-stack";
import { type Made, madeOf, withTables } from "./made";
import { configurationsOf, of } from "./store-objects";

const features = { table: "features", input: "features", attributes: ["age", "bmi"] };

/** The stack `kubernetes` with two tables, in one of which its model looks features up. */
function looking(): Partial<ServiceConfig> {
    const { models } = repositoryConfig("kubernetes") as unknown as ServiceConfig;
    const tables = ["features", "visits"].map(name => ({ name, partitionKey: "subject" }));
    return {
        ...withTables({ tables, shards: 2 }),
        models: models.map(model => ({ ...model, features })),
    };
}

interface Pods {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly containers: readonly { readonly env?: readonly { name: string; value: string }[] }[];
            };
        };
    };
}

interface Policy {
    readonly podSelector: object;
    readonly ingress?: readonly { readonly from?: readonly { readonly podSelector: object }[] }[];
    readonly egress?: readonly { readonly to?: readonly { readonly podSelector: object }[]; readonly ports: object }[];
}

const servers = { matchLabels: { role: "server" } };
const policiesOf = (made: readonly Made[], name: string) =>
    of(made, "NetworkPolicy", name).map(({ inputs, region }) => ({ region, ...(inputs.spec as Policy) }));

/** The variables of each region's servers of the model. */
const environmentsOf = (made: readonly Made[]) =>
    of(made, "Deployment", "screening-1-0-0").map(({ inputs, region }) => {
        const [container] = (inputs as unknown as Pods).spec.template.spec.containers;
        return { region, ...Object.fromEntries(container!.env!.map(({ name, value }) => [name, value])) };
    });

/** What servers of models may request of each place's server of the store; undefined where they may not connect. */
const rightsOf = (made: readonly Made[]) =>
    Object.fromEntries(
        Object.entries(configurationsOf(made)).map(([place, { accounts }]) => [
            place,
            accounts.CELL.users.find(({ user }) => user.startsWith("servers."))?.permissions.publish.allow,
        ]),
    );

describe("servers in clusters that look features up", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);

    it("start once the tables are made, so that the first look-up finds them", async () => {
        const after = of(await madeOf(looking()), "Deployment", "screening-1-0-0").map(({ options }) => options.after);
        assert.equal(after.length, 2);
        for (const waited of after)
            assert.ok(
                waited.some(one => one.startsWith("Job ")),
                waited.join(),
            );
    });

    it("find the server of the store in their region, and what they look up", async () => {
        const made = await madeOf(looking());
        const common = {
            STORE_HOST: "store.screening-eu.svc.cluster.local",
            STORE_PORT: "4222",
            FEATURES: "/features/features.json",
        };
        const found = environmentsOf(made).map(({ region, ...all }) => [
            region,
            Object.fromEntries(Object.entries(all).filter(([name]) => /^(STORE|FEATURES|REGION)/.test(name))),
        ]);
        const of = (region: string) => ({
            ...common,
            REGION: `kubernetes:${region}-onprem`,
            STORE_NAME: `store.${region}-onprem.eu.screening.example.com`,
        });
        assert.deepEqual(Object.fromEntries(found), { fra: of("fra"), lis: of("lis") });
    });

    it("have the look-up in an object that never changes", async () => {
        const lists = of(await madeOf(looking()), "ConfigMap").filter(({ inputs }) =>
            Object.hasOwn(inputs.data ?? {}, "features.json"),
        );
        assert.deepEqual(lists.map(({ region }) => region).sort(), ["fra", "lis"]);
        for (const { inputs } of lists) {
            assert.equal(inputs.immutable, true);
            assert.deepEqual(JSON.parse((inputs.data as { "features.json": string })["features.json"]), {
                ...features,
                ...{ otherwise: "refuse", defaults: {}, partitionKey: "subject", shards: 2 },
            });
        }
    });

    it("may read the table of that alone, in the region's server alone", async () => {
        const buckets = ["$JS.API.DIRECT.GET.table_features_0", "$JS.API.DIRECT.GET.table_features_1"];
        const found = rightsOf(await madeOf(looking()));
        assert.deepEqual(found, { fra: buckets, lis: buckets, hel: undefined });
    });

    it("may connect to it", async () => {
        const made = await madeOf(looking());
        const looks = policiesOf(made, "look-ups");
        assert.deepEqual(looks.map(({ region }) => region).sort(), ["fra", "lis"]);
        for (const { egress, podSelector } of looks) {
            assert.deepEqual(podSelector, servers);
            assert.deepEqual(egress, [
                {
                    ports: [{ protocol: "TCP", port: 4222 }],
                    to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "store" } } }],
                },
            ]);
        }
        const [clients] = policiesOf(made, "store")[0]!.ingress!;
        assert.ok(clients!.from!.some(({ podSelector }) => JSON.stringify(podSelector) === JSON.stringify(servers)));
    });

    it("may not, and have no right, where no model looks features up", async () => {
        const made = await madeOf(withTables());
        assert.deepEqual(rightsOf(made), { fra: undefined, lis: undefined, hel: undefined });
        assert.deepEqual(policiesOf(made, "look-ups"), []);
        assert.doesNotMatch(JSON.stringify(policiesOf(made, "store")), /"role":"server"/);
        assert.ok(environmentsOf(made).every(environment => !Object.hasOwn(environment, "STORE_HOST")));
    });
});
