import assert from "node:assert/strict";

import { regionFaults } from "../../../../components/plan/clouds/build-faults";
import { imageFaults } from "../../../../components/plan/config/cloud-images";
import { possible } from "../../../../components/plan/clouds/capability";
import type { CloudFacts } from "../../../../components/plan/clouds/cloud";
import { cloudTable, routeOver } from "../../../../components/plan/clouds/table";
import { checkConfig } from "../../../../components/plan/plan";
import type { Cloud, RegionRef } from "../../../../components/plan/places/catalogue";
import { on } from "../sketches";
import { pinnedImage } from "../../../support/images";
import { pinned } from "../faults-of";

const image = pinnedImage();
const aws = { images: { gate: image, server: image, fetch: image } };

describe("a config that is to be built", () => {
    const found = (written: unknown) =>
        checkConfig(written, { toBuild: true }).faults.map(({ code, path }) => [code, path]);

    it("has no fault on a cloud with an adapter", () => {
        assert.deepEqual(found(on("aws", { aws })), []);
        assert.deepEqual(found(on("local")), []);
        const kubernetes = { images: { gate: image, runtime: image, fetch: image }, front: { certificate: "cell" } };
        const existing = { "kubernetes:fra-onprem": { cluster: "fra" }, "kubernetes:lis-onprem": { cluster: "lis" } };
        assert.deepEqual(found(on("kubernetes", { kubernetes, "cells[0].existing": existing })), []);
    });

    it("is refused in each region of Kubernetes to which nothing is brought: neither a cluster nor a certificate", () => {
        const kubernetes = { images: { gate: image, runtime: image, fetch: image } };
        const here = 'cells[0].existing["kubernetes:fra-onprem"]';
        const faults = found(on("kubernetes", { kubernetes })).filter(([, path]) => path!.startsWith(here));
        assert.deepEqual(faults.sort(), [
            ["existing/required", `${here}.cluster`],
            ["kubernetes/front-certificate", `${here}.certificate`],
        ]);
    });

    for (const cloud of ["gcp", "azure"] as const) {
        it(`is refused in each region of ${cloud}, which can be planned and has no adapter`, () => {
            assert.deepEqual(checkConfig(on(cloud)).faults, []);
            assert.deepEqual(found(on(cloud)), [
                ["capability/no-adapter", "cells[0].regions[0]"],
                ["capability/no-adapter", "cells[0].regions[1]"],
            ]);
        });
    }

    it("is refused where nothing says which images run on AWS", () => {
        assert.deepEqual(found(on("aws")), [["capability/settings-missing", "aws"]]);
    });

    const eu = { name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] };
    const lab = { name: "lab", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["local:eu-west"] };
    const fromFiles = {
        aws,
        'models[0].releases["1.0.0"].artifact': "file:1.onnx",
        'models[0].releases["2.0.0"].artifact': "file:2.onnx",
    };

    it("may have cells on different clouds, each under names of its own cloud, once the view over all has a place", () => {
        const cells = [eu, lab];
        assert.deepEqual(found(on("aws", { ...fromFiles, cells })), [
            ["observability/home-missing", "observability.home"],
        ]);
        const home = "local:eu-west";
        for (const names of [undefined, "aws"]) {
            const routing = names === undefined ? {} : { "routing.names": names };
            assert.deepEqual(found(on("aws", { ...fromFiles, cells, "observability.home": home, ...routing })), []);
        }
        assert.deepEqual(
            found(on("aws", { ...fromFiles, cells, "observability.home": home, "routing.names": "local" })),
            [["capability/names-front", "routing.names"]],
        );
    });

    it("is refused for names of a cloud without an adapter", () => {
        const apart = on("aws", {
            aws,
            cells: [eu, { ...lab, regions: ["gcp:europe-west1"] }],
            "observability.home": "aws:eu-west-1",
            'models[0].releases["1.0.0"].artifact': "https://models.example.com/1.onnx",
            'models[0].releases["2.0.0"].artifact': "https://models.example.com/2.onnx",
            "routing.names": "azure",
        });
        assert.deepEqual(found(apart), [
            ["capability/no-adapter", "cells[1].regions[0]"],
            ["capability/no-adapter", "routing.names"],
        ]);
    });

    it("is refused for a cell on two clouds, once, with what each cloud could do", () => {
        const over = { ...eu, regions: ["aws:eu-west-1", "local:eu-west"], primary: "aws:eu-west-1" };
        const written = on("aws", { ...fromFiles, cells: [over], "observability.home": "aws:eu-west-1" });
        const faults = checkConfig(written, { toBuild: true }).faults.filter(({ path }) => path === "cells[0].regions");
        assert.deepEqual(pinned(faults), [
            {
                code: "capability/not-built",
                path: "cells[0].regions",
                value: "aws, local",
            },
        ]);
    });

    it("reports a cell on several clouds for those with an adapter, and the regions on the others", () => {
        const over = (...regions: string[]) =>
            found(on("aws", { cells: [{ ...eu, regions, primary: regions[0] }], "routing.names": "aws" }))
                .filter(([, path]) => path!.startsWith("cells"))
                .map(([code, path]) => `${path}: ${code}`);
        assert.deepEqual(over("aws:eu-west-1", "gcp:europe-west1"), [
            "cells[0].regions[1]: capability/no-adapter",
            "cells[0].regions: capability/not-built",
        ]);
        assert.deepEqual(over("azure:westeurope", "gcp:europe-west1"), [
            "cells[0].regions[0]: capability/no-adapter",
            "cells[0].regions[1]: capability/no-adapter",
        ]);
    });

    it("is refused under names of another cloud that could route to it, where the adapter of its own cloud doesn't build that", () => {
        // Of the clouds with an adapter none is such a pair yet: here, as if names of this machine could lead anywhere.
        const facts = { ...cloudTable };
        const regional = { aws: routeOver("aws", "regional", "aws")! };
        const table = cloudTable as Record<Cloud, CloudFacts>;
        table.local = { ...facts.local, routes: { ...facts.local.routes, regional } };
        try {
            const under = on("aws", { aws, "routing.names": "local" });
            assert.deepEqual(found(under), []);
            table.aws = { ...facts.aws, underOtherNames: possible("ACM") };
            assert.deepEqual(found(under), [["capability/not-built", "routing.names"]]);
        } finally {
            Object.assign(table, facts);
        }
    });

    it("is refused in a partition whose services have other names", () => {
        const codes = (region: RegionRef) => regionFaults(region, "region").map(({ code }) => code);
        assert.deepEqual(codes("aws:eu-west-1"), []);
        assert.deepEqual(codes("aws:us-gov-west-1"), ["capability/partition"]);
        assert.deepEqual(codes("aws:cn-north-1"), ["capability/partition"]);
    });

    it("is refused with an image that is missing, or named by a tag", () => {
        assert.deepEqual(imageFaults(aws.images, "aws"), []);
        assert.deepEqual(
            imageFaults({ gate: "registry.example.com/envoy:latest", server: image }, "aws").map(({ code, path }) => [
                code,
                path,
            ]),
            [
                ["image/not-pinned", "aws.images.gate"],
                ["image/not-pinned", "aws.images.fetch"],
            ],
        );
    });

    it("is refused with an image that is named by a placeholder", () => {
        const made = `registry.example.com/envoy@sha256:${"a".repeat(64)}`;
        assert.deepEqual(
            imageFaults({ ...aws.images, server: made }, "aws").map(({ code, path, value }) => [code, path, value]),
            [["image/placeholder", "aws.images.server", made]],
        );
    });
});
