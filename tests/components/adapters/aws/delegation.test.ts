import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";

import { undelegated } from "../../../../components/adapters/aws/delegation";
import { madeOf } from "./made";

const servers = ["ns-2.awsdns-20.net", "ns-1.awsdns-10.com"];

describe("a zone that was created on AWS", () => {
    it("has a warning with the servers to name, while resolvers find none", async () => {
        const warning = await undelegated("ml.acme.dev", servers, () => Promise.reject(new Error("queryNs ENOTFOUND")));
        assert.match(warning!, /^ml\.acme\.dev does not resolve by its zone: no name servers were found for it\. /);
        assert.match(
            warning!,
            /after the registrar of ml\.acme\.dev, or the zone above it, names ns-1\.awsdns-10\.com, ns-2\.awsdns-20\.net\. /,
        );
        assert.match(warning!, /waits for that for 75 minutes/);
    });

    it("has a warning with the servers of another zone of the domain", async () => {
        const warning = await undelegated("ml.acme.dev", servers, () => Promise.resolve(["ns.registrar.example"]));
        assert.match(warning!, /: its name servers are ns\.registrar\.example\. /);
    });

    it("has none once resolvers find its servers, however they are written", async () => {
        const resolved = () => Promise.resolve(["NS-1.awsdns-10.com."]);
        assert.equal(await undelegated("ml.acme.dev", servers, resolved), undefined);
    });

    it("is looked up by an update of a service that creates it, unless its domain is reserved or its zone exists already", async () => {
        const { resolveNs } = Resolver.prototype;
        const lookedUp: string[] = [];
        Resolver.prototype.resolveNs = domain => {
            lookedUp.push(domain);
            return Promise.resolve(["ns-1.awsdns.example"]);
        };
        try {
            await madeOf({ domain: "created.acme.dev" });
            await madeOf({ domain: "existing.acme.dev", routing: { zone: "Z0123456789ABCDEFGHIJ" } });
            await madeOf();
        } finally {
            Resolver.prototype.resolveNs = resolveNs;
        }
        assert.deepEqual(lookedUp, ["created.acme.dev"]);
    });
});
