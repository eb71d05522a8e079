import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { projectWith } from "../cli/command";
import { blocksIn, placeOf } from "./blocks";
import { commandsIn } from "./shell";

const root = packageRoot();
const load = createRequire(__filename);
const blocks = blocksIn("sh", "console");
const commands = blocks.flatMap(block => commandsIn(block).map(words => ({ block, words })));

/** Programs that a test can't run, with the reason; their syntax is checked. */
const notRun: Readonly<Record<string, readonly string[]>> = {
    "needs a running stack": ["curl", "cell", "kill"],
    "needs an engine with a stack": ["pulumi"],
    "needs a cluster": ["kubectl", "k3d"],
    "needs a registry or an account": ["aws", "oras", "cosign", "gh"],
    "changes the checkout or the machine": ["git", "cp", "mkdir", "cd"],
    "installs packages": ["litert/bin/pip", "litert/bin/python", "python3"],
    "is an argument list for a Deployment": ["--source=crd"],
    "is of the system": [
        "awk",
        "base64",
        "echo",
        "eval",
        "grep",
        "jq",
        "node",
        "openssl",
        "read",
        "seq",
        "sha256sum",
        "sort",
        "tar",
        "uniq",
    ],
};

/** Subcommands of npm that are no script of ours. */
const ofNpm = ["ci", "install", "pack", "test", "version"];

describe("shell in the documentation", () => {
    it("has the syntax of bash", () => {
        const wrong = blocks
            .filter(({ language }) => language === "sh")
            .flatMap(block => {
                const text = block.text.replace(/<[a-z ]+>/g, "placeholder");
                const { status, stderr } = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" });
                return status === 0 ? [] : [`${placeOf(block)}: ${stderr}`];
            });
        assert.deepEqual(wrong, []);
    });

    it("calls `meridian` by commands and options that it has", () => {
        const calls = commands.flatMap(({ block, words }) => {
            const argv = words[0] === "npx" ? words.slice(1) : words;
            return argv[0] === "meridian" ? [{ block, argv: argv.slice(1) }] : [];
        });
        assert.ok(calls.length > 40, `${calls.length}`);
        const usages = new Map<string, string>();
        for (const name of readdirSync(path.join(root, "cli", "commands"))) {
            const { usage } = load(path.join(root, "cli", "commands", name)) as { usage: string };
            usages.set(path.basename(name, ".ts"), usage);
        }
        const wrong = calls.flatMap(({ block, argv }) =>
            faultsOfCall(argv, usages).map(fault => `${placeOf(block)}: meridian ${argv.join(" ")}: ${fault}`),
        );
        assert.deepEqual(wrong, []);
    });

    it("calls `npm` by scripts and options that exist, and `npx` by programs of the package", () => {
        const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
            scripts: Readonly<Record<string, string>>;
        };
        const calls = commands.filter(({ words }) => words[0] === "npm" || words[0] === "npx");
        const wrong = calls.flatMap(({ block, words }) =>
            (words[0] === "npm" ? faultsOfScript(words.slice(1), scripts) : faultsOfProgram(words.slice(1))).map(
                fault => `${placeOf(block)}: ${words.join(" ")}: ${fault}`,
            ),
        );
        assert.ok(calls.length > 40, `${calls.length}`);
        assert.deepEqual(wrong, []);
    });

    it("reads files of the repository that exist", () => {
        const files = commands.flatMap(({ block, words }) =>
            words.flatMap(word => {
                const [, file] = /^@?((?:stacks|tests|examples|docs|tools)\/[^<>*$]+)$/.exec(word) ?? [];
                return file === undefined ? [] : [{ block, file }];
            }),
        );
        assert.ok(files.length > 5, `${files.length}`);
        const missing = files.filter(({ file }) => !existsSync(path.join(root, file)));
        assert.deepEqual(
            missing.map(({ block, file }) => `${placeOf(block)}: ${file}`),
            [],
        );
    });

    it("uses `cell` on pages that link to its definition", () => {
        const pages = new Set(commands.filter(({ words }) => words[0] === "cell").map(({ block }) => block.page));
        const without = [...pages].filter(
            page =>
                page !== "docs/get-started/local.md" &&
                !readFileSync(path.join(root, page), "utf8").includes("get-started/local.md#set-up-a-shell"),
        );
        assert.ok(pages.size > 3);
        assert.deepEqual(without, []);
    });

    it("names a reason for each other program, and no program that is in no block", () => {
        const others = new Set(
            commands.map(({ words }) => words[0]!).filter(name => !["meridian", "npm", "npx"].includes(name)),
        );
        assert.deepEqual([...others].sort(), Object.values(notRun).flat().sort());
    });

    it("runs as written, where it needs neither a cloud nor a running stack", async () => {
        const runnable = new Set(
            commands
                .map(({ words }) => words.slice(words[0] === "npx" ? 1 : 0))
                .filter(([name, ...argv]) => name === "meridian" && isRunnable(argv))
                .map(([, ...argv]) => argv.join(" ")),
        );
        assert.ok(runnable.size >= 4, [...runnable].join("; "));
        const project = projectWith({});
        try {
            for (const line of runnable) {
                const { code, stderr } = await project.ask(line.split(" "), {}, root);
                assert.equal(code, 0, `meridian ${line}: ${stderr}`);
            }
        } finally {
            project.remove();
        }
    });
});

/** Of stacks of the repository; `drill` alone lists the drills. */
function isRunnable([name, ...rest]: readonly string[]): boolean {
    const stack = rest[rest.findIndex(word => word === "-s" || word === "--stack") + 1] ?? "";
    return (
        (name === "drill" && rest.length === 0) ||
        rest.join(" ") === "--grafana" ||
        ((name === "validate" || name === "routes") &&
            (rest.includes("--all") || existsSync(path.join(root, "stacks", `Pulumi.${stack}.yaml`))))
    );
}

/** What is wrong with a call, by the usage of its command. */
function faultsOfCall([name = "", ...rest]: readonly string[], usages: ReadonlyMap<string, string>): string[] {
    if (name === "--version") return [];
    const usage = usages.get(name);
    if (usage === undefined) return [`no command ${name}`];
    const options = new Map(
        [...usage.matchAll(/^ +(?:(-\w), )?(--[a-z-]+)( <)?/gm)].flatMap(([, short, long, value]) => {
            const takesValue = value !== undefined;
            return [[long!, takesValue] as const, ...(short === undefined ? [] : [[short, takesValue] as const])];
        }),
    );
    // As "--grafana", of which the first lines alone tell.
    for (const [long] of usage.matchAll(/--[a-z-]+/g)) if (!options.has(long)) options.set(long, false);
    const positionals: string[] = [];
    const faults: string[] = [];
    for (let i = 0; i < rest.length; i++) {
        const word = rest[i]!;
        if (!word.startsWith("-") || word === "-") {
            positionals.push(word);
            continue;
        }
        const takesValue = options.get(word);
        if (takesValue === undefined) faults.push(`no option ${word}`);
        else if (takesValue && rest[++i] === undefined) faults.push(`${word} needs a value`);
    }
    const [first] = positionals;
    const isNamed =
        new RegExp(`^usage: meridian ${name} (\\[?<|\\w+ )`, "m").test(usage) || usage.includes(` ${name} <`);
    if (first !== undefined && !isNamed) faults.push(`takes no ${first}`);
    // Words of a usage, as `audit show` and the names of drills; regions, directories and files are the caller's.
    if (first !== undefined && ["audit", "drill", "images", "local"].includes(name) && !usage.includes(first))
        faults.push(`no ${name} ${first}`);
    return faults;
}

function faultsOfScript(argv: readonly string[], scripts: Readonly<Record<string, string>>): string[] {
    const [name, ...rest] = argv.filter(word => word !== "-s" && word !== "--silent");
    if (name !== "run") return ofNpm.includes(name ?? "") ? [] : [`no npm ${name}`];
    const [script = "", dashes, ...args] = rest;
    if (script.includes("<")) return [];
    const line = scripts[script];
    if (line === undefined) return [`no script ${script}`];
    if (dashes === undefined) return [];
    if (dashes !== "--") return [`${dashes} is no -- before arguments of the script`];
    // `test:<suite>` are the tests of a suite.
    const known = argumentsOf(line.includes("npm run --silent test") ? scripts.tests! : line);
    return args
        .filter(word => word.startsWith("--"))
        .flatMap(word => (known.includes(word) ? [] : [`${script} has no ${word}`]));
}

/** The options that the program of a script mentions. */
function argumentsOf(script: string): string[] {
    const [entry = ""] = /\S+\.(ts|js)$/.exec(script) ?? [];
    const directory = path.join(root, path.dirname(entry.replace(/^dist\//, "")));
    return ["", "harness"]
        .flatMap(folder => ["main.ts", "arguments.ts"].map(file => path.join(directory, folder, file)))
        .filter(file => existsSync(file))
        .flatMap(file => readFileSync(file, "utf8").match(/--[a-z-]+/g) ?? []);
}

function faultsOfProgram([name = "", ...rest]: readonly string[]): string[] {
    if (name === "meridian") return [];
    if (!existsSync(path.join(root, "node_modules", ".bin", name))) return [`no program ${name}`];
    return rest
        .filter(word => word.startsWith("tests/"))
        .flatMap(file => (existsSync(path.join(root, file)) ? [] : [`no file ${file}`]));
}
