import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";

import { port, type PortInputs } from "../../../../../components/adapters/local/provider/port";
import { emptyRoot } from "./root";

describe("a port of a local stack", () => {
    const root = emptyRoot();
    const listeners: Server[] = [];
    afterEach(async () => {
        for (const listener of listeners.splice(0)) {
            listener.close();
            await once(listener, "close");
        }
    });

    const inputs = (holder: string): PortInputs => ({ root: root.path, holder });
    const book = () => path.join(root.path, "ports.json");
    async function occupy(port: number, host: string) {
        const listener = createServer();
        listeners.push(listener);
        listener.listen(port, host);
        await once(listener, "listening");
    }

    it("is on loopback, below the range that the system gives to clients", async () => {
        const { host, port: number } = await port.apply(inputs("gate"));
        assert.equal(host, "127.0.0.1");
        assert.ok(number >= 20_000 && number < 32_000, `${number}`);
    });

    it("is never shared by two holders, also when all ask at once", async () => {
        const holders = Array.from({ length: 60 }, (_, i) => `holder-${i}`);
        const given = await Promise.all(holders.map(holder => port.apply(inputs(holder))));
        assert.equal(new Set(given.map(({ port }) => port)).size, holders.length);
        for (const [i, holder] of holders.entries()) {
            assert.deepEqual(await port.inspect({ ...inputs(holder), ...given[i]! }), given[i]);
        }
    });

    for (const host of ["127.0.0.1", "0.0.0.0", "::"]) {
        it(`passes over one that another program listens on, on ${host}`, async () => {
            const first = await port.apply(inputs("gate"));
            await port.remove({ ...inputs("gate"), ...first });
            await occupy(first.port, host);
            const second = await port.apply(inputs("gate"));
            assert.notEqual(second.port, first.port);
        });
    }

    it("stays with its holder while that listens there, whoever else comes", async () => {
        const first = await port.apply(inputs("gate"));
        await occupy(first.port, "127.0.0.1");
        await port.apply(inputs("another"));
        assert.deepEqual(await port.apply(inputs("gate")), first);
    });

    it("is the same again for a stack made anew, where it is free", async () => {
        const first = await port.apply(inputs("gate"));
        await port.remove({ ...inputs("gate"), ...first });
        assert.deepEqual(await port.apply(inputs("gate")), first);
    });

    it("is found gone when the book is lost, and stays the same for its holder, who listens there", async () => {
        const first = await port.apply(inputs("gate"));
        await occupy(first.port, "127.0.0.1");
        rmSync(book());
        assert.equal(await port.inspect({ ...inputs("gate"), ...first }), undefined);
        assert.deepEqual(await port.apply(inputs("gate"), { ...inputs("gate"), ...first }), first);
    });

    it("is not taken back from a holder that has got it since the book was lost", async () => {
        const first = await port.apply(inputs("gate"));
        rmSync(book());
        const other = await port.apply(inputs("other"), { ...inputs("other"), ...first });
        assert.deepEqual(other, first);
        const again = await port.apply(inputs("gate"), { ...inputs("gate"), ...first });
        assert.notEqual(again.port, other.port);
    });

    it("leaves the others in the book when it is removed, and no file when it is the last", async () => {
        const [a, b] = [await port.apply(inputs("a")), await port.apply(inputs("b"))];
        await port.remove({ ...inputs("a"), ...a });
        assert.deepEqual(JSON.parse(readFileSync(book(), "utf8")), { b: b.port });
        await port.remove({ ...inputs("a"), ...a });
        await port.remove({ ...inputs("b"), ...b });
        assert.ok(!existsSync(root.path));
    });
});
