import assert from "node:assert/strict";
import { Agent } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { until } from "../../support/until";
import { endPrograms, longDrain } from "../program";
import { ask, environmentOf, ModelServer } from "./server";

const INFER = "/v2/models/classifier/infer";
const body = { inputs: [{ name: "features", datatype: "FP32", shape: [1, 3], data: [1, 2, 3] }] };

describe("the process of a model server", () => {
    afterEach(endPrograms);

    it("ends with 2 and says everything that is wrong with its environment", async () => {
        const server = new ModelServer({ MODEL_NAME: "x", HOST: "0.0.0.0" });
        assert.equal(await server.exit(), 2);
        const { faults = [] } = await until("the log", () => server.events("environment refused")[0]);
        assert.deepEqual(
            faults.map(fault => /^\w+/.exec(fault)?.[0]),
            ["HOST", "MODEL_DIGEST", "MODEL_URI", "MODEL_VERSION", "PORT"],
        );
    });

    it("ends with 2 when the demanded runtime isn't installed", async function () {
        try {
            require.resolve("onnxruntime-node");
            this.skip();
        } catch {
            const server = new ModelServer(environmentOf("classifier", { MODEL_RUNTIME: "native" }));
            assert.equal(await server.exit(), 2);
            const { faults = [] } = await until("the log", () => server.events("environment refused")[0]);
            assert.match(faults.join(), /MODEL_RUNTIME: runtime "native".*onnxruntime-node/);
        }
    });

    it("ends with 1 when its port is taken", async () => {
        const taken = createServer().listen(0, "127.0.0.1");
        await until("listening", () => taken.listening);
        const { port } = taken.address() as AddressInfo;
        const server = new ModelServer(environmentOf("classifier", { PORT: String(port) }));
        assert.equal(await server.exit(), 1);
        const { reason = "" } = await until("the log", () => server.events("can't listen")[0]);
        assert.match(reason, /EADDRINUSE/);
        taken.close();
    });

    it("outlives the reader of its log", async () => {
        const server = await ModelServer.ready(environmentOf("classifier"));
        server.process.stdout?.destroy();
        server.process.stderr?.destroy();
        server.process.kill("SIGTERM");
        assert.equal(await server.exit(), 0);
    });

    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        it(`ends with 0 on ${signal} and loses no request of clients that ask whether it is ready`, async function () {
            this.timeout(60_000);
            const server = await ModelServer.ready(environmentOf("classifier", longDrain));
            const agent = new Agent({ keepAlive: true, maxSockets: 8 });
            const statuses = new Map<number | string, number>();
            let ready = true;
            const client = async () => {
                while (ready) {
                    const outcome = await ask(server.port, INFER, { body, agent }).then(
                        ({ status }) => status,
                        (error: unknown) => String(error),
                    );
                    statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
                }
            };
            const clients = Array.from({ length: 8 }, client);
            const answered = () => statuses.get(200) ?? 0;
            await until("load", () => answered() > 200);
            server.process.kill(signal);
            await server.event("shutdown");
            const before = answered();
            // As long as a gate may take to notice.
            await until("requests after the signal", () => answered() > before + 50);
            const reply = await ask(server.port, "/v2/health/ready");
            assert.equal(reply.status, 503);
            assert.match(reply.text, /shutting down/);
            assert.equal(reply.headers.connection, "close");
            ready = false;
            await Promise.all(clients);
            // It closes the connections that the clients keep: it would wait 30 seconds for them to do so, after ten to drain.
            const quiet = performance.now();
            assert.equal(await server.exit(), 0);
            assert.ok(performance.now() - quiet < 25_000);
            agent.destroy();
            assert.deepEqual([...statuses.keys()], [200]);
        });
    }

    it("ends at once without connections", async function () {
        this.timeout(60_000);
        const environment = environmentOf("classifier", longDrain);
        const [alone, connected] = await Promise.all([1, 2].map(() => ModelServer.ready(environment)));
        const agent = new Agent({ keepAlive: true });
        await ask(connected!.port, "/v2/health/live", { agent });
        const order: string[] = [];
        // The one with a client gives it time to go elsewhere.
        const ends = Object.entries({ connected, alone }).map(async ([name, server]) => {
            server!.process.kill("SIGTERM");
            assert.equal(await server!.exit(), 0);
            order.push(name);
        });
        await Promise.all(ends);
        agent.destroy();
        assert.deepEqual(order, ["alone", "connected"]);
    });

    it("keeps idle connections for longer than Envoy does", async () => {
        const server = await ModelServer.ready(environmentOf("classifier"));
        const { headers } = await ask(server.port, "/v2/health/live", { agent: new Agent({ keepAlive: true }) });
        assert.equal(headers["keep-alive"], "timeout=3900");
    });
});
