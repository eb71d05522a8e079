import assert from "node:assert/strict";

import { ApiError, type Manifest } from "../support/clusters/api";
import { until } from "../support/until";
import {
    acceptedPods,
    made,
    refusedPods,
    refusedServices,
    refusedTemplates,
    stranger,
    strangersRights,
} from "./probes";
import { namespace, type Regions } from "./regions";
import { KubernetesStack } from "./stack";

/** Tests of what the API server accepts and refuses in the namespaces of a cell whose stack is up. */
export function judgesItsNamespaces(regions: () => Regions): void {
    const dryRun = (manifest: Manifest, user?: string) => regions().clusters.fra.api.dryRun(manifest, user);
    const image = () => regions().shared.image("runtime");

    async function refusal(manifest: Manifest, user?: string): Promise<string> {
        const error: unknown = await dryRun(manifest, user).then(
            () => assert.fail("the API server has accepted it"),
            (error: unknown) => error,
        );
        assert.ok(error instanceof ApiError, String(error));
        // The provider passes over refusals with another status at a preview.
        assert.equal(error.status, 422, error.message);
        return error.message;
    }

    for (const [what, change] of acceptedPods) {
        it(`enforces its policies in its namespaces: accepts a pod ${what}`, () =>
            dryRun(made("Pod", image(), change)));
    }
    for (const [what, because, change] of refusedPods) {
        it(`enforces its policies in its namespaces: refuses a pod with ${what}`, async () => {
            assert.ok((await refusal(made("Pod", image(), change))).includes(because));
        });
    }
    for (const [what, because, change] of refusedTemplates) {
        it(`enforces its policies in its namespaces: refuses what makes pods with ${what}`, async () => {
            for (const kind of ["Deployment", "Job", "CronJob"] as const) {
                const message = await refusal(made(kind, image(), change));
                assert.ok(message.includes(because), `${kind}: ${message}`);
            }
        });
    }

    it("enforces its policies in its namespaces: refuses a container of another registry beside those of a running pod", async () => {
        const { fra } = regions().clusters;
        const [gate] = (await fra.kubectl("get", "pods", "--namespace", namespace, "--output", "name")).split("\n");
        await assert.rejects(
            fra.kubectl("debug", gate!, "--namespace", namespace, "--image", "busybox:1", "--profile=restricted"),
            /integrity\/image-digest: image busybox:1 has no digest/,
        );
    });

    it("enforces its policies in its namespaces: refuses Services that lead out of the cluster", async () => {
        for (const manifest of refusedServices) assert.match(await refusal(manifest), /residency\/external-name: /);
    });

    it("enforces its policies in its namespaces: refuses pods with the role of servers of users without the right to serve", async () => {
        await regions().clusters.fra.api.apply(...strangersRights);
        const unchanged = () => undefined;
        // The API server hears of rights a moment after it has stored them.
        const hasRights = (kind: "Pod" | "Deployment") =>
            dryRun(made(kind, image(), unchanged), stranger).then(
                () => true,
                (error: unknown) => !(error as Error).message.includes(" cannot patch "),
            );
        for (const kind of ["Pod", "Deployment"] as const) {
            await until(`the stranger may make each ${kind}`, () => hasRights(kind));
        }
        for (const kind of ["Pod", "Deployment"] as const) {
            await dryRun(made(kind, image(), unchanged), stranger);
            await dryRun(made(kind, image(), unchanged, "server"));
            assert.match(
                await refusal(made(kind, image(), unchanged, "server"), stranger),
                /access\/deployers: stranger may not make servers/,
            );
        }
    });

    it("enforces its policies in its namespaces: refuses pods the role of servers also by an update that changes labels alone", async () => {
        const { api } = regions().clusters.fra;
        const as = (role?: string) => made("Deployment", image(), () => undefined, role);
        await api.apply(as());
        try {
            await dryRun(as(), stranger);
            assert.match(await refusal(as("server"), stranger), /access\/deployers: stranger may not make servers/);
            await dryRun(as("server"));
        } finally {
            await api.delete(as());
        }
    });

    it("enforces its policies in its namespaces: refuses the certifier Secrets of other types, as those that receive tokens", async () => {
        const certifier = `system:serviceaccount:${namespace}:certifier`;
        await assert.rejects(
            regions().clusters.fra.kubectl(
                ...["create", "secret", "generic", "probe", "--from-literal=a=b", "--dry-run=server"],
                ...["--namespace", namespace, "--as", certifier],
            ),
            /access\/certifier: the certifier writes Secrets of type kubernetes\.io\/tls only/,
        );
    });

    it("enforces its policies in its namespaces: fails the preview of another program that has pods run outside the cell", async () => {
        const probe = await KubernetesStack.prepare({
            program: "tests/kubernetes/probe-program",
            secrets: { "probe:kubeconfig": regions().kubeconfig },
        });
        const outside = refusedPods.find(([, because]) => because.startsWith("residency/region-outside-cell: "))!;
        probe.set("probe:deployment", JSON.stringify(made("Deployment", image(), () => undefined)));
        await probe.preview();
        probe.set("probe:deployment", JSON.stringify(made("Deployment", image(), outside[2])));
        const { exitCode, output } = await probe.run("preview");
        assert.notEqual(exitCode, 0);
        assert.match(output, /residency\/region-outside-cell: a pod of cell eu may run in fra, lis only/);
    });
}
