import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Kubectl } from "../../cli/clusters/kubectl";
import { ProjectError } from "../../cli/exit";

const place = { cell: "eu", context: "fra", namespace: "screening-eu" };
const wanted = { what: "region fra", rights: "pods/log (get)" };

/** `kubectl` is a script here: what the API server of a cluster does when it hangs, it does, too, which is nothing. */
describe("lines that kubectl writes while it runs", () => {
    let directory: string;
    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "kubectl-"));
    });
    afterEach(() => {
        rmSync(directory, { recursive: true, force: true });
    });

    const linesOf = async (script: string, silentMs?: number) => {
        const program = path.join(directory, "kubectl");
        writeFileSync(program, `#!/bin/sh\n${script}\n`);
        chmodSync(program, 0o755);
        const lines: string[] = [];
        await new Kubectl(place, wanted, program).lines(["logs"], line => lines.push(line), silentMs);
        return lines;
    };
    const refused = (says: RegExp) => (error: unknown) => error instanceof ProjectError && says.test(error.message);

    it("are read to their end", async () => {
        assert.deepEqual(await linesOf("printf 'a\\nb\\n'"), ["a", "b"]);
    });

    it("end with an error where nothing comes for long, which names the cluster", async () => {
        await assert.rejects(
            linesOf("echo a; exec sleep 60", 200),
            refused(/context fra.*nothing came from it for 0\.2 s/),
        );
    });

    it("end with an error where kubectl ended with one, with its words, or how it ended where it has none", async () => {
        await assert.rejects(linesOf("echo a; echo 'no such pod' >&2; exit 1"), refused(/no such pod/));
        await assert.rejects(linesOf("kill -9 $$"), refused(/kubectl ended with SIGKILL/));
    });
});

describe("a command of kubectl", () => {
    let directory: string;
    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "kubectl-"));
    });
    afterEach(() => {
        rmSync(directory, { recursive: true, force: true });
    });

    const outputOf = (script: string, patienceMs = 30_000) => {
        const program = path.join(directory, "kubectl");
        writeFileSync(program, `#!/bin/sh\n${script}\n`);
        chmodSync(program, 0o755);
        return new Kubectl(place, wanted, program).askFor(patienceMs, "get", "pods");
    };
    const refused = (says: RegExp) => (error: unknown) => error instanceof ProjectError && says.test(error.message);

    it("is of the cluster's context and namespace, and returns what kubectl writes", async () => {
        assert.equal(await outputOf('echo "$@"'), "--context fra --namespace screening-eu get pods\n");
    });

    it("is ended where it takes too long", async () => {
        await assert.rejects(outputOf("exec sleep 60", 200), refused(/kubectl did not end within 0\.2 s/));
    });

    it("is ended where it writes more than 32 MiB", async () => {
        const endless = outputOf("exec cat /dev/zero");
        await assert.rejects(endless, refused(/it answers with more than 32 MiB/));
    });

    it("fails where kubectl does, with the last of its words, although it wrote something", async () => {
        await assert.rejects(outputOf("echo a; echo forbidden >&2; exit 3"), refused(/forbidden; is the stack up/));
        await assert.rejects(outputOf("echo a; exit 3"), refused(/kubectl ended with 3/));
    });

    it("fails where there is no kubectl, with where to get it", async () => {
        const missing = new Kubectl(place, wanted, path.join(directory, "none"));
        await assert.rejects(missing.ask("get", "pods"), refused(/no program kubectl on the PATH; install it/));
        const reading = missing.lines(["logs"], () => undefined);
        await assert.rejects(reading, refused(/no program kubectl on the PATH; install it/));
    });
});
