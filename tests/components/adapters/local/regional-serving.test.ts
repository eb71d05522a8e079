import assert from "node:assert/strict";

import { local } from "../../../../components/adapters/local";
import { cell } from "../../../../components/plan/cells/cell";
import { RegionalServing, type RegionalServingArgs } from "../../../../components";
import { type Inputs, mockEngine } from "../../../support/mocked-engine";
import { until } from "../../../support/until";
import { digest, screening } from "../../plan/screening";

describe("serving on this machine", () => {
    let made: Map<string, Inputs>;
    before(async () => {
        made = await mockEngine();
    });
    beforeEach(() => {
        made.clear();
    });

    function serve(more: Partial<RegionalServingArgs>): void {
        const eu = cell("eu", {
            domain: "screening.localhost",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: ["local:eu-west"],
        });
        const cloud = local({ directory: "unused" });
        const landing = cloud.region("eu-west").landingZone({ cell: eu, names: cloud.zone({ domain: eu.domain }) });
        new RegionalServing("s", { landing, models: screening().models, ...more });
    }

    const inputsOf = (name: RegExp) =>
        until(`${name.source} is made`, () => [...made].find(([key]) => name.test(key))?.[1]);
    const environmentOf = async (name: RegExp) =>
        (await inputsOf(name)).environment as Readonly<Record<string, string>>;
    const server = (version: string) => new RegExp(`^s-screening-${version}-[0-9a-f]{8}$`);

    it("lets servers accept requests as large as the gate admits", async () => {
        serve({ limits: { bodyKiB: 20_000 } });
        assert.equal((await environmentOf(server("1.0.0"))).MAX_BODY_BYTES, String(20_000 * 1024));
    });

    it("runs the same server for a release that is a shadow and one that receives traffic", async () => {
        const [model] = screening().models;
        const [first, second] = model!.traffic;
        const all = { version: first!.version, percent: 100 };
        const shadow = { version: second!.version, percent: 50 };
        serve({ models: [{ ...model!, traffic: [all], shadow }] });
        const asShadow = await inputsOf(server(shadow.version));
        made.clear();
        serve({ models: [model!] });
        assert.deepEqual(await inputsOf(server(shadow.version)), asShadow);
    });

    it("puts a release's baseline into the region, and configures its server; others have none", async () => {
        const [model] = screening().models;
        const baseline = { artifact: "file:1.json", digest: digest("b") };
        const releases = { ...model!.releases, "1.0.0": { ...model!.releases["1.0.0"], baseline } };
        serve({ models: [{ ...model!, releases }] });
        const { BASELINE } = await environmentOf(server("1.0.0"));
        const { source, digest: wanted, file } = await inputsOf(/^s-screening-1\.0\.0-[0-9a-f]{8}-baseline$/);
        assert.deepEqual([source, wanted, file], [baseline.artifact, baseline.digest, BASELINE]);
        assert.equal((await environmentOf(server("2.0.0"))).BASELINE, undefined);
        assert.equal([...made.keys()].filter(name => name.endsWith("-baseline")).length, 1);
    });
});
