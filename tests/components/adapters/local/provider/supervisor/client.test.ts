import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import {
    faultCodes,
    SupervisorClient,
    SupervisorFault,
} from "../../../../../../components/adapters/local/provider/supervisor/client";

describe("supervisord's client", () => {
    const directory = mkdtempSync(path.join(tmpdir(), "meridian-client-"));
    const socket = path.join(directory, "supervisor.sock");
    const client = new SupervisorClient(socket);
    let server: Server;
    let asked: string[];
    let answers: string[];
    beforeEach(async () => {
        [asked, answers] = [[], []];
        server = createServer((request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                asked.push(Buffer.concat(chunks).toString());
                response.end(answers.shift());
            });
        });
        server.listen(socket);
        await once(server, "listening");
    });
    afterEach(async () => {
        server.close();
        await once(server, "close");
    });
    after(() => {
        rmSync(directory, { recursive: true, force: true });
    });

    const value = (inner: string) =>
        `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>${inner}</value>\n</param>\n</params>\n</methodResponse>\n`;
    const member = (name: string, inner: string) =>
        `<member>\n<name>${name}</name>\n<value>${inner}</value>\n</member>\n`;
    const struct = (...members: string[]) => `<struct>\n${members.join("")}</struct>`;
    const fault = (code: number, text: string) =>
        `<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value>${struct(
            member("faultCode", `<int>${code}</int>`),
            member("faultString", `<string>${text}</string>`),
        )}</value>\n</fault>\n</methodResponse>\n`;
    const program = (name: string, spawnerr = "") =>
        struct(
            member("name", `<string>${name}</string>`),
            member("statename", "<string>RUNNING</string>"),
            member("pid", "<int>42</int>"),
            member("spawnerr", `<string>${spawnerr}</string>`),
        );
    const list = (...values: string[]) =>
        value(`<array><data>\n${values.map(inner => `<value>${inner}</value>\n`).join("")}</data></array>`);

    for (const [what, names] of [
        ["none", []],
        ["one", ["edge"]],
        ["several", ["edge", "gate"]],
    ] as const) {
        it(`reads a list of programs with ${what} in it`, async () => {
            answers.push(list(...names.map(name => program(name))));
            assert.deepEqual(
                await client.programs(),
                names.map(name => ({ name, statename: "RUNNING", pid: 42, spawnerr: "" })),
            );
            assert.match(asked[0]!, /<methodName>supervisor\.getAllProcessInfo<\/methodName><params><\/params>/);
        });
    }

    it("reads one program by its name", async () => {
        answers.push(value(program("edge")));
        assert.deepEqual(await client.program("edge"), { name: "edge", statename: "RUNNING", pid: 42, spawnerr: "" });
        assert.match(
            asked[0]!,
            /<methodName>supervisor\.getProcessInfo<\/methodName><params><param><value><string>edge<\/string>/,
        );
    });

    it("reads no program where supervisord knows none of that name, and fails at any other fault", async () => {
        answers.push(fault(faultCodes.badName, "BAD_NAME: edge"), fault(6, "SHUTDOWN_STATE"));
        assert.equal(await client.program("edge"), undefined);
        await assert.rejects(client.program("edge"), /SHUTDOWN_STATE/);
    });

    it("reads marked-up text as it was meant, and a text that looks like a number as a text", async () => {
        answers.push(list(program("007", "can&apos;t find &lt;envoy&gt; &amp; more")));
        const [found] = await client.programs();
        assert.deepEqual([found?.name, found?.spawnerr], ["007", "can't find <envoy> & more"]);
    });

    it("writes a name so that it is a text and nothing else", async () => {
        answers.push(value("<boolean>1</boolean>"));
        await client.add("a<b>&c</string>");
        assert.match(asked[0]!, /<param><value><string>a&lt;b>&amp;c&lt;\/string><\/string><\/value><\/param>/);
    });

    it("throws what supervisord refuses, with the call, the code and the reason", async () => {
        answers.push(fault(92, "CANT_REREAD: File contains no section headers"));
        await assert.rejects(client.reread(), (error: unknown) => {
            assert.ok(error instanceof SupervisorFault);
            assert.equal(error.code, 92);
            assert.match(error.message, /supervisor\.reloadConfig: CANT_REREAD: File contains no section headers/);
            return true;
        });
    });

    it("takes it as done when a program to add is there, or one to end is not", async () => {
        answers.push(fault(faultCodes.alreadyAdded, "ALREADY_ADDED: edge"));
        await client.add("edge");
        answers.push(fault(faultCodes.notRunning, "NOT_RUNNING: edge"), value("<boolean>1</boolean>"));
        await client.remove("edge");
        answers.push(fault(faultCodes.badName, "BAD_NAME: edge"), fault(faultCodes.badName, "BAD_NAME: edge"));
        await client.remove("edge");
        assert.equal(asked.length, 5);
    });

    it("does not take any other refusal for success", async () => {
        answers.push(fault(faultCodes.badName, "BAD_NAME: edge"));
        await assert.rejects(client.add("edge"), SupervisorFault);
        answers.push(value("<boolean>1</boolean>"), fault(faultCodes.stillRunning, "STILL_RUNNING: edge"));
        await assert.rejects(client.remove("edge"), SupervisorFault);
    });

    it("says that it is up only when it answers that it runs", async () => {
        answers.push(
            value(struct(member("statecode", "<int>1</int>"), member("statename", "<string>RUNNING</string>"))),
        );
        assert.equal(await client.isUp(), true);
        answers.push(value(struct(member("statename", "<string>SHUTDOWN</string>"))));
        assert.equal(await client.isUp(), false);
        answers.push("<html>no XML-RPC</html>");
        assert.equal(await client.isUp(), false);
        assert.equal(await new SupervisorClient(path.join(directory, "none.sock")).isUp(), false);
    });
});
