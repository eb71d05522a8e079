import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { parseArguments } from "../../tools/images/arguments";
import { imageNames } from "../../tools/images/images";
import { packageRoot } from "../../tools/package-root";

interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
    readonly needs?: string;
    readonly permissions?: Readonly<Record<string, string>>;
    readonly "timeout-minutes"?: number;
    readonly strategy?: { readonly matrix: { readonly image: readonly string[] } };
    readonly steps: readonly Step[];
}

interface Workflow {
    readonly on: Readonly<Record<string, unknown>>;
    readonly permissions?: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, Job>>;
}

const folder = path.join(packageRoot(), ".github", "workflows");
const textOf = (file: string) => readFileSync(path.join(folder, file), "utf8");
const workflowOf = (file: string) => parse(textOf(file)) as Workflow;
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

describe("every workflow", () => {
    for (const file of readdirSync(folder)) {
        const workflow = workflowOf(file);

        it(`ends by itself: ${file}`, () => {
            for (const [name, job] of Object.entries(workflow.jobs)) assert.ok(job["timeout-minutes"], name);
        });

        it(`can only write what a job names: ${file}`, () => {
            assert.ok(workflow.permissions);
            assert.deepEqual(
                Object.entries(workflow.permissions).filter(([, access]) => access !== "read"),
                [],
            );
        });

        it(`has no expression in a command, where its value would be code: ${file}`, () => {
            for (const { run = "" } of stepsOf(workflow)) assert.doesNotMatch(run, /\$\{\{/);
        });
    }
});

describe("the workflow of a release", () => {
    const workflow = workflowOf("release.yml");
    const { jobs } = workflow;
    const commandsOf = (name: string) =>
        jobs[name]!.steps.flatMap(({ run }) => (run === undefined ? [] : [run.trim()]));

    it("starts with a tag of a version, and with nothing else", () => {
        assert.deepEqual(workflow.on, { push: { tags: ["v*"] } });
    });

    it("has in each job the rights of its task, in its order", () => {
        assert.deepEqual(workflow.permissions, {});
        assert.deepEqual(
            Object.entries(jobs).map(([name, { needs, permissions }]) => [name, needs, permissions]),
            [
                ["build", undefined, { contents: "read" }],
                ["push", "build", { contents: "read", packages: "write" }],
                ["sign", "push", { attestations: "write", contents: "read", "id-token": "write", packages: "write" }],
                ["publish", "sign", { contents: "read", "id-token": "write" }],
                ["announce", "publish", { contents: "write" }],
            ],
        );
    });

    it("uses actions by their commits, each with its version as a comment", () => {
        const used = textOf("release.yml")
            .split("\n")
            .filter(line => /\buses:/.test(line));
        assert.ok(used.length > 0);
        for (const line of used) assert.match(line, /uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it("runs no install script of a dependency, and leaves no token in a checkout", () => {
        for (const { run = "", uses = "", with: given } of stepsOf(workflow)) {
            if (run.includes("npm ci")) assert.match(run, /^npm ci --ignore-scripts$/);
            if (uses.startsWith("actions/checkout@")) assert.equal(given?.["persist-credentials"], false);
        }
    });

    it("builds all images and compares them with images.json before anything is pushed", () => {
        const [build] = commandsOf("build").filter(run => run.startsWith("npm run images -- "));
        const given = parseArguments(build!.split(" ").slice(4));
        assert.deepEqual([given.release, given.images, path.basename(given.out!)], ["compare", imageNames, "layout"]);
        assert.ok(commandsOf("push").some(run => run.includes("images push --from layout --to")));
        assert.ok(commandsOf("push").includes("git diff --exit-code meridian.lock.json"));
    });

    it("checks what belongs to the version before anything is built", () => {
        const commands = commandsOf("build");
        const check = commands.indexOf('npm run --silent release:check -- --tag "$GITHUB_REF_NAME"');
        assert.ok(check >= 0 && check < commands.findIndex(run => run.startsWith("npm run images")));
    });

    it("signs and attests every image by the digest that is committed", () => {
        assert.deepEqual([...jobs.sign!.strategy!.matrix.image].sort(), [...imageNames].sort());
        assert.ok(commandsOf("sign").some(run => run.includes("images.json")));
        assert.ok(commandsOf("sign").includes('cosign sign --yes --recursive "$IMAGE"'));
        const attested = jobs.sign!.steps.find(({ uses = "" }) => uses.startsWith("actions/attest-build-provenance@"));
        assert.deepEqual(attested?.with, {
            "subject-name": "${{ steps.released.outputs.name }}",
            "subject-digest": "${{ steps.released.outputs.digest }}",
            "push-to-registry": true,
        });
    });
});
