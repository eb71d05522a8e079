import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import type { RunResult } from "../../cli/engine";
import { planned, stepsOfUpdate } from "../engine/steps";
import { ApiError } from "../support/clusters/api";
import { filesIn, filesWith } from "../support/plain-text";
import { until } from "../support/until";
import { ownConnection } from "./own-connection";
import { refusedAs, refusingPolicy } from "./refusing-policy";
import { untilRolledOut } from "./rollout";
import { lacksClusters, type Shared, sharedCluster } from "./shared";
import { KubernetesStack } from "./stack";

const namespace = "engine";
const web = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace } } as const;

interface Deployment {
    readonly spec: { readonly replicas: number };
    readonly status: {
        readonly replicas?: number;
        readonly updatedReplicas?: number;
        readonly availableReplicas?: number;
    };
}

interface Kubeconfig {
    readonly users: readonly [{ readonly user: { readonly "client-key-data": string } }];
}

describe("the engine with the provider of Kubernetes", function () {
    this.timeout(300_000);
    let shared: Shared;
    let stack: KubernetesStack;
    let kubeconfig: string;
    /** Of a Deployment that a policy refuses, while its namespace does not exist. */
    let firstPreview: RunResult;

    before(async function () {
        if (lacksClusters()) this.skip();
        shared = await sharedCluster();
        await shared.cluster.api.apply(...refusingPolicy);
        await until("the policy is in effect", isInEffect);
        kubeconfig = readFileSync(shared.cluster.kubeconfig, "utf8");
        stack = await KubernetesStack.prepare({
            program: "tests/kubernetes/web-program",
            config: { "web:namespace": namespace, "web:image": shared.image("runtime"), "web:text": "first" },
            secrets: { "web:kubeconfig": kubeconfig },
        });
        stack.set("web:refused-as", "Invalid");
        firstPreview = await stack.run("preview");
        stack.set("web:refused-as", undefined);
        await stack.up();
    });

    /** Whether the policy refuses a Deployment without pods. */
    async function isInEffect(): Promise<boolean> {
        const labels = { name: "probe" };
        const probe = {
            ...web,
            metadata: { name: "probe", namespace: "default", annotations: { [refusedAs]: "Invalid" } },
            spec: {
                selector: { matchLabels: labels },
                template: { metadata: { labels }, spec: { containers: [{ name: "none", image: "none" }] } },
            },
        };
        try {
            await shared.cluster.api.dryRun(probe);
            return false;
        } catch (error) {
            if (error instanceof ApiError && error.message.includes("refused as Invalid")) return true;
            throw error;
        }
    }

    const deployment = () => shared.cluster.api.get<Deployment>(web);

    const address = async () => (await stack.outputs<{ address: string }>()).address;

    async function fails(...args: readonly string[]): Promise<string> {
        const { exitCode, output } = await stack.run(...args);
        assert.notEqual(exitCode, 0, output);
        return output;
    }

    it("ends an update once the Deployment is available and the Service has an address", async () => {
        assert.equal((await deployment()).status.availableReplicas, 2);
        const url = `http://${await address()}:443`;
        // The node forwards from an address some time after it is assigned.
        const answer = await until("the Service answers", () => ownConnection(url).catch(() => undefined));
        assert.equal(answer, "first");
    });

    it("changes nothing by a second update, and finds no drift", async () => {
        await stack.up("--refresh", "--expect-no-changes");
    });

    it("replaces a changed ConfigMap: creates it, rolls the Deployment that names it, and deletes the old one last", async () => {
        stack.set("web:text", "second");
        const steps = await stepsOfUpdate(stack);
        assert.deepEqual(
            steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)!}`),
            ["create-replacement settings", "replace settings", "update web", "delete-replaced settings"],
        );
        // Seen once in many runs with provider 4.25: it ended the update when one of two pods was of the new revision.
        await untilRolledOut(shared.cluster.api, web);
        assert.equal((await deployment()).status.replicas, 2);
        const url = `http://${await address()}:443`;
        // A node forwards requests to a pod for some time after it has ended.
        const answer = await until("the Service answers", () => ownConnection(url).catch(() => undefined));
        assert.equal(answer, "second");
    });

    /** With the field manager of `kubectl edit`, but for its name. */
    const patch = (replicas: number) =>
        shared.cluster.kubectl(
            ...["patch", "-n", namespace, "deployment/web", "-p", JSON.stringify({ spec: { replicas } })],
        );

    it("finds a field that was changed manually with --refresh only", async () => {
        await patch(3);
        assert.deepEqual(await planned(stack), {});
        const output = await fails("refresh", "--preview-only", "--expect-no-changes");
        assert.match(output, /Deployment web .*diff: ~spec/);
    });

    it("repairs a field that `kubectl patch` has changed, although the preview fails for a conflict", async () => {
        assert.match(await fails("preview", "--refresh"), /conflict with "kubectl-patch" .*: \.spec\.replicas/);
        await stack.up("--refresh");
        assert.equal((await deployment()).spec.replicas, 2);
    });

    it("repairs a field that `kubectl scale` has changed by the annotation pulumi.com/patchForce only", async () => {
        await shared.cluster.kubectl("scale", "-n", namespace, "deployment/web", "--replicas=3");
        const output = await fails("up", "--yes", "--skip-preview", "--refresh");
        assert.match(output, /conflict with "kubectl" with subresource "scale" .*: \.spec\.replicas/);
        stack.set("web:annotations", { "pulumi.com/patchForce": "true" });
        await stack.up("--refresh");
        assert.equal((await deployment()).spec.replicas, 2);
    });

    it("shows the repair of a field that was changed manually in a preview, by that annotation", async () => {
        await patch(3);
        const output = await stack.preview("--refresh", "--diff");
        assert.match(output, /~ replicas: 3 => 2/);
        await stack.up("--refresh");
        assert.equal((await deployment()).spec.replicas, 2);
    });

    it("fails a preview for the refusal of an admission policy with the reason Invalid", async () => {
        stack.set("web:refused-as", "Invalid");
        assert.match(await fails("preview"), /refused as Invalid/);
    });

    it("fails an update, and no preview, for the refusal of an admission policy with the reason Forbidden", async () => {
        stack.set("web:refused-as", "Forbidden");
        await stack.preview();
        assert.match(await fails("up", "--yes", "--skip-preview"), /refused as Forbidden/);
        stack.set("web:refused-as", undefined);
    });

    it("fails no preview for a refusal while the namespace of the object does not exist", () => {
        assert.equal(firstPreview.exitCode, 0, firstPreview.output);
        assert.match(firstPreview.output, /kubernetes:apps\/v1:Deployment refused create/);
    });

    it("has the kubeconfig encrypted in every file of its state, and in its config", async () => {
        const key = (JSON.parse(kubeconfig) as Kubeconfig).users[0].user["client-key-data"];
        const texts = [key, Buffer.from(key, "base64").toString().split("\n")[1]!];
        const files = [...filesIn(stack.engine.workspace.state), stack.file];
        assert.ok(files.length > 2);
        assert.deepEqual(filesWith(texts, [...files, shared.cluster.kubeconfig]), [shared.cluster.kubeconfig]);
        const shown = async (...flags: string[]) => (await stack.run("stack", "export", ...flags)).output.includes(key);
        assert.deepEqual([await shown(), await shown("--show-secrets")], [false, true]);
    });

    it("leaves nothing in the cluster when it is destroyed", async () => {
        const url = `http://${await address()}:443`;
        await stack.destroy();
        const namespaces = await shared.cluster.kubectl("get", "namespaces", "-o", "name");
        assert.ok(!namespaces.split("\n").includes(`namespace/${namespace}`), namespaces);
        await assert.rejects(ownConnection(url));
    });
});
