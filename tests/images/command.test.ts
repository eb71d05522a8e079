import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { stringify } from "yaml";

import { parseLock } from "../../components/plan/config/lock";
import { getTool } from "../../tools";
import { model, projectWith, type ScratchProject } from "../cli/command";
import { digestOfText } from "../support/digest";
import { imageDigest } from "../support/images";
import { type Pushed, pushed } from "./built";

const someImages = Object.fromEntries(["runtime", "gate", "fetch"].map(name => [name, imageDigest(name)]));

describe("meridian images", function () {
    this.timeout(600_000);
    let images: Pushed;
    let project: ScratchProject;
    let env: NodeJS.ProcessEnv;

    before(async () => {
        images = await pushed();
        env = {
            PATH: `${(await getTool("crane")).replace(/\/crane$/, "")}:${process.env.PATH ?? ""}`,
            HOME: process.env.HOME,
        };
    });
    beforeEach(() => {
        project = projectWith({ "models/1.onnx": model });
    });
    afterEach(() => {
        project.remove();
    });

    const run = (...argv: readonly string[]) => project.run(["images", ...argv], env);
    const stack = (registry: string) =>
        configOf({
            service: "screening",
            domain: "screening.example",
            cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] }],
            models: [
                {
                    name: "screening",
                    releases: { "1.0.0": { artifact: "s3://models/1.onnx", digest: digestOfText("model") } },
                    traffic: [{ version: "1.0.0", percent: 100 }],
                },
            ],
            aws: { registry },
        });

    it("are pushed to a registry, where a stack finds them by the digests of the lock", async () => {
        const registry = `${images.registry.address}/pushed`;
        const { code, stdout, stderr } = await run("push", "--to", registry, "--from", images.layout, "--json");
        assert.equal(code, 0, stderr);
        const lock = parseLock(JSON.parse(project.read("meridian.lock.json")));
        assert.deepEqual((JSON.parse(stdout) as { images: unknown }).images, lock.images);
        assert.equal(lock.images?.runtime, images.image("runtime").digest);

        project.write("stacks/Pulumi.dev.yaml", stack(registry));
        const checked = await run("check", "--json");
        assert.equal(checked.code, 0, checked.stderr + checked.stdout);
        const found = JSON.parse(checked.stdout) as { complete: boolean; images: { image: string; found: boolean }[] };
        assert.deepEqual(
            found.images.map(({ image, found }) => [image, found]).sort(),
            (["fetch", "gate", "runtime"] as const).map(name => [
                `${registry}/${name}@${images.image(name).digest}`,
                true,
            ]),
        );

        project.write("stacks/Pulumi.dev.yaml", stack(`${images.registry.address}/elsewhere`));
        const missing = await run("check");
        assert.equal(missing.code, 1);
        assert.match(missing.stdout, /3 images: missing; run `meridian images push/);
    });

    it("have an account to be looked up in", async () => {
        project.write(
            "meridian.lock.json",
            JSON.stringify({
                version: 1,
                models: {},
                images: someImages,
            }),
        );
        project.write("stacks/Pulumi.dev.yaml", stack("{account}.dkr.ecr.{region}.amazonaws.com"));
        const { code, stderr } = await run("check");
        assert.equal(code, 2);
        assert.match(stderr, /no account is known for cell eu; name it by --account/);
    });

    it("are not found where a registry refuses the login, or none answers, which is no lack of images", async () => {
        const refusing = createServer((_, response) => {
            response.writeHead(401, { "WWW-Authenticate": 'Basic realm="registry"' }).end();
        });
        await once(refusing.listen(0, "127.0.0.1"), "listening");
        project.write("meridian.lock.json", JSON.stringify({ version: 1, models: {}, images: someImages }));
        try {
            const { port } = refusing.address() as AddressInfo;
            project.write("stacks/Pulumi.dev.yaml", stack(`127.0.0.1:${port}/meridian`));
            const refused = await run("check");
            assert.equal(refused.code, 2, refused.stderr);
            assert.match(refused.stdout, /3 images: login refused; log in by `crane auth login/);
            assert.doesNotMatch(refused.stdout, /missing/);
        } finally {
            refusing.close();
        }
        project.write("stacks/Pulumi.dev.yaml", stack("127.0.0.1:1/meridian"));
        const silent = await run("check", "--json");
        assert.equal(silent.code, 2, silent.stderr);
        const { images } = JSON.parse(silent.stdout) as { images: { state: string; reason: string }[] };
        assert.deepEqual([...new Set(images.map(({ state }) => state))], ["unreachable"]);
        assert.match(images[0]!.reason, /connection refused/);
    });

    it("are not pushed from a layout that has none of them, which leaves the lock alone", async () => {
        const [empty, other] = ["empty", "other"].map(name => path.join(project.root, name));
        project.write("empty/index.json", JSON.stringify({ schemaVersion: 2, manifests: [] }));
        const { manifests } = JSON.parse(readFileSync(path.join(images.layout, "index.json"), "utf8")) as {
            manifests: readonly object[];
        };
        const annotations = { "org.opencontainers.image.ref.name": "elsewhere" };
        project.write(
            "other/index.json",
            JSON.stringify({ manifests: manifests.map(each => ({ ...each, annotations })) }),
        );
        symlinkSync(path.join(images.layout, "blobs"), path.join(other!, "blobs"));
        for (const layout of [empty!, other!]) {
            const { code, stderr } = await run("push", "--to", `${images.registry.address}/none`, "--from", layout);
            assert.deepEqual([code, stderr.includes("has none of the images runtime, ")], [2, true], stderr);
        }
        assert.throws(() => project.read("meridian.lock.json"));
    });

    it("are refused where there is no layout, and no registry is named", async () => {
        const none = await run("push", "--to", "127.0.0.1:1", "--from", "nowhere");
        assert.deepEqual([none.code, none.stderr.includes("nowhere is no OCI image layout")], [2, true], none.stderr);
        const nameless = await run("push", "--from", images.layout);
        assert.deepEqual([nameless.code, nameless.stderr.includes("--to <registry>")], [2, true], nameless.stderr);
        const refused = await run("push", "--to", "127.0.0.1:1/x", "--from", images.layout);
        assert.deepEqual([refused.code, refused.stderr.includes("127.0.0.1:1/x takes no images")], [2, true]);
        assert.throws(() => project.read("meridian.lock.json"));
    });
});

/** The file of a stack's config. */
function configOf(config: Readonly<Record<string, unknown>>): string {
    return stringify({
        config: Object.fromEntries(Object.entries(config).map(([key, value]) => [`meridian:${key}`, value])),
    });
}
