import assert from "node:assert/strict";

import { parseConfig } from "../../../components/plan/plan";
import { faultsOf } from "./faults-of";
import { digest, screening } from "./screening";

describe("twenty faults", () => {
    it("in the form of a config come in one throw, sorted by path", () => {
        const { cells, models } = screening();
        const cell = (change: object) => ({ ...cells[0]!, ...change });
        const written = {
            service: "Screening",
            cells: [
                cell({ name: 1, jurisdictions: ["Europe"], standards: ["sox"], dataClasses: [] }),
                cell({ regions: ["eu-west", "local:eu-west", "moon:"], primary: "eu", backup: null, bakcup: "" }),
                "us",
            ],
            models: [
                {
                    ...models[0]!,
                    name: "",
                    releases: { one: {}, "1.0.0": { artifact: "ftp://models/1.onnx", digest: "md5:0", size: 1 } },
                    traffic: [{ version: "1", percent: 101 }],
                    stickyBy: "session:x",
                    requires: { claims: { role: [] } },
                    regions: { "local:eu-west": {} },
                },
            ],
            routing: {
                edge: "near",
                drain: ["eu-west"],
                auth: { jwt: { audience: "meridian" } },
                limits: { queue: -1 },
            },
            local: { latency: { addMs: -1, between: [{ from: "Lisbon", to: "local:eu-west" }] } },
        };
        assert.deepEqual(
            listed(() => parseConfig(written)),
            [
                "cells[0].dataClasses config/value",
                "cells[0].jurisdictions[0] config/value",
                "cells[0].name config/type",
                "cells[0].standards[0] config/value",
                "cells[1].backup config/type",
                "cells[1].bakcup config/unknown-key",
                "cells[1].primary config/value",
                "cells[1].regions[0] config/value",
                "cells[1].regions[2] config/value",
                "cells[2] config/type",
                "local.latency.addMs config/value",
                "local.latency.between[0].ms config/missing",
                "models[0].name config/value",
                'models[0].regions["local:eu-west"].traffic config/missing',
                "models[0].releases.one config/key",
                'models[0].releases["1.0.0"].artifact config/value',
                'models[0].releases["1.0.0"].digest config/value',
                'models[0].releases["1.0.0"].size config/unknown-key',
                "models[0].requires.claims.role config/value",
                "models[0].stickyBy config/value",
                "models[0].traffic[0].percent config/value",
                "models[0].traffic[0].version config/value",
                "routing.auth.jwt.issuer config/missing",
                "routing.drain[0] config/value",
                "routing.edge config/value",
                "routing.limits.queue config/value",
                "service config/value",
            ],
        );
    });

    it("in what a config means come in one throw, sorted by path", () => {
        const { cells, models, ...rest } = screening();
        const [eu, us] = cells as [(typeof cells)[0], (typeof cells)[0]];
        const model = models[0]!;
        const third = { artifact: "file:3.onnx", digest: digest("1") };
        const written = {
            ...rest,
            cells: [
                {
                    ...eu,
                    regions: ["local:eu-west", "local:us-south", "local:eu-west", "aws:eu-west-1"],
                    primary: "local:eu-central",
                    backup: "local:us-east",
                },
                {
                    ...us,
                    auth: {},
                    name: "eu",
                    primary: undefined,
                    regions: ["local:us-east", "local:mars"],
                    backup: "local:us-east",
                },
                {
                    ...us,
                    auth: { certificates: { authorities: "ours" } },
                    name: "asia",
                    regions: ["local:us-east"],
                    primary: "local:us-west",
                    backup: "local:eu-west",
                },
            ],
            models: [
                {
                    ...model,
                    traffic: [
                        { version: "1.0.0", percent: 50 },
                        { version: "9.0.0", percent: 40 },
                    ],
                },
                {
                    ...model,
                    releases: { ...model.releases, "3.0.0": third },
                    traffic: [
                        { version: "3.0.0", percent: 60 },
                        { version: "3.0.0", percent: 40 },
                    ],
                    stickyBy: "header:x-meridian-caller",
                    testers: { claims: { role: ["tester"] } },
                    regions: { "local:eu-north": { traffic: [{ version: "1.0.0", percent: 99 }] } },
                },
            ],
            routing: {
                edge: "global",
                failover: { everySeconds: 0.05 },
                drain: ["local:us-east", "local:eu-south"],
                auth: { jwt: { issuer: "issuer", audience: "meridian" } },
                limits: { rate: { perCaller: { perSecond: 1 } } },
            },
            local: {
                latency: {
                    between: [
                        { from: "Atlantis", to: "local:mars", ms: 1 },
                        { from: "local:us-east", to: "local:eu-west", ms: 1 },
                    ],
                },
            },
        };
        assert.deepEqual(
            listed(() => parseConfig(written)),
            [
                "cells[0].backup residency/region-outside-cell",
                "cells[0].primary cell/primary-outside",
                "cells[0].regions[1] residency/region-outside-cell",
                "cells[0].regions[2] cell/region-twice",
                "cells[1].backup cell/backup-is-region",
                "cells[1].name cell/name-twice",
                "cells[1].primary cell/primary-missing",
                "cells[1].regions[1] catalogue/unknown-region",
                "cells[2].auth.certificates.authorities auth/authorities",
                "cells[2].backup residency/region-in-two-cells",
                "cells[2].backup residency/region-outside-cell",
                "cells[2].primary cell/primary-outside",
                "cells[2].regions[0] residency/region-in-two-cells",
                "local.latency.between[0].from latency/unknown-place",
                "local.latency.between[1] latency/no-way",
                "models[0].traffic traffic/shares-sum",
                "models[0].traffic[1].version traffic/unknown-release",
                "models[1].name model/name-twice",
                'models[1].regions["local:eu-north"] model/unknown-region',
                'models[1].regions["local:eu-north"].traffic traffic/shares-sum',
                'models[1].releases["3.0.0"].digest release/digest-twice',
                "models[1].stickyBy model/sticky-header",
                "models[1].testers auth/claims-without-jwt",
                "models[1].traffic[1].version traffic/release-twice",
                "routing.auth.jwt auth/keys",
                "routing.drain drain/last-region",
                "routing.drain[1] drain/unknown-region",
                "routing.edge residency/edge-global",
                "routing.failover.everySeconds capability/check-interval",
                "routing.limits.rate.perCaller limits/rate-without-auth",
                "routing.names routing/names-missing",
            ],
        );
    });
});

function listed(act: () => unknown): string[] {
    return faultsOf(act).map(({ code, path }) => `${path} ${code}`);
}
