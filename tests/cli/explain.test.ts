import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import ts from "typescript";

import { entries } from "../../cli/explain/entries";
import { features } from "../../components/plan/clouds/cloud";
import { packageRoot } from "../../tools/package-root";
import { projectWith, type ScratchProject } from "./command";

const product = ["components", "runtime", "cli", "stacks", "tools"];

describe("meridian explain", () => {
    let project: ScratchProject;
    before(() => {
        project = projectWith({});
    });
    after(() => {
        project.remove();
    });
    const ask = (argv: readonly string[]) => project.ask(argv);

    it("describes a code: the cause, an example, and how to correct it", async () => {
        const { code, stdout } = await ask(["explain", "traffic/shares-sum"]);
        assert.equal(code, 0);
        const { cause, example, remedy } = entries["traffic/shares-sum"]!;
        assert.equal(
            stdout,
            `error[traffic/shares-sum]\n\n${cause}\n\nExample\n\n${example.replace(/^(?=.)/gm, "    ")}\n\nHelp\n\n${remedy}\n`,
        );
    });

    it("takes a code as a message has it, and prints JSON on request", async () => {
        for (const written of ["error[traffic/shares-sum]", "[traffic/shares-sum]"]) {
            const { stdout } = await ask(["explain", written, "--json"]);
            assert.deepEqual(JSON.parse(stdout), { code: "traffic/shares-sum", ...entries["traffic/shares-sum"] });
        }
    });

    it("lists all codes, each with the first sentence of its cause", async () => {
        const { stdout } = await ask(["explain"]);
        const lines = stdout.trimEnd().split("\n");
        assert.deepEqual(
            lines.map(line => line.split(" ")[0]),
            Object.keys(entries).sort(),
        );
        assert.ok(lines.every(line => / {2}[A-Z`].*\.$/.test(line)));
        assert.deepEqual(
            (JSON.parse((await ask(["explain", "--json"])).stdout) as { codes: unknown[] }).codes.length,
            lines.length,
        );
    });

    it("names the nearest code of one that does not exist, and ends with 2", async () => {
        const { code, stderr } = await ask(["explain", "trafic/shares-sum"]);
        assert.equal(code, 2);
        assert.match(stderr, /unknown code trafic\/shares-sum; did you mean traffic\/shares-sum\?/);
    });

    it("has an entry for each code in the sources of the product, and for no other", () => {
        const used = new Set(product.flatMap(folder => sourcesIn(path.join(packageRoot(), folder))).flatMap(codesIn));
        assert.deepEqual(
            [...used].filter(code => !Object.hasOwn(entries, code)),
            [],
        );
        // The planner makes these of the feature that a cloud does not support.
        const ofFeatures = Object.keys(features).map(feature => `capability/${feature.slice(0, feature.indexOf("/"))}`);
        assert.deepEqual(
            Object.keys(entries).filter(code => !used.has(code) && !ofFeatures.includes(code)),
            [],
        );
    });

    it("says the cause and the remedy in sentences, with an example", () => {
        for (const [code, { cause, example, remedy }] of Object.entries(entries)) {
            for (const text of [cause, remedy]) assert.match(text, /^[A-Z`].*\.$/s, code);
            assert.ok(example.trim() === example && example !== "", code);
        }
    });
});

function sourcesIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter(file => /\.(tsx?|py)$/.test(file) && !/node_modules|^explain/.test(file))
        .map(file => path.join(folder, file));
}

const code = /^[a-z-]+\/[a-z-]+$/;

function codesIn(file: string): string[] {
    const text = readFileSync(file, "utf8");
    if (file.endsWith(".py"))
        return [...text.matchAll(/\bFailure\(\s*"([a-z-]+)"/g)].map(([, kind]) => `convert/${kind!}`);
    return text.includes("code") || text.includes("Code") ? codesOfProgram(file, text) : [];
}

/** The values of properties that are called `code` and have the form of a code, also those that a condition chooses. */
function codesOfProgram(file: string, text: string): string[] {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const collect = (node: ts.Node) => {
        if (ts.isStringLiteralLike(node) && code.test(node.text)) found.push(node.text);
        ts.forEachChild(node, collect);
    };
    const visit = (node: ts.Node) => {
        if (ts.isPropertyAssignment(node) && /^code$/i.test(node.name.getText(source))) collect(node.initializer);
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}
