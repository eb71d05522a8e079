import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";

import { hubExec } from "../../cli/hub/cluster-hub";
import type { ServiceState } from "../../components/watch/state";
import { packageRoot } from "../../tools/package-root";
import { simulatedState } from "../support/hub/service-state";
import { projectWith, type ScratchProject } from "./command";

const stack = (name: string) => readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${name}.yaml`), "utf8");

/**
 * Stands for `kubectl`: writes its arguments down, and answers as the hub in a pod does. That a real `kubectl` reaches a real hub so, and opens its
 * page, `tests/kubernetes/service.test.ts` proves.
 */
const kubectl = `#!/usr/bin/env node
require("fs").appendFileSync("asked", JSON.stringify(process.argv.slice(2)) + "\\n");
const state = require("fs").readFileSync("state.json", "utf8");
if (state === "") {
    process.stderr.write('Error from server (Forbidden): pods "hub-0" is forbidden');
    process.exit(1);
}
process.stdout.write("200\\n" + state);
`;

describe("meridian hub, of a cell in Kubernetes", () => {
    let project: ScratchProject;
    const state: ServiceState = { ...simulatedState({ cells: 1, regionsPerCell: 2 }), alarms: [] };

    beforeEach(() => {
        project = projectWith({
            "stacks/Pulumi.clusters.yaml": stack("kubernetes"),
            "stacks/Pulumi.aws.yaml": stack("aws"),
            "meridian.lock.json": readFileSync(path.join(packageRoot(), "meridian.lock.json"), "utf8"),
            "bin/kubectl": kubectl,
            "state.json": JSON.stringify(state),
        });
        chmodSync(path.join(project.root, "bin/kubectl"), 0o755);
    });
    afterEach(() => {
        project.remove();
    });

    const hub = (...more: readonly string[]) =>
        project.run(["hub", "--json", ...more], { PATH: `${path.join(project.root, "bin")}:${process.env.PATH!}` });
    const asked = () => JSON.parse(project.read("asked").trim()) as string[];

    it("asks the hub in its pod, by the context and the namespace that follow from the config", async () => {
        const { code, stdout, stderr } = await hub("--stack", "clusters");
        assert.equal(code, 0, stderr);
        assert.equal((JSON.parse(stdout) as ServiceState).regions.length, 2);
        const [at, what] = [asked().slice(0, 7), asked().slice(-3)];
        assert.deepEqual(at, ["--context", "fra", "--namespace", "screening-eu", "exec", "hub-0", "--container"]);
        assert.deepEqual(what, ["/run/hub/own/socket", "GET", "/api/state"]);
    });

    it("passes the request on in the pod, by its method, and prints the status before the answer", async () => {
        const socket = path.join(project.root, "socket");
        const hub = createServer(({ method, url }, response) => {
            response.writeHead(method === "POST" ? 201 : 200).end(`${method!} ${url!}`);
        }).listen(socket);
        await once(hub, "listening");
        try {
            for (const [method, status] of [
                ["GET", 200],
                ["POST", 201],
            ] as const) {
                const command = hubExec(method, "/api/tickets");
                const [node, ...args] = command.slice(command.indexOf("--") + 1);
                const inPod = args.map(arg => (arg === "/run/hub/own/socket" ? socket : arg));
                const { stdout } = spawn(node!, inPod, { stdio: ["ignore", "pipe", "inherit"] });
                assert.equal(await text(stdout), `${status}\n${method} /api/tickets`);
            }
        } finally {
            hub.close();
        }
    });

    it("takes another context by name", async () => {
        await hub("--stack", "clusters", "--cell", "eu", "--context", "other");
        assert.deepEqual(asked().slice(0, 2), ["--context", "other"]);
    });

    it("ends with 2 and the reason where the cluster refuses, the cell is no such one, or kubectl is missing", async () => {
        const refused = async (expected: RegExp, ended: Promise<{ code: number | null; stderr: string }>) => {
            const { code, stderr } = await ended;
            assert.equal(code, 2, stderr);
            assert.match(stderr, expected);
        };
        await refused(
            /no cell us has its regions in clusters; allowed with --cell: eu/,
            hub("-s", "clusters", "--cell", "us"),
        );
        await refused(/--cell and --context are for cells in Kubernetes/, hub("-s", "aws", "--cell", "eu"));
        project.write("state.json", "");
        await refused(/context fra, namespace screening-eu.*forbidden.*pods\/portforward/, hub("-s", "clusters"));
        const bare = { PATH: project.root };
        await refused(/no program kubectl on the PATH; install it/, project.run(["hub", "--stack", "clusters"], bare));
    });
});
