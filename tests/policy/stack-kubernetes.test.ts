import assert from "node:assert/strict";

import { kubernetesKinds } from "../../components/adapters/kubernetes/overrides";
import { type Judgement } from "../../policy/judge";
import { type Exported, judgeState } from "../../policy/state";
import { withTables } from "../components/adapters/kubernetes/made";
import { copiedSettings } from "../contract/adapters/kubernetes";
import { stateOf } from "./stack";
import { config, madeByStack, unknown } from "./stack-kubernetes";

const judged = (resources: readonly Exported[]): Judgement =>
    judgeState(stateOf(...resources), { cells: config.cells, places: config.places });

const found = (resources: readonly Exported[]) =>
    judged(resources).violations.map(({ rule, urn = "", verdict }) => `${rule} ${verdict} ${urn.split("::").at(-1)}`);

describe("the stack `kubernetes` under the policy pack", () => {
    let made: readonly Exported[];
    before(async () => {
        made = await madeByStack({ isPreview: false });
    });

    it("has nothing to report, and is proven to stay where it may", () => {
        const { coverage, violations } = judged(made);
        assert.deepEqual(violations, []);
        const keeping = made.filter(({ type }) =>
            /^kubernetes:(core\/v1:(ConfigMap|Secret)|apps\/v1:StatefulSet)$/.test(type),
        );
        assert.ok(keeping.length > 0);
        assert.deepEqual([coverage.keeping, coverage.proven], [keeping.length, keeping.length]);
    });

    it("has nothing to report at its first preview, when no property of another resource is known", async () => {
        const previewed = await madeByStack({ isPreview: true });
        const urns = (resources: readonly Exported[]) => resources.map(({ urn }) => urn).sort();
        assert.deepEqual(urns(previewed), urns(made));
        const unknowns = previewed.filter(({ inputs }) => JSON.stringify(inputs).includes(unknown));
        assert.ok(unknowns.length > 10, `${unknowns.length}`);
        assert.deepEqual(found(previewed), []);
    });

    it("has nothing to report with tables but that it does not see how the class of their volumes encrypts", async () => {
        const change = withTables();
        const state = stateOf(...(await madeByStack({ isPreview: false, change })));
        const { violations } = judgeState(state, { cells: change.cells, places: change.places });
        assert.deepEqual(
            violations.map(({ rule, urn = "", verdict }) => `${rule} ${verdict} ${urn.split("::").at(-1)}`).sort(),
            ["fra", "hel", "lis"].map(
                place => `encryption/customer-key undetermined screening-eu-store-${place}-onprem-volume`,
            ),
        );
    });

    it("has nothing more to report with copies of tables, of which the access key is in no variable", async () => {
        const tables = withTables({ backup: { everyHours: 24 } });
        const change = { ...tables, kubernetes: { ...tables.kubernetes, store: copiedSettings } };
        const state = stateOf(...(await madeByStack({ isPreview: false, change })));
        const { coverage, violations } = judgeState(state, { cells: change.cells, places: change.places });
        assert.deepEqual(coverage.unmapped, {});
        assert.deepEqual([...new Set(violations.map(({ rule }) => rule))], ["encryption/customer-key"]);
        assert.equal(violations.length, 3);
    });

    it("is not proven where a provider does not identify its cluster", () => {
        const resources = made.map(each => {
            if (each.type !== "pulumi:providers:kubernetes") return each;
            const { clusterIdentifier: _, ...inputs } = each.inputs!;
            return { ...each, inputs, outputs: inputs };
        });
        const { coverage, violations } = judged(resources);
        assert.deepEqual([coverage.proven, coverage.undetermined], [0, coverage.keeping]);
        const rules = new Set(violations.map(({ level, rule, verdict }) => `${rule} ${verdict} ${level}`));
        assert.deepEqual([...rules].sort(), [
            "residency/compute undetermined mandatory",
            "residency/place undetermined mandatory",
        ]);
        for (const { message } of violations)
            assert.match(message, /set clusterIdentifier of its kubernetes\.Provider to .* meridian:places/);
    });

    it("is refused where a cluster lies in no place of its cell", () => {
        const places = {
            ...(config.places as object),
            "kubernetes:lis-onprem": { city: "New York", country: "US", latitude: 40.71, longitude: -74.01 },
        };
        const { violations } = judgeState(stateOf(...made), { cells: config.cells, places });
        const rules = new Set(violations.map(({ rule, verdict }) => `${rule} ${verdict}`));
        assert.deepEqual([...rules].sort(), ["residency/compute violated", "residency/place violated"]);
    });

    it("makes kinds only of which the pack has a row", () => {
        const { coverage } = judged(made);
        assert.deepEqual(coverage.unmapped, {});
        const types = new Set(made.filter(({ custom }) => custom === true).map(({ type }) => type.split(":").at(-1)!));
        types.delete("kubernetes");
        const kinds = new Set<string>(kubernetesKinds.map(kind => kind.split(".").at(-1)!));
        assert.deepEqual(
            [...types].filter(type => !kinds.has(type)),
            [],
        );
        assert.ok(types.size > 8, [...types].join(", "));
    });
});
