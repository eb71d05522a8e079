import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { cell, RegionalServing } from "../../../../components";
import { kubernetes, type KubernetesArgs } from "../../../../components/adapters/kubernetes";
import { kubernetesUnderTest } from "../../../contract/adapters/kubernetes";
import { pinnedImage } from "../../../support/images";
import { settled } from "../../../support/mocked-engine";
import { faultsOf } from "../../plan/faults-of";
import { digest } from "../../plan/screening";

const fra = "kubernetes:fra";

describe("the servers of a region in a cluster, of a program without a service", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);
    before(() =>
        pulumi.runtime.setMocks({
            call: ({ token }) => kubernetesUnderTest.invoke(token, {}),
            newResource: ({ custom, inputs, name, type }) => {
                const found =
                    custom === true
                        ? kubernetesUnderTest.outputs({
                              type,
                              name,
                              inputs: inputs as Readonly<Record<string, unknown>>,
                          })
                        : {};
                return { id: name, state: { ...(inputs as object), ...found } };
            },
        }),
    );
    afterEach(() => settled());

    /** Code and path of what is refused before it is made. */
    function refused(hosting: "container" | "edge" | "managed", change: Partial<KubernetesArgs>, version = "1.0.0") {
        const image = pinnedImage("meridian/any");
        const program = kubernetes({
            service: "screening",
            images: { gate: image, runtime: image, fetch: image, store: image },
            front: { certificate: "cell" },
            ...change,
        });
        const eu = cell("eu", {
            domain: "screening.example.com",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: [fra],
            primary: fra,
            places: { [fra]: kubernetesUnderTest.places![fra]! },
        });
        const names = program.zone({ domain: eu.domain });
        const landing = program.region("fra").landingZone({ cell: eu, names, existing: { cluster: "fra" } });
        const artifact = "https://models.example.com/1.onnx";
        const models = [
            {
                name: "screening-of-x-rays",
                releases: { [version]: { artifact, digest: digest("1") } },
                traffic: [{ version, percent: 100 }],
            },
        ];
        let made: RegionalServing | undefined;
        const make = () => (made = new RegionalServing("screening", { landing, hosting, models }));
        try {
            make();
        } catch (error) {
            return faultsOf(() => {
                throw error;
            }).map(({ code, path }) => [code, path]);
        }
        assert.ok(made);
        return [];
    }

    it("are refused with settings of another hosting, which would change nothing", () => {
        assert.deepEqual(refused("container", { edge: { volumeGiB: 5 } }), [["kubernetes/no-site", "edge"]]);
        assert.deepEqual(refused("edge", { kserve: {} }), [["kubernetes/no-kserve", "kserve"]]);
        assert.deepEqual(refused("edge", { edge: { volumeGiB: 5 } }), []);
        assert.deepEqual(refused("managed", { kserve: {} }), []);
    });

    it("are refused where a name of KServe's would be too long", () => {
        const version = "1.0.0-rc.with.a.long.name";
        assert.deepEqual(refused("managed", {}, version), [["name/limit", "models[0].name"]]);
        assert.deepEqual(refused("container", {}, version), []);
    });
});
