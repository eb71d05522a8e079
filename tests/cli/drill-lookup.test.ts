import assert from "node:assert/strict";

import { lookupBy } from "../../cli/drill/lookup";
import { DnsServer } from "../support/dns-server";

describe("a caller that asks one server of DNS", () => {
    let names: DnsServer;
    beforeEach(async () => {
        names = await DnsServer.start();
    });
    afterEach(() => {
        names.close();
    });
    const found = (host: string, options: object) =>
        new Promise((resolve, reject) => {
            lookupBy(names.address)(host, options, (error, address) => {
                if (error) reject(error);
                else resolve(address);
            });
        });

    it("has all addresses of a name, each time again, and the error where there is none", async () => {
        names.set("eu.example", ["192.0.2.1", "192.0.2.2"]);
        assert.deepEqual(await found("eu.example", { all: true }), [
            { address: "192.0.2.1", family: 4 },
            { address: "192.0.2.2", family: 4 },
        ]);
        names.set("eu.example", ["192.0.2.2"]);
        assert.equal(await found("eu.example", {}), "192.0.2.2");
        await assert.rejects(found("us.example", {}), { code: "ENOTFOUND" });
    });
});
