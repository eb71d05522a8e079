import assert from "node:assert/strict";

import { bringsNamespace, issuerForm, issuerOf } from "../../../../components/plan/clouds/issuers";

describe("issuers that a cluster brings", () => {
    it("are of the namespace or of the cluster, by the names that kubectl has", () => {
        assert.deepEqual(issuerOf({ authority: "issuer/ca" }), { kind: "Issuer", name: "ca" });
        assert.deepEqual(issuerOf({ authority: "clusterissuer/eu.cells" }), {
            kind: "ClusterIssuer",
            name: "eu.cells",
        });
        assert.equal(issuerOf({}), undefined);
    });

    it("have such names only", () => {
        const isOne = (text: string) => new RegExp(issuerForm.pattern).test(text);
        assert.ok(["issuer/ca", "clusterissuer/a.b-c"].every(isOne));
        assert.deepEqual(["ca", "Issuer/ca", "issuer/", "issuer/a/b", "issuer/-a"].filter(isOne), []);
    });

    it("have a namespace that exists, where they are of it, as a certificate of the front has", () => {
        assert.ok(bringsNamespace({ authority: "issuer/ca" }));
        assert.ok(bringsNamespace({ authority: "clusterissuer/ca", certificate: "screening-tls" }));
        assert.ok(!bringsNamespace({ authority: "clusterissuer/ca" }));
        assert.ok(!bringsNamespace({}));
    });
});
