import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

import { packageRoot } from "../../tools/package-root";
import { samples } from "../support/cell-under-test";
import { npmInstall, npmPack } from "../support/npm-install";
import { manifest } from "./packed-package";

const root = packageRoot();
const model = path.join(root, "stacks", "models", "screening", "1.0.0", "model.onnx");
const digest = `sha256:${createHash("sha256").update(readFileSync(model)).digest("hex")}`;

/** What a user writes. */
const program = `
const { Service } = require("pulumi-meridian");
const { local } = require("pulumi-meridian/local");

const cell = { name: "eu", jurisdictions: ["EU"], dataClasses: ["personal"] };
const regions = ["local:eu-west", "local:eu-central"];
const releases = { "1.0.0": { artifact: "file:my-model.onnx", digest: "${digest}" } };
const config = {
    domain: "risk.localhost",
    cells: [{ ...cell, regions, primary: "local:eu-west" }],
    models: [{ name: "risk", releases, traffic: [{ version: "1.0.0", percent: 100 }] }],
};
const service = new Service("risk", config, { clouds: [local()] });
module.exports = { points: service.points, authorities: service.authorities };
`;

interface Outputs {
    readonly points: Readonly<Record<string, readonly { readonly host: string; readonly port: number }[]>>;
    readonly authorities: Readonly<Record<string, string>>;
}

describe("the packed package in an empty directory, with a program of fifteen lines and a model file", function () {
    this.timeout(600_000);
    let directory: string;
    let project: string;

    const meridian = async (...args: string[]) =>
        (await promisify(execFile)("npx", ["meridian", ...args], { cwd: project, maxBuffer: 64 * 1024 * 1024 })).stdout;

    before(() => {
        // Short, since Unix sockets lie below it.
        directory = mkdtempSync(path.join(os.tmpdir(), "meridian-"));
        const tarball = npmPack(directory);
        project = path.join(directory, "p");
        execFileSync("mkdir", [project]);
        writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "risk", private: true }));
        const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
        writeFileSync(path.join(project, "Pulumi.yaml"), `name: risk\n${runtime}`);
        writeFileSync(path.join(project, "index.js"), program);
        copyFileSync(model, path.join(project, "my-model.onnx"));
        const own = [
            "@pulumi/pulumi",
            "@peculiar/x509",
            "fast-xml-parser",
            "prom-client",
            "reflect-metadata",
            "onnxruntime-web",
        ];
        const wanted = own.map(name => `${name}@${manifest.devDependencies[name]}`);
        npmInstall(project, [tarball, ...wanted]);
    });
    after(async () => {
        if (existsSync(path.join(project, ".meridian"))) await meridian("local", "down").catch(() => undefined);
        rmSync(directory, { recursive: true, force: true });
    });

    it("deploys a service whose model answers", async () => {
        const { authorities, points } = JSON.parse(await meridian("local", "up", "--json")) as Outputs;
        const { host, port } = points.eu![0]!;
        const ca = readFileSync(path.join(project, authorities.eu!));
        const asked = {
            host,
            port,
            ca,
            servername: "eu.risk.localhost",
            method: "POST",
            path: "/v2/models/risk/infer",
            headers: { host: "eu.risk.localhost", "content-type": "application/json" },
        };
        const { status, body } = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
            request(asked, answer => {
                text(answer).then(body => {
                    resolve({ status: answer.statusCode, body });
                }, reject);
            })
                .on("error", reject)
                .end(samples[0]);
        });
        assert.equal(status, 200, body);
        const answer = JSON.parse(body) as { model_name: string; model_version: string; outputs: object[] };
        assert.deepEqual([answer.model_name, answer.model_version], ["risk", "1.0.0"]);
        assert.ok(answer.outputs.length > 0);
    });

    it("is the stack that plain `pulumi` sees with `local env`", async () => {
        assert.match(await meridian("local", "env"), /^export PULUMI_BACKEND_URL=.*\.meridian\/state/m);
    });

    it("is gone after `local down`, with all that it has made", async () => {
        await meridian("local", "down");
        assert.ok(!existsSync(path.join(project, ".meridian")));
    });
});
