import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";

import { edgeConfiguration } from "../../../components/adapters/local/edge";
import { bootstrapFile, discoveryFile, watchedFiles, wholeFile } from "../../../components/gate/configuration";
import type { CertificateFiles } from "../../../components/gate/upstream";
import { type Plan, planConfig } from "../../../components/plan/plan";
import { fixedSeed, localConfigs } from "../../support/arbitraries";
import { envoyAsJudge, type Judge, objections } from "./envoy";
import { placed } from "./placed";
import { screeningGates } from "./screening-gates";

describe("the real Envoy", function () {
    this.timeout(90_000);

    let judge: Judge;
    before(async () => {
        judge = await envoyAsJudge();
    });
    after(() => judge.dismiss());

    it("takes every gate's configuration, and the edge's, of any valid config without a warning", async () => {
        await fc.assert(
            fc.asyncProperty(localConfigs, async written => {
                const planned = planConfig(written).plan;
                assert.deepEqual(await objections(judge, configurationsOf(planned, judge.certificate)), []);
            }),
            { ...fixedSeed, numRuns: 15, endOnFailure: true },
        );
    });

    it("takes the file that a gate starts from, beside the files that are watched", async () => {
        const { euWest } = screeningGates();
        await mkdir(join(judge.directory, "gate"));
        for (const file of watchedFiles) {
            await writeFile(join(judge.directory, "gate", `${file}.json`), discoveryFile(euWest, file, "1"));
        }
        assert.equal(await judge.objection(bootstrapFile(euWest, "gate")), undefined);
    });

    it("would refuse what is wrong", async () => {
        const { servings, configuration } = placed(
            planConfig(fc.sample(localConfigs, { ...fixedSeed, numRuns: 1 })[0]).plan,
            judge.certificate,
        );
        const gate = configuration(servings[0]!);
        assert.equal(await judge.objection(wholeFile(gate)), undefined);
        const [first, ...rest] = gate.clusters;
        const wrong = { ...gate, clusters: [{ ...first, connect_timeout: "soon" }, ...rest] };
        assert.match((await judge.objection(wholeFile(wrong))) ?? "", /connect_timeout/);
        const unknown = { ...gate, clusters: [{ ...first, surprise: true }, ...rest] };
        assert.match((await judge.objection(wholeFile(unknown))) ?? "", /surprise/);
        assert.notEqual(await judge.objection(wholeFile({ ...gate, clientRoutes: [] })), undefined);
        assert.notEqual(await judge.objection(wholeFile({ ...gate, identity: [] })), undefined);
    });
});

function configurationsOf(planned: Plan, certificate: CertificateFiles): string[] {
    const { servings, gate, configuration } = placed(planned, certificate);
    const edge = edgeConfiguration(planned.routings[0]!, {
        points: Object.fromEntries(
            planned.routings[0]!.points.map(({ city }, i) => [city, { host: "127.0.0.1", port: 10_000 + i }]),
        ),
        gates: Object.fromEntries(servings.map(({ region }) => [region, gate(region)])),
        authorities: Object.fromEntries(
            planned.cells.map(({ cell }) => [cell.name, { file: certificate.authority, fingerprint: cell.name }]),
        ),
    });
    return [...servings.map(configuration), edge].map(one => wholeFile(one));
}
