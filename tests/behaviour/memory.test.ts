import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { TLSSocket } from "node:tls";

import { screening } from "../components/plan/screening";
import { call, type Reply } from "../support/gates/client";
import { Gates, patient } from "../support/gates/gates";
import { pour } from "../support/gates/pour";
import { rawConnection } from "../support/gates/raw";
import type { Answer } from "../support/gates/release-server";
import { until } from "../support/until";

const here = "local:eu-west";
const host = "eu.screening.example";
const memoryMiB = 200;

describe("a gate that may use so much memory", function () {
    this.timeout(300_000);
    let gates: Gates;
    const readers: TLSSocket[] = [];

    const start = async () => {
        gates = await Gates.start({ ...screening(), routing: { failover: patient, limits: { memoryMiB } } });
    };
    const stop = async () => {
        for (const reader of readers.splice(0)) reader.destroy();
        await gates.stop();
    };
    before(start);
    after(stop);

    /** By how many MiB a gate has grown, at most, until it sheds load and serves again. */
    async function growth(): Promise<number> {
        for (const server of gates.allServers) {
            server.answer = ({ headers }, response) => {
                if (headers["x-large"] === undefined) response.end("{}");
                else pour(response, 8);
            };
        }
        const atRest = await memoryOf(gates.pid(here));
        // Four times what it may use.
        for (let i = 0; i < 100; i++) {
            const socket = await rawConnection(gates, here);
            socket.pause().on("error", () => undefined);
            socket.write(
                `POST /v2/models/screening/infer HTTP/1.1\r\nHost: ${host}\r\nX-Large: 1\r\nContent-Length: 2\r\n\r\n{}`,
            );
            readers.push(socket);
        }
        const seen: Reply[] = [];
        let most = 0;
        const refused = () => seen.filter(({ status }) => status === 503);
        await until(
            "it has refused, and serves again",
            async () => {
                const reply = await call(gates, here, { body: "{}" });
                seen.push(reply);
                most = Math.max(most, await memoryOf(gates.pid(here)));
                return refused().length > 0 && reply.status === 200;
            },
            60_000,
        );
        for (const { headers, body } of refused()) {
            assert.deepEqual(
                [(JSON.parse(body) as { reason?: string }).reason, headers["retry-after"]],
                ["overload", "1"],
            );
        }
        assert.ok(seen.every(({ status }) => status === 200 || status === 503));
        return most - atRest;
    }

    it("sheds load rather than use more for large answers that no client reads, and serves again once these are given up", async () => {
        // It looks four times a second, and what comes in between comes on top; without a bound it would be four times as much.
        const bound = 2 * memoryMiB;
        const grown = [await growth()];
        // While the thread that measures memory has no processor, more arrives: the round is repeated with a new gate.
        while (grown.length < 3 && grown.at(-1)! >= bound) {
            await stop();
            await start();
            grown.push(await growth());
        }
        assert.ok(grown.at(-1)! < bound, `${grown.join(", ")} MiB`);
    });

    it("leaves those alone who only wait for an answer, however scarce it gets", async () => {
        const held: Answer[] = [];
        for (const server of gates.allServers) server.answer = (_, response) => held.push(response);
        for (const reader of readers) reader.destroy();
        await until("it has given up what came before", async () => (await heapOf(gates)) < 0.2 * memoryMiB, 60_000);
        const body = "x".repeat(7 * 1024 * 1024);
        const asked: Promise<Reply>[] = [];
        // One after another: bodies that are under way are in memory twice, and on a busy machine many would be.
        while (asked.length < 18) {
            asked.push(call(gates, here, { body }));
            await until("a server has the request", () => held.length === asked.length, 60_000);
        }
        await until("memory is scarce", async () => (await heapOf(gates)) > 0.6 * memoryMiB, 60_000);
        // Longer than the shortest time that anything is given when memory is scarce.
        await pause(6_000);
        for (const server of gates.allServers) server.answer = (_, response) => response.end("{}");
        for (const response of held) response.end("{}");
        const statuses = (await Promise.all(asked)).map(({ status }) => status);
        assert.deepEqual(
            statuses,
            asked.map(() => 200),
        );
    });
});

/** What the gate's own allocator has in use, in MiB. */
async function heapOf(gates: Gates): Promise<number> {
    const { allocated } = JSON.parse(await gates.adminText(here, "/memory")) as { allocated: string };
    return Number(allocated) / 1024 / 1024;
}

async function memoryOf(pid: number): Promise<number> {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
