import assert from "node:assert/strict";

import { parseAllDocuments } from "yaml";

import { ConfigFaults } from "../../components";
import { planConfig } from "../../components/plan";
import { blocksIn, placeOf } from "./blocks";

/** What a part of a config that is not complete may lack. */
const ofParts = ["config/missing"];

/** What of a block is for the config, with or without the file around it. */
function configIn(document: unknown): Record<string, unknown> {
    const { config = document } = (document ?? {}) as { readonly config?: unknown };
    return Object.fromEntries(
        Object.entries(config ?? {}).flatMap(([key, value]) =>
            key.startsWith("meridian:") ? [[key.slice("meridian:".length), value]] : [],
        ),
    );
}

/** Faults of form: keys that there are not, and values that a key does not accept, other than those that are left out. */
function faultsIn(config: Record<string, unknown>): string[] {
    try {
        planConfig(config);
        return [];
    } catch (error) {
        if (!(error instanceof ConfigFaults)) throw error;
        return error.faults
            .filter(({ code, value }) => code.startsWith("config/") && !ofParts.includes(code) && value !== "…")
            .filter(({ value }) => !String(value).includes("…"))
            .map(({ code, path }) => `${code} ${path}`);
    }
}

describe("YAML in the documentation", () => {
    it("can be parsed, and has keys and values of the config where it is one", () => {
        let configs = 0;
        const wrong = blocksIn("yaml").flatMap(block =>
            parseAllDocuments(block.text).flatMap(document => {
                if (document.errors.length > 0) return [`${placeOf(block)}: ${document.errors.join("; ")}`];
                const config = configIn(document.toJS());
                if (Object.keys(config).length === 0) return [];
                configs++;
                return faultsIn(config).map(fault => `${placeOf(block)}: ${fault}`);
            }),
        );
        assert.ok(configs > 15, `${configs}`);
        assert.deepEqual(wrong, []);
    });
});
