import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { projectWith, type ScratchProject } from "./command";

/**
 * Stands for `kubectl`: writes its arguments down, and prints what the test has for it. That a real `kubectl` reads logs of real pods so,
 * `tests/kubernetes/service.test.ts` proves.
 */
const kubectl = `#!/usr/bin/env node
require("fs").appendFileSync("asked", JSON.stringify(process.argv.slice(2)) + "\\n");
process.stdout.write(require("fs").readFileSync("lines", "utf8"));
process.stderr.write(require("fs").readFileSync("errors", "utf8"));
process.exitCode = Number(require("fs").readFileSync("code", "utf8"));
`;

const at = (second: number) => `2026-01-31T12:00:${String(second).padStart(2, "0")}.000000001Z`;
const line = (pod: string, second: number, text: string) => `[pod/gate-${pod}/gate] ${at(second)} ${text}\n`;

describe("meridian logs, of a region in Kubernetes", () => {
    let project: ScratchProject;

    beforeEach(() => {
        const file = (name: string) => readFileSync(path.join(packageRoot(), name), "utf8");
        project = projectWith({
            "stacks/Pulumi.clusters.yaml": file("stacks/Pulumi.kubernetes.yaml"),
            "meridian.lock.json": file("meridian.lock.json"),
            "bin/kubectl": kubectl,
            lines:
                line("a", 2, "second") + line("a", 4, "fourth") + line("b", 1, "first") + line("b", 3, "[third] of b"),
            errors: "",
            code: "0",
        });
        chmodSync(path.join(project.root, "bin/kubectl"), 0o755);
    });
    afterEach(() => {
        project.remove();
    });

    const logs = (region: string, ...more: readonly string[]) =>
        project.ask(["logs", region, ...more], { PATH: `${path.join(project.root, "bin")}:${process.env.PATH!}` });
    const fra = "kubernetes:fra-onprem";
    const asked = () => JSON.parse(project.read("asked").trim()) as string[];

    it("shows lines of all pods in the order of their times, each with its pod and container", async () => {
        const { code, stderr, stdout } = await logs(fra, "--process", "gate");
        assert.deepEqual([code, stderr], [0, ""]);
        assert.deepEqual(stdout.trim().split("\n"), [
            "gate-b/gate: first",
            "gate-a/gate: second",
            "gate-b/gate: [third] of b",
            "gate-a/gate: fourth",
        ]);
        const [context, namespace, selector] = [asked()[1], asked()[3], asked()[6]];
        assert.deepEqual([context, namespace, selector], ["fra", "screening-eu", "app.kubernetes.io/name=gate"]);
        assert.ok(asked().includes("--tail=201"));
        // A container that has not begun to write is no reason to end.
        for (const option of ["--all-containers", "--prefix", "--timestamps", "--ignore-errors"]) {
            assert.ok(asked().includes(option), option);
        }
    });

    it("orders lines of nodes in other time zones by the moment, in UTC", async () => {
        const of = (pod: string, time: string) => `[pod/gate-${pod}/gate] ${time} of ${pod}\n`;
        project.write(
            "lines",
            of("a", "2026-01-31T13:00:00.5+01:00") +
                of("b", "2026-01-31T12:00:00.25Z") +
                of("c", "2026-01-31T12:00:00Z"),
        );
        const { stdout } = await logs(fra, "--process", "gate", "--json");
        const { lines } = JSON.parse(stdout) as { lines: { time: string; pod: string }[] };
        assert.deepEqual(
            lines.map(({ pod, time }) => [pod, time]),
            [
                ["gate-c", "2026-01-31T12:00:00.000000000Z"],
                ["gate-b", "2026-01-31T12:00:00.250000000Z"],
                ["gate-a", "2026-01-31T12:00:00.500000000Z"],
            ],
        );
    });

    it("shows the newest only, and says that there are more", async () => {
        const { stderr, stdout } = await logs(fra, "--process", "gate", "--most", "2");
        assert.equal(stdout, "gate-b/gate: [third] of b\ngate-a/gate: fourth\n");
        assert.match(stderr, /there is more before these/);
    });

    it("has every line compared where a text or an end is named", async () => {
        const until = ["--since", "2026-01-31T11:00", "--until", "2026-01-31T12:00:03Z"];
        const { stdout } = await logs(fra, "--process", "gate", "--contains", "s", ...until, "--json");
        assert.deepEqual(JSON.parse(stdout), {
            ...{ cell: "eu", region: fra, process: "gate", hasMore: false },
            lines: [
                { time: at(1), pod: "gate-b", container: "gate", line: "first" },
                { time: at(2), pod: "gate-a", container: "gate", line: "second" },
            ],
        });
        assert.ok(asked().includes("--tail=-1") && asked().includes("--since-time=2026-01-31T11:00:00.000Z"));
    });

    for (const filter of [
        ["--contains", "first"],
        ["--until", "2026-01-31T12:00:02Z"],
        ["--until", "2026-01-31T12:00:02Z", "--since", "2026-01-31T11:00"],
    ] as const) {
        it(`reads every line where ${filter.join(" ")} selects lines, which may be older than the newest`, async () => {
            const { stdout } = await logs(fra, "--process", "gate", ...filter, "--most", "1");
            assert.equal(stdout, "gate-b/gate: first\n");
            assert.ok(asked().includes("--tail=-1"), asked().join(" "));
        });
    }

    it("reads up to 256 containers at once, since kubectl itself refuses more than five", async () => {
        await logs(fra, "--process", "gate");
        assert.ok(asked().includes("--max-log-requests=256"), asked().join(" "));
    });

    it("reads the server of a release, by another context where one is named", async () => {
        await logs(fra, "--process", "screening-1-0-0", "--context", "other");
        assert.deepEqual([asked()[1], asked()[6]], ["other", "app.kubernetes.io/name=screening-1-0-0"]);
    });

    it("ends with 2, and what is allowed, for a process, region, cell or option that there is not", async () => {
        for (const [expected, args] of [
            [/no process gates; allowed: gate, comparer.*screening-1-0-0/, [fra, "--process", "gates"]],
            [
                /no region kubernetes:ams; allowed in clusters: kubernetes:fra-onprem/,
                ["kubernetes:ams", "--process", "gate"],
            ],
            [/say which with --cell/, [fra, "--process", "gate", "--cell", "us"]],
            [/--reason is for regions of this machine/, [fra, "--process", "gate", "--reason", "incident 7"]],
            [/--context is for regions in Kubernetes/, ["local:eu-west", "--process", "gate", "--context", "fra"]],
            [/--most is a number from 1 to 1000, not 0/, [fra, "--process", "gate", "--most", "0"]],
            [/is on aws, and this command/, ["aws:eu-west-1", "--process", "gate"]],
        ] as const) {
            const [region, ...more] = args;
            const { code, stderr } = await logs(region, ...more);
            assert.equal(code, 2, stderr);
            assert.match(stderr, expected);
        }
    });

    it("ends with 2 and the reason where the cluster refuses", async () => {
        project.write("errors", 'Error from server (Forbidden): pods is forbidden: User "ml" cannot list');
        project.write("code", "1");
        project.write("lines", "");
        const { code, stderr } = await logs(fra, "--process", "gate");
        assert.equal(code, 2);
        assert.match(stderr, /context fra, namespace screening-eu.*cannot list.*pods\/log \(get\)/);
    });

    it("ends with 2, and shows no line of some, where kubectl is killed", async () => {
        project.write("bin/kubectl", `#!/bin/sh\ncat lines\nkill -9 $$\n`);
        const { code, stderr, stdout } = await logs(fra, "--process", "gate");
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, /context fra, namespace screening-eu\): kubectl ended with SIGKILL; /);
    });

    it("shows what it received if a container has not begun", async () => {
        project.write("errors", 'container "gate" in pod "gate-c" is waiting to start: ContainerCreating');
        const { code, stdout } = await logs(fra, "--process", "gate");
        assert.deepEqual([code, stdout.trim().split("\n").length], [0, 4]);
    });
});
