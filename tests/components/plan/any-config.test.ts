import assert from "node:assert/strict";
import fc from "fast-check";

import type { Config } from "../../../components/plan/config/config";
import { ConfigFaults } from "../../../components/plan/faults";
import { parseConfig, plan } from "../../../components/plan/plan";
import { configs, fixedSeed } from "../../support/arbitraries";
import { distorted, withMalformed, withUnknownKey } from "./distortions";
import { faultsOf, wholeFaultsOf } from "./faults-of";
import { screening } from "./screening";

describe("unknown keys", () => {
    it("are reported at any depth by their path, and their values never", () => {
        fc.assert(
            fc.property(withUnknownKey(configs, "surprise", "hunter2"), written => {
                const error = thrownBy(() => parseConfig(written));
                assert.ok(error instanceof ConfigFaults);
                assert.deepEqual(
                    error.faults.map(({ code }) => code),
                    ["config/unknown-key"],
                );
                assert.match(error.faults[0]!.path, /(^|\.)surprise$/);
                assert.doesNotMatch(error.message + JSON.stringify(error.faults), /hunter2/);
            }),
            fixedSeed,
        );
    });

    it("that every object has are found too", () => {
        const written: unknown = JSON.parse(JSON.stringify(screening()).replace("{", '{"__proto__":{"a":1},'));
        assert.deepEqual(
            faultsOf(() => parseConfig(written)).map(({ code, path }) => [code, path]),
            [["config/unknown-key", "__proto__"]],
        );
    });
});

describe("any JSON at all", () => {
    it("is parsed and planned, or refused with ConfigFaults", () => {
        fc.assert(
            fc.property(fc.oneof(fc.jsonValue(), distorted(configs)), written => {
                const parsed = refusedOr(() => parseConfig(written));
                if (parsed !== undefined) {
                    refusedOr(() => plan(parsed));
                }
            }),
            { ...fixedSeed, numRuns: 500 },
        );
    });

    function refusedOr<T>(act: () => T): T | undefined {
        try {
            return act();
        } catch (error) {
            assert.ok(error instanceof ConfigFaults, String(error));
            assert.ok(error.faults.length > 0);
            return undefined;
        }
    }
});

describe("a value of no right form", () => {
    it("is the only fault of a config that has no other: what it would have decided isn't guessed at", () => {
        fc.assert(
            fc.property(withMalformed(configs, null), written => {
                const faults = faultsOf(() => parseConfig(written));
                assert.deepEqual(
                    faults.filter(({ code }) => !code.startsWith("config/")),
                    [],
                );
            }),
            { ...fixedSeed, numRuns: 500 },
        );
    });
});

describe("every fault of any config", () => {
    it("has its place, the problem and what to do, each in one line of the config's own words", () => {
        fc.assert(
            fc.property(fc.oneof(fc.jsonValue(), distorted(configs)), written => {
                for (const fault of wholeFaultsOf(() => parseConfig(written))) {
                    const { path, allowed = [], problem, remedy } = fault;
                    assert.ok(path !== "" && problem !== "" && remedy !== "", JSON.stringify(fault));
                    // What was written may have any of these itself.
                    const own = [problem.replaceAll(/"(?:[^"\\]|\\.)*"?/g, ""), ...allowed, remedy].join(" ");
                    assert.doesNotMatch(own, /undefined|\[object|NaN|\n/);
                    assert.doesNotMatch(own, /\b(unrecognized|too (big|small)|received)\b/i);
                }
            }),
            { ...fixedSeed, numRuns: 500 },
        );
    });
});

describe("valid configs", () => {
    it("of every generated shape are taken as they are", () => {
        fc.assert(
            fc.property(configs, written => {
                const config: Config = parseConfig(written);
                assert.deepEqual(
                    config.cells.map(({ regions }) => regions),
                    written.cells.map(({ regions }) => regions),
                );
                assert.deepEqual(
                    faultsOf(() => plan(config)),
                    [],
                );
            }),
            fixedSeed,
        );
    });
});

function thrownBy(act: () => unknown): unknown {
    try {
        return void act();
    } catch (error) {
        return error;
    }
}
