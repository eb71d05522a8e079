import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";

import { wholeConfiguration, wholeFile } from "../../../components/gate/configuration";
import { wholeGate, wholeText } from "../../../components/gate/whole";
import { ConfigFaults } from "../../../components/plan/faults";
import { planConfig } from "../../../components/plan/plan";
import { localConfigs, runs } from "../../support/arbitraries";
import { screening } from "../plan/screening";
import { type Judge, envoyAsJudge } from "./envoy";
import { placed } from "./placed";

/** The gate of a region that serves so many models. */
function gateOf(count: number) {
    const config = screening();
    const models = Array.from({ length: count }, (_, i) => ({ ...config.models[0]!, name: `model-${i}` }));
    const gates = placed(planConfig({ ...config, models }).plan);
    const [serving] = gates.servings;
    return { ...gates, serving: serving!, text: () => wholeText(gates.configuration(serving!)) };
}

describe("a gate's configuration in one piece", () => {
    it("says for any config what the same says in parts, in no more bytes", () => {
        fc.assert(
            fc.property(localConfigs, written => {
                const { servings, configuration } = placed(planConfig(written).plan);
                const parts = configuration(servings[0]!);
                const text = wholeText(parts);
                assert.deepEqual(parse(text, { maxAliasCount: -1 }), wholeConfiguration(parts));
                assert.ok(text.length < wholeFile(parts).length);
            }),
            runs(10),
        );
    });

    it("of ten models is less than half as long as without names for what stands there twice", () => {
        const { serving, configuration, text } = gateOf(10);
        assert.ok(text().length < wholeFile(configuration(serving)).length / 2);
    });

    it("is told as a whole to a host that says no limit, however long", () => {
        const { serving, host, links, text } = gateOf(40);
        assert.equal(wholeGate(serving, host(serving), links(serving)), text());
    });

    describe("for a host that takes so many bytes", () => {
        const whole = (count: number, maxBytes: number) => {
            const { serving, host, links } = gateOf(count);
            return wholeGate(serving, { ...host(serving), maxBytes }, links(serving));
        };
        const bytes = (count: number) => Buffer.byteLength(gateOf(count).text());

        it("is what it is where it fits, to the byte", () => {
            assert.equal(whole(3, bytes(3)), gateOf(3).text());
        });

        it("is refused a byte above, with the number of models that fit", () => {
            assert.throws(
                () => whole(5, bytes(3)),
                (error: unknown) => {
                    assert.ok(error instanceof ConfigFaults);
                    assert.deepEqual(error.faults, [
                        {
                            code: "gate/too-large",
                            path: "models",
                            value: 5,
                            allowed: `3 models: the gate of local:eu-central is told ${bytes(5)} bytes, and its host takes ${bytes(3)}`,
                            remedy: "serve fewer models in the region, or have the gate read its configuration from files",
                        },
                    ]);
                    return true;
                },
            );
        });

        it("is refused where not even a gate without models would fit", () => {
            assert.throws(() => whole(1, 1000), /0 models/);
        });
    });

    describe("as the real Envoy takes it", function () {
        this.timeout(30_000);
        let judge: Judge;
        before(async () => {
            judge = await envoyAsJudge();
        });
        after(() => judge.dismiss());

        it("is taken without a word, names and all", async () => {
            const { servings, configuration } = placed(planConfig(screening()).plan, judge.certificate);
            assert.equal(await judge.objection(wholeText(configuration(servings[0]!)), "yaml"), undefined);
        });
    });
});
