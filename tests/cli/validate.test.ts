import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";

import { type Ended, model, projectWith, type ScratchProject, sha256, stackOf, validStack } from "./command";

const dev = "stacks/Pulumi.dev.yaml";

/** Faults as `--json` tells them, the place and the code of each. */
function reported({ stdout }: Ended): string[] {
    const { stacks } = JSON.parse(stdout) as {
        stacks: { faults: { file: string; line: number; column: number; code: string; path: string }[] }[];
    };
    return stacks.flatMap(({ faults }) =>
        faults.map(({ file, line, column, code, path }) => `${file}:${line}:${column} ${code} ${path}`),
    );
}

describe("meridian validate", () => {
    let project: ScratchProject;
    const given = (files: Readonly<Record<string, string>>) => {
        project = projectWith({ "models/1.onnx": model, ...files });
        return project;
    };
    afterEach(() => {
        project.remove();
    });

    it("says what a valid stack has, and ends with 0", async () => {
        assert.deepEqual(await given({ [dev]: validStack }).ask(["validate"]), {
            code: 0,
            stdout: `${dev}: valid (1 cell, 2 regions, 1 model)\n`,
            stderr: "",
        });
    });

    it("tells of every fault where it is, what it is, what is allowed and what to do, and ends with 1", async () => {
        const text = validStack
            .replace("local:eu-central]", "local:mars]")
            .replace("percent: 100", "percent: 99")
            .replace("  meridian:service: screening\n", "");
        const { code, stdout, stderr } = await given({ [dev]: text }).ask(["validate"]);
        assert.equal(code, 1);
        assert.equal(stdout, "");
        assert.equal(
            stderr,
            `error[config/missing]: service is missing, expected text, lower-case letters, digits and inner hyphens, 32 at most, letter first
  --> ${dev}:1:1  service
  help: add it

error[catalogue/unknown-region]: there is no region "local:mars"
  --> ${dev}:7:32  cells[0].regions[1]
  |
7 |       regions: [local:eu-west, local:mars]
  |                                ^^^^^^^^^^
  allowed: REGIONS
  help: use a region of the catalogue

error[traffic/shares-sum]: traffic of model "screening" adds up to 99 %, expected 100 %
  --> ${dev}:15:7  models[0].traffic
  help: change the percentages so that they add up to 100

${dev}: 3 faults (\`meridian explain <code>\` describes each)
`.replace("REGIONS", /local:[-a-z, :0-9]*, and \d+ more/.exec(stderr)?.[0] ?? "regions"),
        );
    });

    it("shows no line of the file that has a secret beside a wrong value", async () => {
        const text = validStack.replace("percent: 100", "percent: 101, token: hunter2-of-a-user");
        const { stderr } = await given({ [dev]: text }).ask(["validate"]);
        assert.match(stderr, /invalid value 101 for percent/);
        assert.doesNotMatch(stderr, /hunter2/);
    });

    it("tells the same as JSON, with nothing beside it", async () => {
        const text = validStack.replace("percent: 100", "percent: 99");
        const { code, stdout, stderr } = await given({ [dev]: text }).ask(["validate", "--json"], { FORCE_COLOR: "1" });
        assert.equal(code, 1);
        assert.equal(stderr, "");
        assert.deepEqual(JSON.parse(stdout), {
            valid: false,
            stacks: [
                {
                    stack: "dev",
                    file: dev,
                    valid: false,
                    otherNamespaces: [],
                    faults: [
                        {
                            file: dev,
                            line: 16,
                            column: 7,
                            code: "traffic/shares-sum",
                            path: "models[0].traffic",
                            value: 99,
                            problem: 'traffic of model "screening" adds up to 99 %, expected 100 %',
                            allowed: [],
                            remedy: "change the percentages so that they add up to 100",
                        },
                    ],
                },
            ],
        });
    });

    it("finds faults in lists, under quoted keys and in flow style, and puts them in the order of the file", async () => {
        const text = `${validStack
            .replace("artifact: file:models/1.onnx", "artifact: ftp:x")
            .replace("percent: 100 }", "percent: 100, wight: 1 }")
            .replace("dataClasses: [internal]", "dataClasses: [internal, secret]")}  "meridian:limits": {}
`;
        assert.deepEqual(reported(await given({ [dev]: text }).ask(["validate", "--json"])), [
            `${dev}:7:31 config/value cells[0].dataClasses[1]`,
            `${dev}:14:11 config/value models[0].releases["1.0.0"].artifact`,
            `${dev}:16:51 config/unknown-key models[0].traffic[0].wight`,
            `${dev}:17:3 config/unknown-key limits`,
        ]);
    });

    it("tells of what is no YAML by the same form, every error of it, and goes on with the other stacks", async () => {
        const files = { [dev]: "config:\n  meridian:service: a\n  meridian:service: b\n  c: *d\n" };
        const { code, stdout, stderr } = await given({ ...files, "stacks/Pulumi.prod.yaml": validStack }).ask([
            "validate",
            "--all",
        ]);
        assert.equal(code, 1);
        assert.equal(stdout, "stacks/Pulumi.prod.yaml: valid (1 cell, 2 regions, 1 model)\n");
        assert.equal(
            stderr,
            `error[config/yaml]: key "meridian:service" is written more than once
  --> ${dev}:3:3  config
  help: remove one of the two

error[config/yaml]: invalid YAML: alias *d has no anchor &d before it
  --> ${dev}:4:6  config
  help: correct the YAML at that position

${dev}: 2 faults (\`meridian explain <code>\` describes each)
`,
        );
    });

    it("reports an artifact file that is missing, or has another digest than the config or the lock", async () => {
        given({ [dev]: validStack });
        project.write("models/1.onnx", "other bytes");
        const other = await project.ask(["validate"]);
        assert.equal(other.code, 1);
        assert.match(
            other.stderr,
            new RegExp(
                `^error\\[release/other-digest\\]: .*${sha256(model)}.*, expected .*${sha256("other bytes")}.*\n  --> ${dev}:15:11 `,
            ),
        );
        project.write(dev, stackOf([["1.0.0", "file:models/1.onnx"]]));
        project.write("models/1.onnx", model);
        assert.equal((await project.ask(["resolve"])).code, 0);
        project.write("models/1.onnx", "other bytes");
        assert.deepEqual(reported(await project.ask(["validate", "--json"])), [
            `${dev}:14:11 lock/artifact-changed models[0].releases["1.0.0"].artifact`,
        ]);
        rmSync(path.join(project.root, "models/1.onnx"));
        assert.deepEqual(reported(await project.ask(["validate", "--json"])), [
            `${dev}:14:11 release/not-found models[0].releases["1.0.0"].artifact`,
        ]);
        project.write(
            dev,
            stackOf([["1.0.0", "file:models/1.onnx"]]).replace(/^( *)primary: .*$/m, "$1primary: local:eu-north"),
        );
        const both = reported(await project.ask(["validate", "--json"]));
        assert.equal(both.length, 2, both.join("\n"));
        assert.ok(both.includes(`${dev}:14:11 release/not-found models[0].releases["1.0.0"].artifact`));
    });

    it("refuses what can be planned and no adapter builds, as an update does", async () => {
        const text = validStack
            .replace("[local:eu-west, local:eu-central]", "[gcp:europe-west1, gcp:europe-west3]")
            .replace("primary: local:eu-west", "primary: gcp:europe-west1");
        const { code, stderr } = await given({ [dev]: text }).ask(["validate"]);
        assert.equal(code, 1);
        assert.match(stderr, /error\[capability\/no-adapter\]: region "gcp:europe-west1" /);
        assert.match(stderr, /clouds that have one: aws, kubernetes, local/);
        const { code: planned } = await project.ask(["routes"]);
        assert.equal(planned, 0);
    });

    it("refuses a file of authorities of an export that is missing", async () => {
        const text = `${validStack}  meridian:observability:
    exports: [{ name: siem, to: otlp, endpoint: "https://siem.example/", place: "local:eu-west", ca: ca.pem }]
`;
        const { code, stdout } = await given({ [dev]: text }).ask(["validate", "--json"]);
        assert.equal(code, 1);
        assert.match(reported({ stdout } as Ended).join(), /observability\/export-ca observability\.exports\[0\]\.ca$/);
        assert.match(stdout, /can't be read \(no such file or directory\)/);
    });

    it("reports a baseline file with another digest", async () => {
        const baseline = `          baseline: { artifact: "file:models/1.json", digest: "${sha256("{}")}" }
`;
        given({ [dev]: validStack.replace("      traffic:", `${baseline}      traffic:`), "models/1.json": "{ }" });
        assert.deepEqual(reported(await project.ask(["validate", "--json"])), [
            `${dev}:16:55 release/other-digest models[0].releases["1.0.0"].baseline.digest`,
        ]);
    });

    it("reports keys that are meant for it and have no effect: mistyped, without a namespace, outside of config", async () => {
        const keys = "  meridan:routing: {}\n  Meridian:budget: {}\n  observability: {}\n";
        given({ [dev]: `${validStack}${keys}meridian:recovery: {}\nencryptionSalt: v1:x\n` });
        const ended = await project.ask(["validate", "--json"]);
        assert.deepEqual(reported(ended), [
            `${dev}:17:3 config/namespace meridan:routing`,
            `${dev}:18:3 config/namespace Meridian:budget`,
            `${dev}:19:3 config/namespace shop:observability`,
            `${dev}:20:1 config/outside meridian:recovery`,
            `${dev}:21:1 config/outside encryptionSalt`,
        ]);
        const { stderr } = await project.ask(["validate"]);
        assert.match(stderr, /expected "meridian:observability"\n.*\n {2}help: write meridian:observability instead/);
        assert.match(stderr, /move the key under config, or remove it/);
        assert.match(stderr, /write encryptionsalt instead/);
    });

    it("ignores keys of other namespaces, and lists those", async () => {
        given({ [dev]: `${validStack}  aws:region: eu-west-1\n  team: x\nencryptionsalt: v1:x\n` });
        assert.equal(
            (await project.ask(["validate"])).stdout,
            `${dev}: valid (1 cell, 2 regions, 1 model)\n    not read here: keys of aws, shop\n`,
        );
        const { stacks } = JSON.parse((await project.ask(["validate", "--json"])).stdout) as { stacks: object[] };
        assert.deepEqual(stacks, [
            { stack: "dev", file: dev, valid: true, otherNamespaces: ["aws", "shop"], faults: [] },
        ]);
    });

    it("asks for everything that must be there of a stack that says nothing", async () => {
        assert.deepEqual(reported(await given({ [dev]: "" }).ask(["validate", "--json"])), [
            `${dev}:1:1 config/missing cells`,
            `${dev}:1:1 config/missing models`,
            `${dev}:1:1 config/missing service`,
        ]);
    });

    it("refuses a file and a config that have no keys", async () => {
        given({ [dev]: "text", "stacks/Pulumi.prod.yaml": "# list\nconfig: [1]\n" });
        assert.deepEqual(reported(await project.ask(["validate", "--all", "--json"])), [
            `${dev}:1:1 config/type config`,
            "stacks/Pulumi.prod.yaml:2:1 config/type config",
        ]);
    });

    it("tells of encrypted values, which it can't read, and of what is wrong with the rest", async () => {
        const text = validStack
            .replace("service: screening", "service: { secure: v1:hidden }")
            .replace("local:eu-central]", "{ secure: v1:hidden }]")
            .replace("percent: 100", "percent: 99");
        const ended = await given({ [dev]: text }).ask(["validate", "--json"]);
        assert.deepEqual(reported(ended), [
            `${dev}:2:3 config/encrypted service`,
            `${dev}:8:32 config/encrypted cells[0].regions[1]`,
            `${dev}:16:7 traffic/shares-sum models[0].traffic`,
        ]);
        assert.equal(ended.stdout.includes("hidden"), false);
    });

    it("looks for the secrets that are named", async () => {
        const sent =
            "{ name: a, to: otlp, endpoint: https://logs.example, place: local:eu-west, token: { secret: NAME } }";
        const key = `  meridian:observability: { exports: [${sent}] }\n`;
        const has = "  secrets:there: { secure: v1:hidden }\n";
        given({
            [dev]: validStack + has + key.replace("NAME", "missing"),
            "stacks/Pulumi.prod.yaml": validStack + has + key.replace("NAME", "there"),
        });
        const ended = await project.ask(["validate", "--all", "--json"]);
        assert.deepEqual(
            reported(ended).filter(line => line.includes("secret/")),
            [`${dev}:18:123 secret/missing observability.exports[0].token.secret`],
        );
    });

    it("refuses a secret in plain text, as a value or in an address, without showing it", async () => {
        const text = validStack.replace("file:models/1.onnx", "https://me:hunter2@models.example.com/1");
        const ended = await given({ [dev]: `${text}  secrets:token: hunter2\n` }).ask(["validate", "--json"]);
        assert.deepEqual(reported(ended), [
            `${dev}:14:11 config/secret-in-clear models[0].releases["1.0.0"].artifact`,
            `${dev}:17:3 secret/in-clear secrets:token`,
        ]);
        assert.equal(ended.stdout.includes("hunter2"), false);
    });

    for (const [what, value] of [
        ["a number", "12345678"],
        ["a truth value", "true"],
        ["a list", "[hunter2]"],
        ["an object", "{ key: hunter2 }"],
        ["an encrypted value beside another", "{ secure: v1:hidden, key: hunter2 }"],
        ["a list of encrypted values", "[{ secure: v1:hidden }]"],
        ["an encrypted value that is no text", "{ secure: 12345678 }"],
        ["nothing", ""],
    ] as const) {
        it(`refuses a secret that is ${what}, without showing it`, async () => {
            const ended = await given({ [dev]: `${validStack}  secrets:token: ${value}\n` }).ask([
                "validate",
                "--json",
            ]);
            assert.deepEqual(reported(ended), [`${dev}:17:3 secret/in-clear secrets:token`]);
            assert.doesNotMatch(ended.stdout, /hunter2|12345678|hidden/);
        });
    }

    it("reads what all stacks share, and tells where in Pulumi.yaml that is wrong", async () => {
        given({
            "Pulumi.yaml": `name: shop
runtime: nodejs
stackConfigDir: stacks
config:
  meridian:service: Shop_X
  meridian:domain: overridden
  meridian:routing:
    value: { drain: [local:mars] }
`,
            [dev]: validStack.replace("  meridian:service: screening\n", ""),
        });
        const text = await project.ask(["validate", "--json"]);
        assert.deepEqual(reported(text), [
            "Pulumi.yaml:5:3 config/value service",
            "Pulumi.yaml:8:22 drain/unknown-region routing.drain[0]",
        ]);
    });

    it("takes keys without a namespace for the project's own, in both files", async () => {
        given({
            "Pulumi.yaml":
                "name: meridian\nruntime: nodejs\nstackConfigDir: stacks\nconfig:\n  service: { type: string, default: screening }\n",
            [dev]: validStack.replaceAll("  meridian:", "  ").replace("  service: screening\n", ""),
        });
        assert.equal((await project.ask(["validate"])).code, 0);
    });

    it("sees texts as the program does: as JSON where they are some", async () => {
        const text = validStack
            .replace("service: screening", 'service: "123"')
            .replace(/meridian:cells:[^]*(?= {2}meridian:models)/, "meridian:cells: '[{ \"name\": 1 }]'\n");
        const { stdout } = await given({ [dev]: `${text}  meridian:demand:\n` }).ask(["validate", "--json"]);
        const { stacks } = JSON.parse(stdout) as { stacks: [{ faults: { path: string; value?: unknown }[] }] };
        assert.deepEqual(
            stacks[0].faults.filter(({ value }) => value !== undefined).map(({ path, value }) => [path, value]),
            [
                ["service", 123],
                ["cells[0].name", 1],
                ["demand", ""],
            ],
        );
    });

    it("finds the project from a directory inside it, and files by what Pulumi calls them", async () => {
        given({ "Pulumi.yaml": "name: shop\nruntime: nodejs\nconfig: old\n", "old/Pulumi.dev.yaml": validStack });
        mkdirSync(path.join(project.root, "a/b"), { recursive: true });
        const { stdout } = await project.ask(["validate"], {}, path.join(project.root, "a/b"));
        assert.equal(stdout, "../../old/Pulumi.dev.yaml: valid (1 cell, 2 regions, 1 model)\n");
        project.remove();

        given({ "Pulumi.yml": "name: shop\nruntime: nodejs\n", "Pulumi.dev.yml": validStack, "Pulumi.no.yaml": "" });
        assert.equal((await project.ask(["validate"])).stdout, "Pulumi.dev.yml: valid (1 cell, 2 regions, 1 model)\n");
    });

    const cannot: readonly (readonly [
        title: string,
        files: Readonly<Record<string, string>>,
        argv: readonly string[],
        message: string,
    ])[] = [
        [
            "there are several stacks and none is named",
            { [dev]: validStack, "stacks/Pulumi.prod.yaml": validStack },
            [],
            "there are several stacks; say which with --stack: dev, prod",
        ],
        ["there is no stack", {}, [], "there is no stacks/Pulumi.<stack>.yaml"],
        ["there is no stack, of all", {}, ["--all"], "there is no stacks/Pulumi.<stack>.yaml"],
        [
            "the named stack has no file",
            { [dev]: validStack },
            ["-s", "org/shop/prod"],
            "there is no stacks/Pulumi.prod.yaml; stacks with a file: dev",
        ],
        [
            "Pulumi.yaml is no YAML",
            { "Pulumi.yaml": "name: [" },
            [],
            "Pulumi.yaml:1:8: invalid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
        ],
        [
            "Pulumi.yaml has no name",
            { "Pulumi.yaml": "runtime: nodejs\n" },
            [],
            "Pulumi.yaml has no name; see https://www.pulumi.com/docs/iac/concepts/projects/project-file",
        ],
        [
            "Pulumi.yaml shares an object as the engine takes none",
            {
                "Pulumi.yaml": "name: shop\nconfig:\n  meridian:routing: { drain: [] }\n",
                "Pulumi.dev.yaml": validStack,
            },
            [],
            "Pulumi.yaml:3:3: meridian:routing is an object, which Pulumi takes for all stacks only as { value: … }",
        ],
        [
            "Pulumi.yaml shares a default of what is not the project's",
            {
                "Pulumi.yaml": "name: shop\nconfig:\n  meridian:service: { default: x }\n",
                "Pulumi.dev.yaml": validStack,
            },
            [],
            "Pulumi.yaml:3:3: meridian:service is no key of the project itself, so Pulumi takes a value, and no type or default",
        ],
        [
            "the lock is no JSON",
            { [dev]: validStack, "meridian.lock.json": "<<<<<<< ours" },
            [],
            "meridian.lock.json can't be read; run `meridian resolve` to rewrite it\n  it is no JSON: Unexpected token '<', \"<<<<<<< ours\" is not valid JSON",
        ],
        [
            "the lock has another form",
            { [dev]: validStack, "meridian.lock.json": '{ "version": 1, "models": [] }' },
            [],
            "meridian.lock.json can't be read; run `meridian resolve` to rewrite it\n  lock.models: models is a list, expected an object whose keys are text [config/type]; write its keys without hyphens before them",
        ],
        [
            "the lock is of a later version",
            { [dev]: validStack, "meridian.lock.json": '{ "version": 2 }' },
            [],
            "meridian.lock.json is of form 2, which this version can't read; update pulumi-meridian",
        ],
    ];
    for (const [title, files, argv, message] of cannot) {
        it(`can't be run where ${title}: ends with 2, and says so in JSON, too`, async () => {
            assert.deepEqual(await given(files).ask(["validate", ...argv, "--json"]), {
                code: 2,
                stdout: `${JSON.stringify({ error: message }, undefined, 2)}\n`,
                stderr: `${message}\n`,
            });
        });
    }

    it("can't be run for all stacks and one of them", async () => {
        const { code, stdout, stderr } = await given({ [dev]: validStack }).ask(["validate", "--all", "-s", "dev"]);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, /^--all and --stack exclude each other/);
    });

    it("can't be run outside a project", async () => {
        given({ [dev]: validStack });
        const { code, stderr } = await project.ask(["validate"], {}, "/");
        assert.equal(code, 2);
        assert.equal(stderr, "there is no Pulumi.yaml in / or above; run this inside a Pulumi project\n");
    });

    it("can't be run where a file can't be read", async () => {
        given({});
        mkdirSync(path.join(project.root, dev), { recursive: true });
        const { code, stderr } = await project.ask(["validate"]);
        assert.equal(code, 2);
        assert.equal(stderr, `${dev} can't be read: illegal operation on a directory\n`);
    });

    it("checks the lock: a digest that is missing, another digest and another artifact", async () => {
        const locked = (artifact: string) =>
            `{ "version": 1, "models": { "screening": { "1.0.0": { "artifact": "${artifact}", "digest": "${sha256(model)}", "bytes": ${model.length} } } } }`;
        given({ [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]) });
        assert.deepEqual(reported(await project.ask(["validate", "--json"])), [
            `${dev}:13:9 release/digest-missing models[0].releases["1.0.0"].digest`,
        ]);
        project.write("meridian.lock.json", locked("file:models/1.onnx"));
        assert.deepEqual(reported(await project.ask(["validate", "--json"])), []);
        project.write("meridian.lock.json", locked("file:models/2.onnx"));
        assert.deepEqual(reported(await project.ask(["validate", "--json"])), [
            `${dev}:14:11 lock/other-artifact models[0].releases["1.0.0"].artifact`,
        ]);
        project.write("models/2.onnx", model);
        project.write(dev, stackOf([["1.0.0", "file:models/2.onnx", `sha256:${"b".repeat(64)}`]]));
        assert.deepEqual(reported(await project.ask(["validate", "--json"])), [
            `${dev}:15:11 lock/other-digest models[0].releases["1.0.0"].digest`,
            `${dev}:15:11 release/other-digest models[0].releases["1.0.0"].digest`,
        ]);
    });
});
