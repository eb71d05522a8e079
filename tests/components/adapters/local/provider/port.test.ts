import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";

import { replaceFile } from "../../../../../runtime/files";
import { port, type PortInputs } from "../../../../../components/adapters/local/provider/port";
import { choosingPort, registerBook } from "../../../../../components/adapters/local/provider/port-register";
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
        assert.ok(given.every(({ port }) => port >= 20_000 && port < 32_000));
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

    it("is never that of another stack that is made at the same time, whose processes do not listen yet", async () => {
        // Each has the first choices of the other.
        const stacks = await Promise.all(
            Array.from({ length: 4 }, async (_, i) => {
                const book = path.join(root.path, `${i}`, "ports.json");
                const ports: number[] = [];
                for (let from = 20_000; from < 20_030; from++) {
                    const write = async (others: ReadonlySet<number>) => {
                        const port = [from, ...Array.from({ length: 200 }, (_, i) => 20_000 + i)].find(
                            one => !others.has(one) && !ports.includes(one),
                        )!;
                        ports.push(port);
                        await replaceFile(book, JSON.stringify(Object.fromEntries(ports.map(port => [port, port]))));
                    };
                    await choosingPort(book, write, path.join(root.path, "register"));
                }
                return ports;
            }),
        );
        assert.equal(new Set(stacks.flat()).size, 120);
    });

    it("is free for others when its stack is gone, whose book leaves the register", async () => {
        const register = path.join(root.path, "register");
        const [one, other] = ["one", "other"].map(name => path.join(root.path, name, "ports.json"));
        await choosingPort(one!, () => replaceFile(one!, '{"gate":20000}'), register);
        const seen = (book: string) => choosingPort(book, others => Promise.resolve([...others]), register);
        assert.deepEqual(await seen(other!), [20_000]);
        rmSync(one!);
        assert.deepEqual(await seen(other!), []);
        assert.equal(readdirSync(register).length, 1);
    });

    it("is known to other stacks though the register was lost, once its own stack is updated", async () => {
        const register = path.join(root.path, "register");
        const [one, other] = ["one", "other"].map(name => path.join(root.path, name, "ports.json"));
        await replaceFile(one!, '{"gate":20000}');
        await registerBook(one!, register);
        await registerBook(one!, register);
        assert.deepEqual(await choosingPort(other!, others => Promise.resolve([...others]), register), [20_000]);
    });

    it("brings its stack's book back into the register that was lost, when the stack is updated", async () => {
        const { MERIDIAN_CACHE: before } = process.env;
        process.env.MERIDIAN_CACHE = path.join(root.path, "cache");
        try {
            const first = await port.apply(inputs("gate"));
            rmSync(process.env.MERIDIAN_CACHE, { recursive: true });
            assert.deepEqual(await port.apply(inputs("gate"), { ...inputs("gate"), ...first }), first);
            const other = path.join(root.path, "other", "ports.json");
            assert.deepEqual(await choosingPort(other, others => Promise.resolve([...others])), [first.port]);
        } finally {
            if (before === undefined) delete process.env.MERIDIAN_CACHE;
            else process.env.MERIDIAN_CACHE = before;
        }
    });

    it("is chosen without a register where none can be kept", async () => {
        const [book, noDirectory] = [path.join(root.path, "ports.json"), path.join(root.path, "file")];
        await replaceFile(noDirectory, "");
        assert.equal(await choosingPort(book, others => Promise.resolve(others.size), noDirectory), 0);
    });

    it("stays with its holder while that listens there, whichever process competes for it", async () => {
        const first = await port.apply(inputs("gate"));
        await occupy(first.port, "127.0.0.1");
        await port.apply(inputs("another"));
        assert.deepEqual(await port.apply(inputs("gate")), first);
    });

    it("is the same again for a stack recreated, where it is free", async () => {
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

    it("is not taken back from a holder that reserved it after the book was lost", async () => {
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
