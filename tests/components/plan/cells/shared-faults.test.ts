import assert from "node:assert/strict";

import { sharedFaults } from "../../../../components/plan/cells/shared-faults";
import { type Config, configSchema } from "../../../../components/plan/config/config";
import { parse } from "../../../../components/plan/config/parse";
import { screening } from "../screening";
import { pinned, type Pinned } from "../faults-of";

function faultsOf(change: (config: Config) => void = () => undefined): Pinned[] {
    const config = parse(configSchema, screening());
    change(config);
    return pinned(sharedFaults(config));
}

const fulda = { city: "Fulda", country: "DE", latitude: 50.55, longitude: 9.68 };

describe("cells of one config", () => {
    it("each with a name and regions of its own are taken", () => {
        assert.deepEqual(faultsOf(), []);
    });

    const cases: [title: string, change: (config: Config) => void, faults: Pinned[]][] = [
        [
            "when two have one name",
            ({ cells }) => {
                cells[1]!.name = "eu";
            },
            [
                {
                    code: "cell/name-twice",
                    path: "cells[1].name",
                    value: "eu",
                },
            ],
        ],
        [
            "when two have one region, or one a region that keeps the copies of the other",
            ({ cells }) => {
                cells[1]!.regions.push("local:eu-central");
                cells[1]!.backup = "local:eu-north";
            },
            [
                {
                    code: "residency/region-in-two-cells",
                    path: "cells[1].regions[2]",
                    value: "local:eu-central",
                },
                {
                    code: "residency/region-in-two-cells",
                    path: "cells[1].backup",
                    value: "local:eu-north",
                },
            ],
        ],
        [
            "when a principal is admitted to a region that no cell serves from, such as one that only stores copies",
            ({ serving }) => {
                serving.access = {
                    "local:eu-west": { deployers: ["a"], invokers: [] },
                    "local:eu-north": { deployers: [], invokers: ["b"] },
                };
            },
            [
                {
                    code: "serving/access-elsewhere",
                    path: 'serving.access["local:eu-north"]',
                    value: "local:eu-north",
                },
            ],
        ],
        [
            "when a vendor's region is put somewhere else",
            config => {
                config.places = { "local:eu-west": fulda };
            },
            [
                {
                    code: "places/in-catalogue",
                    path: 'places["local:eu-west"]',
                    value: "local:eu-west",
                },
            ],
        ],
        [
            "when a place is of no use",
            config => {
                config.places = { "kubernetes:fulda": fulda };
            },
            [
                {
                    code: "places/unused",
                    path: 'places["kubernetes:fulda"]',
                    value: "kubernetes:fulda",
                },
            ],
        ],
    ];
    for (const [title, change, faults] of cases) {
        it(`are refused ${title}`, () => {
            assert.deepEqual(faultsOf(change), faults);
        });
    }

    it("may say where a region is that they have, or send exports to", () => {
        assert.deepEqual(
            faultsOf(config => {
                config.places = { "kubernetes:fulda": fulda, "kubernetes:siem": fulda };
                config.cells[0]!.regions.push("kubernetes:fulda");
                config.observability = {
                    anomalies: false,
                    exports: [
                        {
                            name: "siem",
                            to: "splunk",
                            endpoint: "https://siem.example/",
                            place: "kubernetes:siem",
                            dataClass: "internal",
                        },
                    ],
                };
            }),
            [],
        );
    });
});
