import assert from "node:assert/strict";
import { promises } from "node:dns";

import { Addresses } from "../../../../runtime/watcher/replicas/addresses";
import { DnsServer } from "../../../support/dns-server";

const name = "gates.eu-west.svc.cluster.local";

describe("the addresses of a region's gates", () => {
    let server: DnsServer;
    let addresses: Addresses;
    beforeEach(async () => {
        server = await DnsServer.start();
        const resolver = new promises.Resolver({ timeout: 1_000, tries: 1 });
        resolver.setServers([server.address]);
        addresses = new Addresses(name, [name => resolver.resolve4(name), name => resolver.resolve6(name)]);
    });
    afterEach(() => {
        server.close();
    });

    it("are all that DNS has for the name at the moment, of IPv4 or IPv6", async () => {
        server.set(name, ["10.0.0.2", "10.0.0.1"]);
        assert.deepEqual(await addresses.now(), { addresses: ["10.0.0.1", "10.0.0.2"] });
        server.set(name, ["fd00::8", "fd00::7"]);
        assert.deepEqual(await addresses.now(), { addresses: ["fd00::7", "fd00::8"] });
    });

    it("are of IPv4 alone where DNS has both, as of a dual-stack Service, each of whose gates would count twice", async () => {
        server.set(name, ["10.0.0.1", "fd00::7", "10.0.0.2", "fd00::8"]);
        assert.deepEqual(await addresses.now(), { addresses: ["10.0.0.1", "10.0.0.2"] });
    });

    it("are of IPv4 whether or not the name server answers for IPv6", async () => {
        const fails = () => Promise.reject(Object.assign(new Error("failing"), { code: "ESERVFAIL" }));
        const four = () => Promise.resolve(["10.0.0.1"]);
        assert.deepEqual(await new Addresses(name, [four, fails]).now(), { addresses: ["10.0.0.1"] });
        const six = () => Promise.resolve(["fd00::7"]);
        assert.deepEqual(await new Addresses(name, [fails, six]).now(), {
            addresses: ["fd00::7"],
            failed: "ESERVFAIL",
        });
    });

    it("are none of a name that has none, or is not there any more", async () => {
        server.set(name, ["10.0.0.1"]);
        await addresses.now();
        server.set(name, []);
        assert.deepEqual(await addresses.now(), { addresses: [] });
        server.set(name, ["10.0.0.1"]);
        await addresses.now();
        server.remove(name);
        assert.deepEqual(await addresses.now(), { addresses: [] });
    });

    for (const [state, code] of [
        ["silent", "ETIMEOUT"],
        ["failing", "ESERVFAIL"],
    ] as const) {
        it(`are those before while the name server is ${state}, with the reason`, async () => {
            for (const before of [["10.0.0.1"], ["fd00::7"]]) {
                server.state = "answering";
                server.set(name, before);
                await addresses.now();
                server.state = state;
                assert.deepEqual(await addresses.now(), { addresses: before, failed: code });
            }
        });
    }

    it("are an address itself, without DNS", async () => {
        assert.deepEqual(await new Addresses("127.0.0.1").now(), { addresses: ["127.0.0.1"] });
        assert.deepEqual(await new Addresses("::1").now(), { addresses: ["::1"] });
        assert.equal(server.queries, 0);
    });
});
