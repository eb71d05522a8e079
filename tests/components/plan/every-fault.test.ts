import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Feature, features } from "../../../components/plan/clouds/cloud";
import { cloudTable } from "../../../components/plan/clouds/table";
import { faultText } from "../../../components/plan/fault-text";
import { ConfigFaults } from "../../../components/plan/faults";
import { checkConfig, parseConfig } from "../../../components/plan/plan";
import { recordedText } from "../../support/golden";
import { faultsOf, wholeFaultsOf } from "./faults-of";
import { building } from "./faults/building";
import { callers } from "./faults/callers";
import { capabilities } from "./faults/capabilities";
import { cells } from "./faults/cells";
import { demand } from "./faults/demand";
import { features as lookedUp } from "./faults/features";
import { form } from "./faults/form";
import { latency } from "./faults/latency";
import { leaving } from "./faults/leaving";
import { models } from "./faults/models";
import { networks } from "./faults/networks";
import { regions } from "./faults/regions";
import { routing } from "./faults/routing";
import { servers } from "./faults/servers";
import { standards } from "./faults/standards";
import { tables } from "./faults/tables";
import { watching } from "./faults/watch";
import { digest } from "./screening";
import { on, onAws, type Refused } from "./sketches";

const byTopic: Readonly<Record<string, readonly Refused[]>> = {
    "the form of a config": form,
    regions,
    cells,
    "address ranges": networks,
    standards,
    models,
    callers,
    routing,
    "what a cloud can't do": capabilities,
    "what no adapter builds": building,
    demand,
    tables,
    "features that are looked up": lookedUp,
    "custom servers": servers,
    "what leaves a cell": leaving,
    "what is measured of releases, and takes a region out of traffic": watching,
    "the simulated map": latency,
};

describe("a config", () => {
    it("on each cloud has no fault before one is put into it", () => {
        for (const written of [
            onAws(),
            ...(["aws", "gcp", "azure", "kubernetes", "local"] as const).map(cloud => on(cloud)),
        ]) {
            assert.deepEqual(checkConfig(written).faults, []);
        }
    });

    for (const [topic, rows] of Object.entries(byTopic)) {
        describe(`is refused, of ${topic}, for`, () => {
            for (const [title, written, fault, beside] of rows) {
                it(title, () => {
                    assert.deepEqual(
                        faultsOf(() => parseConfig(written, beside)),
                        [fault],
                    );
                });
            }
        });
    }
});

describe("twenty faults and more, of form and meaning", () => {
    const second = 'models[0].releases["2.0.0"]';
    const written = onAws({
        domain: undefined,
        observabilty: {},
        "cells[0].regions": ["aws:eu-west-1", "aws:eu-west-2", "aws:eu-wset-3", "eu-central-1"],
        "cells[0].standards": ["gdpr", "sox"],
        "cells[0].failover": ["aws:us-east-1"],
        "cells[0].backup": "aws:us-east-2",
        "cells[1].regions": ["aws:us-east-1", "aws:us-west-2", "aws:eu-west-1", "gcp:us-west1"],
        "cells[1].primary": "aws:us-east-2",
        "cells[2]": { name: "empty", jurisdictions: ["CH"], dataClasses: ["health"], regions: [] },
        "models[0].traffic[0].percent": 80,
        "models[0].stickyBy": "X-Subject",
        [`${second}.digest`]: digest("1"),
        "models[0].shadow": { version: "3.0.0", percent: 5 },
        "models[1]": {
            name: "triage",
            releases: {
                "1.0.0": { artifact: "ftp://models/3.onnx", digest: "md5:3" },
                v2: {},
                "1.1.0": { artifact: "az://models/4.onnx" },
            },
            traffic: [{ version: "1.1.0", percent: 100 }],
        },
        "serving.hosting": "edge",
        "serving.scaling.targetUtilization": 60,
        'serving.access["aws:eu-west-3"]': { invokers: [] },
        "routing.edge": "global",
        "routing.sharedName": true,
        "routing.names": "aws",
        "routing.zone": "https://me:hunter2@dns.example/zone",
        "routing.failover.everySeconds": 5,
        "routing.drain": ["aws:sa-east-1"],
        "demand.places[0].city": "Lisboa",
        "demand.peakRps": "800 rps",
        "store.tables[0].cells": ["uk"],
        "store.consistency": "strict",
        "observability.audit": false,
        "observability.logs": { retainDays: 30 },
        "observability.exports": [
            {
                name: "siem",
                to: "otlp",
                endpoint: "https://siem.example/",
                place: "aws:eu-west-1",
                cells: ["eu"],
                dataClass: "health",
            },
        ],
        "budget.currency": "usd",
    });
    const faults = wholeFaultsOf(() => parseConfig(written));

    it("come in one throw, sorted by path", () => {
        assert.deepEqual(
            faults.map(({ code, path }) => `${path}: ${code}`),
            [
                "budget.currency: config/value",
                "cells[0].backup: residency/region-outside-cell",
                "cells[0].regions[1]: residency/region-outside-cell",
                "cells[0].regions[2]: catalogue/unknown-region",
                "cells[0].regions[3]: config/value",
                "cells[0].standards[1]: config/value",
                "cells[1].backup: residency/region-in-two-cells",
                "cells[1].primary: cell/primary-outside",
                "cells[1].regions[2]: residency/region-in-two-cells",
                "cells[1].regions[2]: residency/region-outside-cell",
                "cells[2].regions: config/value",
                "demand.peakRps: config/type",
                "demand.places[0].city: catalogue/unknown-city",
                "domain: routing/domain-missing",
                'models[0].releases["1.0.0"].artifact: capability/artifact-scheme',
                'models[0].releases["1.0.0"].baseline.artifact: capability/artifact-scheme',
                'models[0].releases["2.0.0"].artifact: capability/artifact-scheme',
                'models[0].releases["2.0.0"].baseline.artifact: capability/artifact-scheme',
                'models[0].releases["2.0.0"].digest: release/digest-twice',
                "models[0].shadow.version: shadow/unknown-release",
                "models[0].stickyBy: config/value",
                "models[0].traffic: traffic/shares-sum",
                "models[1].releases.v2: config/key",
                'models[1].releases["1.0.0"].artifact: config/value',
                'models[1].releases["1.0.0"].digest: config/value',
                'models[1].releases["1.1.0"]: observability/drift-without-baseline',
                'models[1].releases["1.1.0"].artifact: capability/artifact-scheme',
                'models[1].releases["1.1.0"].digest: release/digest-missing',
                "observability.audit: standard/audit",
                "observability.exports[0].dataClass: residency/class-not-carried",
                "observability.logs.retainDays: standard/log-retention",
                "observabilty: config/unknown-key",
                "routing.edge: residency/edge-global",
                "routing.failover.everySeconds: capability/check-interval",
                "routing.sharedName: residency/shared-name",
                "routing.zone: config/secret-in-clear",
                "serving.hosting: capability/hosting",
                "serving.scaling.targetUtilization: config/value",
                "store.consistency: config/value",
            ],
        );
    });

    it("have a code, a path, a problem and what to do, all in the message", () => {
        const { message } = new ConfigFaults(faults);
        for (const fault of faults) {
            const { code, path, problem, remedy } = fault;
            assert.match(code, /^[a-z]+\/[a-z-]+$/);
            assert.ok(path !== "" && problem !== "" && remedy !== "", path);
            assert.ok(message.includes(faultText(fault)));
        }
    });
});

/**
 * What readers see of each fault above. After an intended change of a text, record it again and read the difference:
 *
 *     UPDATE_GOLDEN=1 npx mocha tests/components/plan/every-fault.test.ts
 */
describe("the text of every fault", () => {
    const all = Object.values(byTopic)
        .flat()
        .map(([title, written, { code }, beside]) => {
            const found = wholeFaultsOf(() => parseConfig(written, beside)).filter(fault => fault.code === code);
            return {
                title,
                fault: found[0]!,
                isWritten: (value: unknown) => JSON.stringify(written).includes(JSON.stringify(value)),
            };
        })
        .sort((a, b) => (a.fault.code < b.fault.code ? -1 : a.fault.code > b.fault.code ? 1 : 0));

    it("is the one of tests/golden/faults.txt", () => {
        const text = all.map(({ fault, title }) => `# ${title}\n${faultText(fault)}\n`).join("\n");
        assert.equal(text, recordedText("faults.txt", text));
    });

    it("is one sentence without a full stop, followed by an imperative without one", () => {
        for (const { fault } of all) {
            const { problem, remedy } = fault;
            for (const part of [problem, remedy]) {
                assert.match(part, /^[^\n]+[^.\s]$/, fault.code);
                assert.doesNotMatch(part, /undefined|\[object|NaN/, fault.code);
            }
            assert.doesNotMatch(problem, /\b(told|asked|nobody|whoever|ill|well)\b/, fault.code);
        }
    });

    it("contains a short value as it was written, and no reason or denial among the allowed values", () => {
        for (const { fault, isWritten } of all) {
            const { allowed = [], code, problem, value } = fault;
            if (typeof value === "string" && value.length <= 40 && isWritten(value))
                assert.ok(problem.includes(value), `${code}: ${problem}`);
            for (const one of allowed)
                assert.doesNotMatch(one, /^(nothing|no|none|not|without)\b|: /, `${code}: ${one}`);
        }
    });
});

describe("the codes of faults", () => {
    /** What only programs can get wrong that make components themselves, by the test that shows it. */
    const ofPrograms = [
        "image/not-pinned",
        "kubernetes/issuer-later",
        "features/table-not-read",
        "observability/export-ca",
        "observability/home-missing",
        "routing/cell-of-another-domain",
        "routing/no-cell",
        "store/unknown-lookup",
    ];

    it("in the planner's sources are each that of a fault above", () => {
        const shown = Object.values(byTopic)
            .flat()
            .map(([, , { code }]) => code);
        assert.deepEqual(codesInSources(), [...new Set([...shown, ...ofPrograms])].sort());
    });

    it("of programs alone are shown where components are tested", () => {
        const tests = sourcesIn(join(__dirname, "..")).filter(file => file.endsWith(".test.ts") && file !== __filename);
        const text = tests.map(file => readFileSync(file, "utf8")).join("\n");
        for (const code of ofPrograms) {
            assert.ok(text.includes(`"${code}"`), code);
        }
    });
});

/** Every code that the planner's sources say; of capabilities one for each kind that some cloud lacks. */
function codesInSources(): string[] {
    const text = sourcesIn(join(__dirname, "../../../components/plan"))
        .map(file => readFileSync(file, "utf8"))
        .join("\n");
    const said = [
        ...text.matchAll(/(?:code:|=> under\([^)]+\),)\s*"([a-z]+\/[a-z-]+)"/g),
        ...text.matchAll(/code: \w+ \? "([a-z]+\/[a-z-]+)" : "([a-z]+\/[a-z-]+)"/g),
    ].flatMap(([, ...codes]) => codes);
    return [...new Set([...said, ...missingKinds().map(kind => `capability/${kind}`)])].sort();
}

/** Artifacts are known by their scheme; and every cloud with accounts has them. */
function missingKinds(): string[] {
    return (Object.keys(features) as Feature[])
        .filter(feature => Object.values(cloudTable).some(cloud => cloud.features[feature].state === "impossible"))
        .map(feature => feature.slice(0, feature.indexOf("/")))
        .filter(kind => kind !== "artifact" && kind !== "cell");
}

function sourcesIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter(file => file.endsWith(".ts"))
        .map(file => join(folder, file));
}
