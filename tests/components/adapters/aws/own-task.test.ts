import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { ownContainers } from "../../../../components/adapters/aws/regional-serving/own-servers/containers";
import { isOwn } from "../../../../components/gate/sidecar/platform";
import { planConfig } from "../../../../components/plan/plan";
import { getTool } from "../../../../tools";
import { packageRoot } from "../../../../tools/package-root";
import { pinnedImage } from "../../../support/images";
import { Namespace, namespacesAreHere } from "../../../support/namespace/namespace";
import { until } from "../../../support/until";
import { digest } from "../../plan/screening";

interface Container {
    readonly name: string;
    readonly entryPoint: readonly string[];
    readonly command: readonly string[];
    readonly user?: string;
    readonly environment?: readonly { readonly name: string; readonly value: string }[];
}

/** The containers of a release, as its task definition has them. */
function containersOf(): Record<string, Container> {
    const server = {
        protocol: "oip-http" as const,
        image: pinnedImage("triton", "{account}.dkr.ecr.{region}.amazonaws.com"),
        port: 8080,
        modelPath: "models/sums/1/model.onnx",
    };
    const { plan } = planConfig({
        service: "sums",
        domain: "sums.example.com",
        cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] }],
        models: [
            {
                name: "sums",
                releases: { "1.0.0": { artifact: "s3://models/1", digest: digest("1"), server } },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
    });
    const [serving] = plan.cells[0]!.servings;
    const [model] = serving!.models;
    const [release] = model!.releases;
    assert.ok(release && isOwn(release));
    const containers = ownContainers(serving!, model!, release, {
        region: "eu-west-1",
        uri: "s3://releases/1",
        images: { gate: "gate", fetch: "fetch", server: "server" },
        secrets: {},
        size: { cpu: "1024", memory: "2048" },
        isOnMachines: false,
    });
    return Object.fromEntries(containers.map(container => [container.name, container as unknown as Container]));
}

const variablesOf = ({ environment = [] }: Container) =>
    Object.fromEntries(environment.map(({ name, value }) => [name, value]));

describe("the containers of a task with a custom server", function () {
    this.timeout(60_000);
    const containers = containersOf();
    let directory: string;

    before(() => {
        directory = mkdtempSync(path.join(tmpdir(), "meridian-"));
    });
    after(() => {
        rmSync(directory, { recursive: true });
    });

    it("open the server's directory to any user, and link the release where the server looks for it", async () => {
        const [release, work] = ["release", "work"].map(name => path.join(directory, name)) as [string, string];
        for (const each of [release, work]) mkdirSync(each, { mode: 0o755 });
        const container = containers.work!;
        const { DIRECTORY, FILE, LINK } = variablesOf(container);
        const env = {
            DIRECTORY: DIRECTORY!.replace("/release", work),
            FILE: FILE!.replace("/release", release),
            LINK: LINK!.replace("/release", work),
        };
        writeFileSync(env.FILE, "model");
        await promisify(execFile)(process.execPath, container.command, { env });
        assert.equal(statSync(work).mode & 0o7777, 0o1777);
        const link = path.join(work, "models/sums/1/model.onnx");
        assert.ok(lstatSync(link).isSymbolicLink());
        assert.equal(readFileSync(link, "utf8"), "model");
    });

    it("run as their definition says, byte for byte: the sidecar takes requests for a server that was waited for", async function () {
        if (!namespacesAreHere()) {
            assert.notEqual(process.env.CI, "true", "CI has no network namespaces");
            this.skip();
        }
        const socket = (name: string) => path.join(directory, `${name}.sock`);
        const received: string[] = [];
        const server: Server = createServer(({ method, url }, response) => {
            received.push(`${method} ${url}`);
            response.end("{}");
        });
        await new Promise<void>(resolve => server.listen(socket("server"), resolve));
        const namespace = await Namespace.open({
            directory,
            hosts: {},
            files: { "/usr/local/bin/envoy": await getTool("envoy") },
            ways: [
                { at: { host: "127.0.0.1", port: 8080 }, to: socket("server") },
                { at: socket("sidecar"), to: { host: "127.0.0.1", port: 8444 } },
            ],
        });
        try {
            // The shell of image `gate`, in place of this machine's.
            const busybox = path.join(packageRoot(), `tools/images/debian/${architecture}/bin/busybox`);
            const run = ({ command, entryPoint, user, ...container }: Container) => {
                assert.deepEqual(entryPoint, ["/bin/sh"]);
                const environment = variablesOf({ command, entryPoint, ...container });
                return namespace.run(
                    Number(user),
                    ["env", "PATH=/nonexistent", busybox, "sh", ...command],
                    environment,
                );
            };
            const [code] = (await once(run(containers.ready!), "exit")) as [number];
            assert.equal(code, 0);
            const sidecar = run(containers.sidecar!);
            const ask = (method: string, at: string) =>
                new Promise<number>((resolve, reject) => {
                    request({ socketPath: socket("sidecar"), method, path: at, agent: false }, answer => {
                        answer.resume().on("end", () => {
                            resolve(answer.statusCode ?? 0);
                        });
                    })
                        .on("error", reject)
                        .end();
                });
            await until(
                "the sidecar is ready",
                async () => (await ask("GET", "/v2/health/ready").catch(() => 0)) === 200,
            );
            assert.equal(await ask("POST", "/v2/models/sums/versions/1.0.0/infer"), 200);
            assert.equal(received.at(-1), "POST /v2/models/sums/infer");
            assert.equal(await ask("POST", "/v2/repository/models/sums/unload"), 404);
            sidecar.kill("SIGTERM");
            assert.deepEqual(await once(sidecar, "exit"), [0, null]);
        } finally {
            await namespace.close();
            server.closeAllConnections();
            server.close();
        }
    });
});

const architecture = process.arch === "arm64" ? "arm64" : "amd64";
