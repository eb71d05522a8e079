import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";

import { makeAuthority, makeIntermediate } from "../../../runtime/certifier/certificates";

describe("certificates of a cell", () => {
    it("have positive serial numbers of 16 octets at most, and each another one", async () => {
        // RFC 5280, 4.1.2.2: not negative, and 20 octets at most. Their first bit is drawn in half of all.
        const root = await makeAuthority("meridian cell eu", "eu.example", { pathLength: 1 });
        const issued = await Promise.all(
            Array.from({ length: 24 }, () => makeIntermediate(root, "meridian region fra", "eu.example")),
        );
        const serials = [root, ...issued].map(({ certificate }) => new X509Certificate(certificate).serialNumber);
        for (const serial of serials) assert.ok(serial.length <= 32 && BigInt(`0x${serial}`) < 1n << 127n, serial);
        assert.ok(serials.filter(serial => BigInt(`0x${serial}`) > 1n << 100n).length > 20, "most of them are long");
        assert.equal(new Set(serials).size, serials.length);
    });
});
