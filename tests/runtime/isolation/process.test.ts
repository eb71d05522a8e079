import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

import { type IsolationPort, isolationPorts } from "../../../components/plan/clouds/pod-ports";
import { until } from "../../support/until";
import { endPrograms, Program } from "../program";

describe("the process that checks whether network policies are enforced", function () {
    this.timeout(60_000);
    let peer: string;
    let servers: Server[];
    let heard: string;

    before(function () {
        // Elsewhere a machine has one address of its own, and the ports are the same in all pods.
        if (process.platform !== "linux") this.skip();
    });
    beforeEach(() => {
        peer = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
        [servers, heard] = [[], ""];
    });
    afterEach(async () => {
        await endPrograms();
        for (const server of servers) server.close();
    });

    /** What the other pod, which listens, has open. */
    async function listening(...ports: readonly IsolationPort[]): Promise<void> {
        for (const port of ports) {
            const server = createServer(socket => {
                socket.setEncoding("utf8").on("data", (text: string) => (heard += text));
                socket.on("error", () => undefined);
            });
            servers.push(server.listen(isolationPorts[port], peer));
            await once(server, "listening");
        }
    }
    const connecting = () =>
        new Program("isolation", { CELL: "eu", REGION: "kubernetes:fra", JOB_COMPLETION_INDEX: "1", PEER: peer });

    it("ends well, and has the other pod end, where it reaches what is allowed and nothing else", async () => {
        await listening("open");
        const program = connecting();
        assert.equal(await program.exit(), 0);
        assert.deepEqual(
            program.lines.map(({ event, level }) => `${level} ${event}`),
            ["info network policies enforced"],
        );
        await until("the other pod hears that it is done", () => heard === "done");
    });

    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        it(`ends at ${signal}, which the first process of a container would ignore, as one that found nothing`, async () => {
            await listening("open", "incomingClosed");
            const connected = once(servers[1]!, "connection");
            const program = connecting();
            await connected;
            program.process.kill(signal);
            assert.equal(await program.exit(), 1);
            assert.deepEqual(
                program.lines.map(({ event, level, reason }) => `${level} ${event}: ${reason}`),
                [`error ended: ${signal}`],
            );
            assert.equal(heard, "");
        });
    }
});
