import assert from "node:assert/strict";

import { digest } from "../../plan/screening";
import { type Made, madeOf, withTables } from "./made";

interface Job {
    readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
    readonly spec: {
        readonly completions: number;
        readonly template: {
            readonly metadata: { readonly labels: Readonly<Record<string, string>> };
            readonly spec: {
                readonly subdomain: string;
                readonly containers: readonly { readonly env: readonly { name: string; value: string }[] }[];
            };
        };
    };
}

interface Service {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly selector: Readonly<Record<string, string>> };
}

const checksIn = (made: readonly Made[]) =>
    made.filter(({ kind, name }) => kind === "Job" && name.endsWith("-isolation"));
const { kubernetes } = withTables();

describe("what tries whether a cluster enforces NetworkPolicies", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);

    it("runs in each region and in the backup location", async () => {
        const checks = checksIn(await madeOf(withTables()));
        assert.deepEqual(checks.map(({ region }) => region).sort(), ["fra", "hel", "lis"]);
    });

    it("does not run where the config says that clusters do not enforce them", async () => {
        const made = await madeOf({ kubernetes: { ...kubernetes!, networkPolicies: "unenforced" } });
        assert.deepEqual(
            made.filter(({ name }) => name.endsWith("-isolation")),
            [],
        );
    });

    it("finds the pod that listens by a name that its Service has in DNS", async () => {
        const made = await madeOf({});
        const [check] = checksIn(made);
        const { metadata, spec } = check!.inputs as unknown as Job;
        const service = made.find(({ kind, name }) => kind === "Service" && name === check!.name)!
            .inputs as unknown as Service;
        const peer = spec.template.spec.containers[0]!.env.find(({ name }) => name === "PEER")!.value;
        // kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode, …/services-networking/dns-pod-service/
        assert.equal(peer, `${metadata.name}-0.${service.metadata.name}.screening-eu.svc.cluster.local`);
        assert.equal(spec.template.spec.subdomain, service.metadata.name);
        const [[label, value]] = Object.entries(service.spec.selector) as [[string, string]];
        assert.equal(spec.template.metadata.labels[label], value);
        assert.equal(spec.completions, 2);
    });

    it("runs again with another image, and after it has failed", async () => {
        const nameOf = async (runtime: string) => {
            const images = { runtime: `registry.example.com/meridian/runtime@${digest(runtime)}` };
            const [check] = checksIn(await madeOf({ kubernetes: { ...kubernetes!, images } }));
            return (check!.inputs as unknown as Job).metadata;
        };
        const [first, same, other] = [await nameOf("a"), await nameOf("a"), await nameOf("b")];
        assert.equal(same.name, first.name);
        assert.notEqual(other.name, first.name);
        assert.equal(first.annotations["pulumi.com/replaceUnready"], "true");
    });
});
