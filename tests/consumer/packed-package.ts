import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { npmInstall, npmPack } from "../support/npm-install";

const root = path.join(__dirname, "..", "..");
export const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
};

/** How a project's imports are resolved, with the form of modules that goes with it. */
const resolutions = { node: "commonjs", nodenext: "nodenext" } as const;

/** What must hold of the packed package in a project of its own, with nothing of this checkout, beside one version of the engine's SDK. */
export function describeConsumer(
    which: "lowest" | "pinned",
    version: string,
    resolved: readonly (keyof typeof resolutions)[],
): void {
    describe(`the packed package in an empty project with the ${which} engine SDK`, () => {
        let directory: string;
        let project: string;
        before(function () {
            this.timeout(600_000);
            directory = mkdtempSync(path.join(os.tmpdir(), "meridian-consumer-"));
            const tarball = npmPack(directory);
            project = path.join(directory, which);
            mkdirSync(project);
            writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "consumer", private: true }));
            copyFileSync(path.join(root, "examples", "two-cells.ts"), path.join(project, "program.ts"));
            copyFileSync(path.join(root, "examples", "service.ts"), path.join(project, "service.ts"));
            writeFileSync(path.join(project, "mocked.js"), mocked);
            writeFileSync(path.join(project, "pack.ts"), pack);
            const { typescript, "@types/node": node } = manifest.devDependencies;
            npmInstall(project, [
                tarball,
                `@pulumi/pulumi@${version}`,
                `@pulumi/policy@${manifest.devDependencies["@pulumi/policy"]}`,
                `typescript@${typescript}`,
                `@types/node@${node}`,
            ]);
        });
        after(function () {
            // An installation with clouds' SDKs.
            this.timeout(120_000);
            rmSync(directory, { recursive: true, force: true });
        });

        for (const moduleResolution of resolved) {
            const module = resolutions[moduleResolution];
            // As Pulumi's own project templates have it: neither esModuleInterop nor skipLibCheck.
            it(`type-checks and runs under ${moduleResolution} resolution`, () => {
                writeFileSync(
                    path.join(project, "tsconfig.json"),
                    JSON.stringify({
                        compilerOptions: {
                            target: "es2022",
                            module,
                            moduleResolution,
                            strict: true,
                            outDir: moduleResolution,
                        },
                        files: ["program.ts", "service.ts"],
                    }),
                );
                run("npx", ["tsc"], project);
                const made = run("node", ["mocked.js", `./${moduleResolution}/program.js`], project);
                assert.deepEqual(JSON.parse(made), { RegionalServing: 4, GlobalRouter: 1 });
                const service = run("node", ["mocked.js", `./${moduleResolution}/service.js`], project);
                assert.deepEqual(JSON.parse(service), {
                    Service: 1,
                    RegionalServing: 2,
                    GlobalRouter: 1,
                    ObservabilityHub: 1,
                });
                // The declarations of @pulumi/policy 1.21 name what they leave out, so they can't be checked.
                const packed = ["pack.ts", "--strict", "--skipLibCheck", "--outDir", moduleResolution];
                run(
                    "npx",
                    ["tsc", "-m", module, "--moduleResolution", moduleResolution, "-t", "es2022", ...packed],
                    project,
                );
                const judged = run("node", [`./${moduleResolution}/pack.js`], project);
                assert.deepEqual(JSON.parse(judged), ["encryption/in-transit"]);
            }).timeout(120_000);
        }

        it("has the command", () => {
            writeFileSync(
                path.join(project, "Pulumi.yaml"),
                "name: consumer\nruntime: nodejs\nstackConfigDir: stacks\n",
            );
            mkdirSync(path.join(project, "stacks"));
            for (const part of ["Pulumi.local.yaml", "models"]) {
                cpSync(path.join(root, "stacks", part), path.join(project, "stacks", part), { recursive: true });
            }
            const result = run("npx", ["meridian", "validate", "--json"], project);
            assert.equal((JSON.parse(result) as { valid: boolean }).valid, true);
        }).timeout(120_000);

        it("prints permissions without the AWS SDK, and names the clients that reading accounts needs", () => {
            for (const file of ["stacks/Pulumi.aws-one-region.yaml", "meridian.lock.json"]) {
                mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
                copyFileSync(path.join(root, file), path.join(project, file));
            }
            const stack = ["meridian", "preflight", "-s", "aws-one-region"];
            const { identities } = JSON.parse(run("npx", [...stack, "--permissions"], project)) as {
                readonly identities: readonly object[];
            };
            assert.equal(identities.length, 1);
            const { status, stderr } = spawnSync("npx", stack, { cwd: project, encoding: "utf8" });
            assert.equal(status, 2, stderr);
            assert.match(stderr, /run `npm install --save-dev @aws-sdk\/client-sts@\^3\.990\.0 @aws-sdk\/client-iam@/);
        }).timeout(120_000);

        it("starts a model server without what only a store needs", () => {
            const server = "dist/runtime/model-server/main.js";
            const { status, stderr } = spawnSync("node", [`node_modules/pulumi-meridian/${server}`], {
                cwd: project,
                encoding: "utf8",
            });
            assert.equal(status, 2, stderr);
            assert.match(stderr, /environment refused/);
        }).timeout(120_000);

        it("has the policy pack, which says a port that it can be asked at", async () => {
            const child = spawn("node", ["../../@pulumi/pulumi/cmd/run-policy-pack", "127.0.0.1:1", "."], {
                cwd: path.join(project, "node_modules", "pulumi-meridian", "policy"),
                stdio: ["ignore", "pipe", "inherit"],
            });
            try {
                const [said] = (await once(child.stdout, "data")) as [Buffer];
                assert.match(said.toString(), /^\d+\n$/);
            } finally {
                child.kill();
                await once(child, "exit");
            }
        }).timeout(120_000);

        it("loads no cloud's SDK", () => {
            const loaded = run(
                "node",
                [
                    "-p",
                    'require("pulumi-meridian"); Object.keys(require.cache).filter(f => /@pulumi.(?!pulumi)/.test(f)).length',
                ],
                project,
            );
            assert.equal(loaded.trim(), "0");
        }).timeout(120_000);
    });
}

/** A pack of a third party with the package's policies, and their findings in a state. */
const pack = `
import type { PolicyPackArgs } from "@pulumi/policy";
import { judgeState, policies, type Judgement } from "pulumi-meridian/policy";

export const args: PolicyPackArgs = { policies: [...policies] };
const type = "aws:lb/listener:Listener";
const inputs = { region: "eu-west-1", protocol: "HTTP" };
const state = { deployment: { resources: [{ urn: "urn:pulumi:prod::shop::" + type + "::front", type, inputs }] } };
const result: Judgement = judgeState(state);
console.log(JSON.stringify(result.violations.map(({ rule }) => rule)));
`;

/** Runs a program under mocks, and tells how many components of each kind it made. */
const mocked = `
const pulumi = require("@pulumi/pulumi");
const found = { host: "127.0.0.1", port: 4711, found: "", state: "running", fingerprint: "" };
const counts = {};
pulumi.runtime.setMocks({
    call: ({ inputs }) => inputs,
    newResource: ({ type, name, inputs }) => {
        const [, kind] = /^meridian:index:(.*)$/.exec(type) ?? [];
        if (kind) counts[kind] = (counts[kind] ?? 0) + 1;
        return { id: name, state: { ...inputs, ...found } };
    },
});
require(process.argv[2]);
pulumi.runtime.disconnect(false).then(() => console.log(JSON.stringify(counts)));
`;

function run(command: string, args: readonly string[], cwd: string): string {
    try {
        return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
    }
}
