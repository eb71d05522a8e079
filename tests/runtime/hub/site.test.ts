import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { plainSite, tlsSite } from "../../../runtime/hub/site";
import { authority } from "../../support/certificates";

const asking = (host?: string) => ({ headers: { ...(host !== undefined && { host }) } }) as unknown as IncomingMessage;
const here = ["localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:8080", "127.1.2.3", "[::1]", "[::1]:8080"];
const elsewhere = [
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example",
    "notlocalhost",
    "[::2]",
    "10.0.0.1",
    "",
];

describe("a hub's name", () => {
    let place: string;
    before(() => {
        place = mkdtempSync(path.join(tmpdir(), "meridian-site-"));
    });
    after(() => {
        rmSync(place, { recursive: true, force: true });
    });

    it("is one of this machine's own without TLS, and no other", () => {
        for (const host of here) assert.ok(plainSite.isNamed(asking(host)), host);
        for (const host of elsewhere) assert.ok(!plainSite.isNamed(asking(host)), host);
        assert.ok(!plainSite.isNamed(asking()));
        assert.equal(plainSite.isSecure, false);
    });

    it("is with TLS also one of the certificate's, which is read again when it has others", async () => {
        const file = path.join(place, "tls.crt");
        const operators = await authority("operators");
        const show = async (...hosts: string[]) => {
            const { cert } = await operators.issue({ hosts });
            writeFileSync(file, cert);
        };
        await show("hub.example");
        const site = tlsSite(file);
        for (const host of [...here, "hub.example", "hub.example:8443"]) assert.ok(site.isNamed(asking(host)), host);
        for (const host of [...elsewhere, "new.example"]) assert.ok(!site.isNamed(asking(host)), host);
        await show("hub.example", "new.example");
        assert.ok(site.isNamed(asking("new.example")));
        // While it is replaced, the one before counts.
        writeFileSync(file, "half of it");
        assert.ok(site.isNamed(asking("new.example")));
        assert.ok(!site.isNamed(asking("other.example")));
    });
});
