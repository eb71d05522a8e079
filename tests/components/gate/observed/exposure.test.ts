import assert from "node:assert/strict";

import { exposed, exposureFilters } from "../../../../components/gate/observed/exposure";
import type { ModelPlan, Sticky } from "../../../../components/plan/serving/serving";
import { filtersOf, logsOf, sides } from "../connection";
import { inside, textInside, textsIn } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the exposure of subjects to releases", () => {
    const { euWest, host: hostOf, serving } = screeningGates();
    const host = hostOf(serving);
    const [model] = serving.models as [ModelPlan];
    const shared = (sticky: Sticky | undefined, ...weights: number[]): ModelPlan => {
        const { sticky: _, ...rest } = model;
        const releases = model.releases.map((release, i) => ({ ...release, weight: weights[i] ?? 0 }));
        return { ...rest, ...(sticky === undefined ? {} : { sticky }), releases };
    };
    const contextOf = (model: ModelPlan) => inside(exposed(model), "envoy.filters.http.lua.exposure", "filter_context");

    it("is logged for clients only: other gates have logged it where the request came in", () => {
        const tells = sides.filter(side => filtersOf(side, euWest).has("lua.exposure"));
        const logs = sides.filter(side => logsOf(side, euWest).some(log => textsIn(log).includes("exposure")));
        assert.deepEqual([tells, logs], [["clients"], ["clients"]]);
    });

    it("reads the subject where the draw reads it", () => {
        const byKind = (["header", "claim", "cookie"] as const).map(kind =>
            contextOf(shared({ kind, name: "who" }, 1, 1)),
        );
        assert.deepEqual(byKind, [
            { header: "who" },
            { header: "x-meridian-claim-who" },
            { header: "x-request-id", cookie: "who" },
        ]);
    });

    it("is none where one release has all the traffic, or every request is drawn again", () => {
        const sticky = { kind: "header", name: "who" } as const;
        assert.deepEqual([exposed(shared(sticky, 10_000, 0)), exposed(shared(undefined, 5000, 5000))], [{}, {}]);
    });

    it("needs no script where no model keeps subjects on releases", () => {
        assert.deepEqual(exposureFilters({ ...serving, models: [shared(undefined, 1, 1)] }, host), []);
    });

    it("names the place of the key in the script, and never more", () => {
        const scriptWith = (subjectKey: typeof host.subjectKey) =>
            textInside(
                exposureFilters(serving, { ...host, subjectKey })[0],
                "typed_config",
                "default_source_code",
                "inline_string",
            );
        assert.match(scriptWith({ file: 'cells/a"$&/key' }), /^local key = content\("cells\/a\\"\$&\/key"\)$/m);
        assert.match(scriptWith({ environment: "SUBJECT_KEY" }), /^local key = os\.getenv\("SUBJECT_KEY"\)$/m);
    });
});
