import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import {
    healthCommand,
    serverCommand,
    storeMark,
} from "../../../../components/adapters/kubernetes/replicated-store/server-command";
import { architectureHere } from "../../../../tools/images/architecture";
import { committed } from "../../../../tools/images/pins/pins";
import { until } from "../../../support/until";

/** The shell of the image. */
const busybox = committed(architectureHere, "bin/busybox");

/** In place of the server: says which signals it gets, and ends on that by which the real one hands its leads on. */
const program = `#!/bin/sh
trap 'echo reload >> signals' HUP
trap 'echo ended >> signals; exit 0' USR2
echo started >> signals
while :; do sleep 0.1; done
`;

describe("the command of a store's server", function () {
    this.timeout(60_000);
    let directory: string;
    let shell: ChildProcess | undefined;

    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "server-command-"));
    });
    afterEach(() => {
        // What the shell has started ends with its container there, and here with its group.
        if (shell?.pid !== undefined) process.kill(-shell.pid, "SIGKILL");
        shell = undefined;
        rmSync(directory, { recursive: true, force: true });
    });

    const signals = () => {
        try {
            return readFileSync(path.join(directory, "signals"), "utf8").trim().split("\n");
        } catch {
            return [];
        }
    };

    it("has the server read a renewed certificate, and hand its leads on before it ends", async () => {
        writeFileSync(path.join(directory, "nats-server"), program, { mode: 0o755 });
        writeFileSync(path.join(directory, "tls.crt"), "first");
        const command = serverCommand("nats-server.conf", directory)
            .replaceAll("/usr/local/bin/nats-server", "./nats-server")
            .replace(/sleep \d+/, "sleep 0.1");
        shell = spawn(busybox, ["sh", "-c", command], { cwd: directory, stdio: "ignore", detached: true });
        await until("the server runs", () => signals().includes("started"));
        let renewed = 0;
        await until("the server reads a renewed certificate", () => {
            writeFileSync(path.join(directory, "tls.crt"), `renewed ${renewed++}`);
            return signals().includes("reload");
        });
        const ended = once(shell, "exit");
        shell.kill("SIGTERM");
        await ended;
        assert.equal(signals().at(-1), "ended");
    });

    describe("for its health", () => {
        let server: Server;
        let isMember: boolean;

        beforeEach(async () => {
            isMember = false;
            server = createServer(({ url }, response) => {
                response.writeHead(url === "/healthz?js-enabled-only=true" || isMember ? 200 : 503).end();
            });
            await once(server.listen(0, "127.0.0.1"), "listening");
        });
        afterEach(() => {
            server.close();
            server.closeAllConnections();
        });

        const isReady = async (mark: string) => {
            const { port } = server.address() as AddressInfo;
            const [, ...args] = healthCommand(directory, port).ready;
            const probe = spawn(busybox, ["sh", ...args], {
                env: { ...process.env, [storeMark]: mark },
                stdio: "ignore",
            });
            const [code] = (await once(probe, "exit")) as [number];
            return code === 0;
        };

        it("is ready as soon as it runs, until it has been a member of its store's cluster; then as a member only", async () => {
            assert.equal(await isReady("one"), true);
            isMember = true;
            assert.equal(await isReady("one"), true);
            isMember = false;
            assert.equal(await isReady("one"), false);
        });

        it("is ready again as soon as it runs in a store that is recreated on its volume", async () => {
            isMember = true;
            assert.equal(await isReady("one"), true);
            isMember = false;
            assert.equal(await isReady("another"), true);
        });
    });
});
