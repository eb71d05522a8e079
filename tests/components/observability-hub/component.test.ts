import assert from "node:assert/strict";

import { ObservabilityHub, RegionalServing } from "../../../components";
import { local } from "../../../components/adapters/local";
import { cell } from "../../../components/plan/cells/cell";
import { digestHex } from "../../../components/plan/serving/release-file";
import { type Inputs, mockEngine } from "../../support/mocked-engine";
import { until } from "../../support/until";
import { faultsOf } from "../plan/faults-of";
import { digest, screening } from "../plan/screening";

describe("a hub that measures drift", () => {
    let made: Map<string, Inputs>;
    before(async () => {
        made = await mockEngine();
    });
    beforeEach(() => {
        made.clear();
    });

    /** Over a region whose releases of these versions have a baseline. */
    function watch(...versions: readonly string[]): void {
        const eu = cell("eu", {
            domain: "screening.localhost",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: ["local:eu-west"],
        });
        const cloud = local({ directory: "unused" });
        const landing = cloud.region("eu-west").landingZone({ cell: eu, names: cloud.zone({ domain: eu.domain }) });
        const [model] = screening().models;
        const releases = Object.fromEntries(
            Object.entries(model!.releases).map(([version, release]) => {
                const baseline = { artifact: `file:${version}.json`, digest: digest("b") };
                return [version, { ...release, ...(versions.includes(version) && { baseline }) }];
            }),
        );
        const serving = new RegionalServing("s", { landing, models: [{ ...model!, releases }] });
        new ObservabilityHub("hub", { landings: [landing], watches: [serving], drift: { psi: 0.3 } });
    }

    it("is refused releases that have no baseline, before it makes anything", () => {
        assert.deepEqual(
            faultsOf(() => {
                watch("1.0.0");
            }).map(({ code, path, value }) => [code, path, value]),
            [["observability/drift-without-baseline", "watches[0]", "screening 2.0.0"]],
        );
    });

    it("is refused what it has no landing zone for, and a home that it has none in", () => {
        const cloud = local({ directory: "unused" });
        const on = (name: string, region: "eu-west" | "eu-central") =>
            cell(name, {
                domain: "screening.localhost",
                jurisdictions: ["EU"],
                dataClasses: ["health"],
                regions: [`local:${region}`],
            });
        const names = cloud.zone({ domain: "screening.localhost" });
        const landing = cloud.region("eu-west").landingZone({ cell: on("eu", "eu-west"), names });
        const other = cloud.region("eu-central").landingZone({ cell: on("lab", "eu-central"), names });
        const serving = new RegionalServing("lab", { landing: other, models: screening().models });
        const { plan } = new ObservabilityHub("both", {
            landings: [landing, other],
            watches: [serving],
            home: "local:eu-central",
        });
        assert.deepEqual(
            faultsOf(() => new ObservabilityHub("one", { plan, landings: [landing], watches: [serving] })).map(
                ({ code }) => code,
            ),
            ["observability/home-without-landing"],
        );
    });

    it("has its watchers told of the baselines that their region keeps, and of the limit", async () => {
        watch("1.0.0", "2.0.0");
        const content = await until(
            "a watcher's configuration",
            () => [...made].find(([name]) => name.endsWith("-watcher-watch"))?.[1].content as string | undefined,
        );
        const reported = JSON.parse(content) as { drift: object; releases: { version: string; baseline: string }[] };
        assert.deepEqual(reported.drift, { psi: 0.3 });
        for (const { version, baseline } of reported.releases) {
            assert.match(
                baseline,
                new RegExp(`/baselines/screening/${version}/${digestHex({ digest: digest("b") })}\\.json$`),
            );
        }
        assert.equal(reported.releases.length, 2);
    });
});
