import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { cell, type ServiceConfig } from "../../../../components";
import type { kubernetes } from "../../../../components/adapters/kubernetes";
import { kubernetesUnderTest } from "../../../contract/adapters/kubernetes";
import { settled } from "../../../support/mocked-engine";
import { repositoryConfig } from "../../../support/repository-stack";
import type { ConfigFaults } from "../../../../components/plan/faults";
import { faultsOf } from "../../plan/faults-of";
import { type Made, madeOf, withTables } from "./made";

const eu = "eu.screening.example.com";
const tables = withTables();

interface Certificate {
    readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
    readonly spec: { readonly secretName: string; readonly dnsNames: readonly string[]; readonly issuerRef: object };
}

/** The cell of the stack, with an issuer in each of its places. */
const withIssuers = ({ cells } = repositoryConfig("kubernetes") as unknown as Pick<ServiceConfig, "cells">) => ({
    cells: cells.map(cell => ({
        ...cell,
        existing: Object.fromEntries(
            Object.entries({ ...cell.existing }).map(([region, { certificate: _, ...existing }]) => [
                region,
                { ...existing, authority: region.includes("fra") ? "issuer/ca" : "clusterissuer/eu" },
            ]),
        ),
    })),
    kubernetes: {
        ...(repositoryConfig("kubernetes") as unknown as ServiceConfig).kubernetes,
        ...tables.kubernetes,
        front: { certificate: "cell" as const },
    },
});

const certificatesIn = (made: readonly Made[], region: string) =>
    made
        .filter(one => one.kind === "Certificate" && one.region === region)
        .map(({ inputs }) => inputs as unknown as Certificate);

describe("certificates of a cell's pods", () => {
    it("come from the issuer that a region brings, in place of the certifier, its authority and its rule", async () => {
        const made = await madeOf(withIssuers());
        const ofOwnAuthority = (made: readonly Made[]) =>
            made.filter(({ name }) => /certifier|-authority|-root$/.test(name)).map(({ kind }) => kind);
        assert.deepEqual(ofOwnAuthority(made), []);
        const certified = new Set(ofOwnAuthority(await madeOf({})));
        assert.deepEqual(
            ["Stash", "Secret", "Role", "Deployment", "ValidatingAdmissionPolicy"].filter(kind => !certified.has(kind)),
            [],
        );
        const certificates = certificatesIn(made, "fra");
        const gate = certificates.find(({ metadata }) => metadata.name === "gate-tls")!;
        assert.deepEqual(gate.spec.dnsNames, [eu, `fra-onprem.${eu}`, `watcher.fra-onprem.${eu}`]);
        assert.deepEqual(gate.spec.issuerRef, { group: "cert-manager.io", kind: "Issuer", name: "ca" });
        for (const { metadata, spec } of certificates) {
            assert.equal(metadata.name, spec.secretName);
            assert.equal(metadata.annotations["pulumi.com/waitFor"], "condition=Ready");
        }
        assert.deepEqual(certificatesIn(made, "lis")[0]!.spec.issuerRef, {
            ...{ group: "cert-manager.io", kind: "ClusterIssuer", name: "eu" },
        });
    });

    it("come from keys that the engine keeps encrypted, and that no update replaces", async () => {
        const stashes = (await madeOf(tables)).filter(({ kind }) => kind === "Stash");
        assert.ok(stashes.length > 3);
        for (const { name, options } of stashes) {
            assert.deepEqual([options.secretOutputs, options.ignored], [["input", "output"], ["input"]], name);
        }
    });

    it("are all in Secrets that pods mount, in a backup location, too", async () => {
        const made = await madeOf({ ...tables, ...withIssuers({ cells: tables.cells! }) });
        for (const region of ["fra", "lis", "hel"]) {
            const written = certificatesIn(made, region).map(({ spec }) => spec.secretName);
            const mounted = made
                .filter(one => one.region === region && /^(Deployment|StatefulSet|Job)$/.test(one.kind))
                .flatMap(({ inputs }) => JSON.stringify(inputs).match(/(?<="secretName":")[a-z-]*-tls(?=")/g) ?? []);
            assert.ok(mounted.length > 0, region);
            assert.deepEqual(
                mounted.filter(secret => !written.includes(secret)),
                [],
                region,
            );
        }
    });

    it("leave a namespace with an issuer where it was, and need none for an issuer of the cluster", async () => {
        const made = await madeOf(withIssuers());
        const kindIn = (where: string) =>
            made.find(({ kind, region }) => region === where && kind.startsWith("Namespace"))?.kind;
        assert.deepEqual([kindIn("fra"), kindIn("lis")], ["NamespacePatch", "Namespace"]);
    });

    it("are refused by an issuer whose kind is known after an update only", async () => {
        const { cells, kubernetes } = withIssuers();
        const later = cells.map(cell => ({
            ...cell,
            existing: Object.fromEntries(
                Object.entries(cell.existing).map(([region, existing]) => [
                    region,
                    { ...existing, authority: pulumi.output(existing.authority) },
                ]),
            ),
        }));
        await assert.rejects(madeOf({ cells: later, kubernetes }), ({ faults }: ConfigFaults) =>
            faults.every(({ code }) => code === "kubernetes/issuer-later"),
        );
    });

    it("are refused in a program whose landing zones of one cell bring issuers in part", async () => {
        await pulumi.runtime.setMocks({
            call: ({ token }) => kubernetesUnderTest.invoke(token, {}),
            newResource: ({ inputs, name, type }) => {
                const asked = { type, name, inputs: inputs as Made["inputs"] };
                return { id: name, state: { ...asked.inputs, ...kubernetesUnderTest.outputs(asked) } };
            },
        });
        const regions = ["kubernetes:fra", "kubernetes:lis"] as const;
        const [fra, lis] = regions;
        const program = kubernetesUnderTest.make() as ReturnType<typeof kubernetes>;
        const eu = cell("eu", {
            domain: "screening.example.com",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: [...regions],
            primary: fra,
            places: Object.fromEntries(
                Object.entries(kubernetesUnderTest.places!).filter(([ref]) => ref === fra || ref === lis),
            ),
        });
        const names = program.zone({ domain: eu.domain });
        program.region("fra").landingZone({ cell: eu, names, existing: { cluster: "fra", authority: "issuer/ca" } });
        assert.deepEqual(
            faultsOf(() => program.region("lis").landingZone({ cell: eu, names, existing: { cluster: "lis" } })),
            [
                {
                    code: "kubernetes/issuer-missing",
                    path: "existing.authority",
                },
            ],
        );
        await settled();
    });
});
