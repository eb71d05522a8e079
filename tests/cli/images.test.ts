import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";

import { referencesOf } from "../../cli/images/references";
import { answerFor, answerIn, type ImageState } from "../../cli/images/registry";
import { parseLock } from "../../components/plan/config/lock";
import { planConfig } from "../../components/plan/plan";
import { packageRoot } from "../../tools/package-root";
import { releasedImages } from "../../tools/released-images";
import { screening } from "../components/plan/screening";
import type { ModelInput } from "../support/arbitraries";
import { pinnedImage } from "../support/images";
import { projectWith, type ScratchProject, sha256 } from "./command";

const at = "https://registry.example.com/v2/meridian/gate/manifests/sha256:401";

/** What crane prints of registries: https://github.com/google/go-containerregistry, pkg/v1/remote/transport/error.go. */
const answers: readonly (readonly [string, ImageState, string])[] = [
    ["a registry that wants a login", "refused", `Error: GET ${at}: UNAUTHORIZED: authentication required`],
    ["a login that may not read", "refused", `Error: GET ${at}: DENIED: requested access to the resource is denied`],
    ["a status alone", "refused", `Error: GET ${at}: unexpected status code 401 Unauthorized: Not Authorized`],
    [
        "a helper that has no login",
        "refused",
        "Error: error getting credentials - err: exit status 1, out: `credentials not found`",
    ],
    ["an unknown image", "missing", `Error: GET ${at}: MANIFEST_UNKNOWN: Requested image not found`],
    ["an unknown repository", "missing", `Error: GET ${at}: NAME_UNKNOWN: The repository does not exist`],
    ["a status alone", "missing", `Error: GET ${at}: unexpected status code 404 Not Found: gone`],
    [
        "a network without a way",
        "unreachable",
        'Error: Get "https://a.example/v2/": dial tcp: lookup a.example: no such host',
    ],
    ["a broken registry", "unreachable", `Error: GET ${at}: unexpected status code 500 Internal Server Error`],
];

function withServer(model: ModelInput, image: string): ModelInput {
    const server = { protocol: "oip-http", image, port: 8000 } as const;
    const releases = Object.entries(model.releases).map(([version, release]) => [version, { ...release, server }]);
    return { ...model, releases: Object.fromEntries(releases) as ModelInput["releases"] };
}

describe("meridian images check", () => {
    it("has an answer of the program, where it succeeds, where it fails, and where there is none", async () => {
        assert.deepEqual(await answerFor("any", "true"), { state: "there" });
        assert.equal((await answerFor("any", "false")).state, "unreachable");
        assert.equal((await answerFor("any", path.join(packageRoot(), "no-such-program"))).state, "unreachable");
    });

    for (const [what, state, line] of answers) {
        it(`reports ${what} as ${state}, by crane's last line`, () => {
            const warning = `HEAD request failed, falling back on GET: HEAD ${at}: unexpected status code 403 Forbidden`;
            assert.deepEqual(answerIn(`${warning}\n${line}\n`), { state, reason: line.replace("Error: ", "") });
        });
    }

    it("asks each region's registry for the images of the runtime, and of custom servers that run there", () => {
        const own = pinnedImage("triton", "{account}.dkr.ecr.{region}.amazonaws.com");
        const { cells, models, ...config } = screening();
        const [cell] = cells;
        // Internal data, for which no caller has to authenticate.
        const { backup: _, ...plain } = { ...cell!, dataClasses: ["internal"] };
        const regions = ["aws:eu-west-1", "aws:eu-central-1"];
        const { config: planned } = planConfig({
            ...config,
            cells: [
                { ...plain, regions, primary: regions[0]! },
                { ...plain, name: "other", regions: ["aws:eu-north-1"], primary: "aws:eu-north-1" },
            ],
            models: [models[0]!, { ...withServer(models[0]!, own), name: "triaging", cells: [plain.name] }],
            aws: {
                images: { gate: pinnedImage("gate"), server: pinnedImage("runtime"), fetch: pinnedImage("fetch") },
            },
        });
        const { references, unknown } = referencesOf(planned, "111111111111");
        assert.deepEqual(unknown, []);
        assert.deepEqual(
            references.filter(({ image }) => image.includes("triton")).map(({ image, region }) => [region, image]),
            regions.map(region => [
                region,
                own.replace("{account}", "111111111111").replace("{region}", region.slice("aws:".length)),
            ]),
        );
        assert.equal(references.filter(({ image }) => image === pinnedImage("gate")).length, 3);
    });

    it("reports an answer that takes too long, and a program that prints nothing, as unreachable", () => {
        assert.deepEqual(answerIn("", true), { state: "unreachable", reason: "no answer within 30 s" });
        assert.equal(answerIn("").state, "unreachable");
    });
});

describe("meridian images check, of a stack", () => {
    /** Stands for `crane`: fails with what the test has for an image by its name. */
    const crane = `#!/usr/bin/env node
const [command, image] = process.argv.slice(2);
if (command === "version") console.log("0.22.1");
else {
    const answers = JSON.parse(require("fs").readFileSync("answers", "utf8"));
    const [, said] = Object.entries(answers).find(([name]) => image.includes("/" + name + "@")) ?? [];
    if (said !== undefined) console.error("Error: GET https://registry.example.com/v2/: " + said);
    process.exit(said === undefined ? 0 : 1);
}
`;
    const [missing, refused, broken] = [
        "MANIFEST_UNKNOWN: not found",
        "DENIED: not allowed",
        "unexpected status code 500",
    ];
    const file = (name: string) => readFileSync(path.join(packageRoot(), name), "utf8");
    const stack = file("stacks/Pulumi.aws.yaml");
    let project: ScratchProject;

    before(() => {
        project = projectWith({ "meridian.lock.json": file("meridian.lock.json"), "bin/crane": crane });
        chmodSync(path.join(project.root, "bin/crane"), 0o755);
    });
    after(() => {
        project.remove();
    });

    async function check(config: string, answers: Readonly<Record<string, string>>, ...args: readonly string[]) {
        project.write("stacks/Pulumi.dev.yaml", config);
        project.write("answers", JSON.stringify(answers));
        const PATH = `${path.join(project.root, "bin")}:${process.env.PATH!}`;
        const { code, stdout, stderr } = await project.ask(["images", "check", "--json", ...args], { PATH });
        const { complete, faults, images } = JSON.parse(stdout) as {
            complete?: boolean;
            faults?: readonly object[];
            images?: readonly { region: string; image: string; state: string; found: boolean; reason?: string }[];
        };
        return { code, stderr, complete, faults, images };
    }

    it("ends with 0 where each region's registry has every image", async () => {
        const { code, complete, images = [], stderr } = await check(stack, {});
        assert.deepEqual([code, complete], [0, true], stderr);
        assert.deepEqual([...new Set(images.map(({ state, found }) => `${state} ${found}`))], ["there true"]);
        const registries = [...new Set(images.map(({ image }) => image.split("/")[0]))];
        assert.deepEqual(registries, [
            "222222222222.dkr.ecr.eu-west-1.amazonaws.com",
            "222222222222.dkr.ecr.eu-central-1.amazonaws.com",
            "333333333333.dkr.ecr.us-east-1.amazonaws.com",
            "333333333333.dkr.ecr.us-west-2.amazonaws.com",
        ]);
    });

    for (const [title, answers, exit] of [
        ["1 where one is missing", { gate: missing }, 1],
        ["1 where one is missing, and another can't be looked up", { gate: missing, fetch: refused }, 1],
        ["2 where the registry refuses the login", { gate: refused }, 2],
        ["2 where the registry does not say whether it has one", { gate: broken }, 2],
    ] as const) {
        it(`ends with ${title}`, async () => {
            const { code, complete, images = [] } = await check(stack, answers);
            assert.deepEqual([code, complete], [exit, false]);
            const failed = images.filter(({ found }) => !found);
            assert.equal(failed.length, 4 * Object.keys(answers).length);
            for (const { image, reason } of failed) {
                const [, said] = Object.entries(answers).find(([name]) => image.includes(`/${name}@`))!;
                assert.ok(reason!.endsWith(said), reason);
            }
        });
    }

    it("ends with 1 at a config with faults, and looks nothing up", async () => {
        const { code, complete, faults, images } = await check(stack.replace("service: screening", "service: _"), {});
        assert.deepEqual([code, complete, images], [1, false, []]);
        assert.ok(faults!.length > 0);
    });

    it("needs the account of a cell that names no role, in twelve digits", async () => {
        const plain = stack.replace(/^ *accounts: .*222222222222.*\n/m, "");
        const unnamed = await check(plain, {});
        assert.equal(unnamed.code, 2);
        assert.match(unnamed.stderr, /no account is known for cell eu; name it by --account/);
        const { code, images = [] } = await check(plain, {}, "--account", "111111111111");
        assert.equal(code, 0);
        assert.ok(images.some(({ image }) => image.startsWith("111111111111.")));
        assert.equal((await check(plain, {}, "--account", "1111")).code, 2);
    });
});

describe("meridian images lock", () => {
    const project = projectWith({
        "meridian.lock.json": JSON.stringify({
            version: 1,
            models: { screening: { "1.0.0": { artifact: "file:1", digest: `sha256:${"a".repeat(64)}`, bytes: 1 } } },
        }),
    });
    after(() => {
        project.remove();
    });

    it("writes the digests of the release to the lock, in which models stay", async () => {
        const { code, stdout, stderr } = await project.ask(["images", "lock"]);
        assert.equal(code, 0, stderr);
        assert.match(stdout, /meridian\.lock\.json: written/);
        const { images, models } = parseLock(JSON.parse(project.read("meridian.lock.json")));
        const released = Object.entries(releasedImages().images).map(([name, { digest }]) => [name, digest]);
        assert.deepEqual(images, Object.fromEntries(released));
        assert.deepEqual(Object.keys(models), ["screening"]);
    });

    it("refuses a folder that is no layout, and leaves the lock as it was", async () => {
        const before = project.read("meridian.lock.json");
        const { code, stderr } = await project.ask(["images", "lock", "--from", "nowhere"]);
        assert.equal(code, 2);
        assert.match(stderr, /nowhere is no OCI image layout/);
        assert.equal(project.read("meridian.lock.json"), before);
    });
});

describe("meridian images push", () => {
    /** Stands for `crane`: writes down what it is to push and where, with the index of the layout that it is given; one registry refuses. */
    const crane = `#!/usr/bin/env node
const fs = require("fs");
const [command, layout, to] = process.argv.slice(2);
if (command === "version") console.log("0.22.1");
else {
    const { manifests } = JSON.parse(fs.readFileSync(layout + "/index.json", "utf8"));
    const blob = fs.readFileSync(layout + "/blobs/" + manifests[0].digest.replace(":", "/"), "utf8");
    fs.appendFileSync("pushed", JSON.stringify({ command, to, digests: manifests.map(({ digest }) => digest), blob }) + "\\n");
    if (to.startsWith("full.example")) {
        console.error("Error: POST https://full.example/v2/: DENIED: quota exceeded");
        process.exit(1);
    }
}
`;
    const named = (name: string) => ({ "org.opencontainers.image.ref.name": name });
    let project: ScratchProject;
    let gate: { readonly index: string; readonly sbom: string };
    let other: { readonly index: string; readonly sbom: string };

    beforeEach(() => {
        project = projectWith({
            "bin/crane": crane,
            "meridian.lock.json": JSON.stringify({ version: 1, models: {}, images: { store: sha256("store") } }),
        });
        chmodSync(path.join(project.root, "bin/crane"), 0o755);
        const blob = (content: object) => {
            const text = JSON.stringify(content);
            project.write(`layout/blobs/${sha256(text).replace(":", "/")}`, text);
            return sha256(text);
        };
        const image = (name: string) => {
            const manifest = blob({ layers: [name] });
            const index = blob({ manifests: [{ digest: manifest }] });
            return { index, sbom: blob({ subject: { digest: manifest }, layers: ["sbom"] }) };
        };
        [gate, other] = [image("gate"), image("elsewhere")];
        const manifests = [
            { digest: gate.index, annotations: named("gate") },
            { digest: gate.sbom },
            { digest: other.index, annotations: named("elsewhere") },
            { digest: other.sbom },
        ];
        project.write("layout/index.json", JSON.stringify({ schemaVersion: 2, manifests }));
    });
    afterEach(() => {
        project.remove();
    });

    const push = (...argv: readonly string[]) => {
        const PATH = `${path.join(project.root, "bin")}:${process.env.PATH!}`;
        return project.ask(["images", "push", "--from", "layout", ...argv], { PATH });
    };
    const pushed = () =>
        project
            .read("pushed")
            .split("\n")
            .slice(0, -1)
            .map(
                line => JSON.parse(line) as Readonly<Record<"command" | "to" | "blob", string> & { digests: string[] }>,
            );
    const lockedImages = () => parseLock(JSON.parse(project.read("meridian.lock.json"))).images;

    it("copies each image of the runtime with the list of its software, by digest, to every registry", async () => {
        const registries = ["registry.example/meridian", "127.0.0.1:5000"];
        const { code, stdout, stderr } = await push("--to", registries[0]!, "--to", registries[1]!, "--json");
        assert.equal(code, 0, stderr);
        assert.deepEqual(
            pushed().map(({ command, digests, to }) => [command, to, digests]),
            registries.flatMap(registry =>
                [gate.index, gate.sbom].map(digest => ["push", `${registry}/gate@${digest}`, [digest]]),
            ),
        );
        assert.ok(pushed().every(({ blob, digests: [digest] }) => sha256(blob) === digest));
        const images = { store: sha256("store"), gate: gate.index };
        assert.deepEqual(JSON.parse(stdout), { registries, images, file: "meridian.lock.json" });
        assert.deepEqual(lockedImages(), images);
    });

    it("prints what the lock has then, and where", async () => {
        const { code, stdout } = await push("--to", "registry.example/meridian");
        assert.equal(code, 0);
        assert.match(stdout, new RegExp(`^image +digest\\ngate +${gate.index}\\nmeridian\\.lock\\.json: written\\n$`));
    });

    it("ends with 2 at a registry that refuses, with its words and the remedy, and leaves the lock as it was", async () => {
        const { code, stderr, stdout } = await push("--to", "full.example", "--to", "registry.example", "--json");
        assert.equal(code, 2);
        assert.match(
            stderr,
            /^full\.example takes no images; log in by `crane auth login` or `docker login`, and create the repositories .*\n.*quota exceeded$/m,
        );
        assert.match((JSON.parse(stdout) as { error: string }).error, /^full\.example takes no images/);
        assert.deepEqual(lockedImages(), { store: sha256("store") });
        assert.ok(pushed().every(({ to }) => to.startsWith("full.example/")));
    });

    it("ends with 2 before anything is copied where the lock can't be read, or a registry is none", async () => {
        for (const registry of ["https://registry.example", "registry.example/", "registry.example/Meridian"]) {
            const { code, stderr } = await push("--to", registry);
            assert.deepEqual([code, stderr.startsWith(`--to ${registry} is no registry; allowed: <host>`)], [2, true]);
        }
        assert.match((await push()).stderr, /^say where to by --to <registry>/);
        project.write("meridian.lock.json", "<<<<<<< HEAD");
        const { code, stderr } = await push("--to", "registry.example");
        assert.deepEqual([code, stderr.includes("meridian.lock.json can't be read")], [2, true], stderr);
        assert.throws(() => project.read("pushed"), { code: "ENOENT" });
    });

    it("ends with 2 where the layout has no image of the runtime", async () => {
        project.write(
            "layout/index.json",
            JSON.stringify({ manifests: [{ digest: other.index, annotations: named("elsewhere") }] }),
        );
        const { code, stderr } = await push("--to", "registry.example");
        assert.deepEqual([code, stderr.includes("layout has none of the images runtime, ")], [2, true], stderr);
        assert.deepEqual(lockedImages(), { store: sha256("store") });
    });
});
