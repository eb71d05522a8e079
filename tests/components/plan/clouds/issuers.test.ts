import assert from "node:assert/strict";

import { issuerLaterFaults } from "../../../../components/plan/clouds/issuer-faults";
import { bringsNamespace, issuerForm, issuerOf } from "../../../../components/plan/clouds/issuers";
import { knownLater } from "../../../../components/plan/config/known-later";

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

    it("are refused where they are known after an update only, since they decide what exists", () => {
        for (const authority of [knownLater, Promise.resolve("issuer/ca")] as unknown[]) {
            const [fault, ...more] = issuerLaterFaults({ authority }, "existing");
            assert.deepEqual([fault!.code, fault!.path, more], ["kubernetes/issuer-later", "existing.authority", []]);
        }
        assert.deepEqual(issuerLaterFaults({ authority: "issuer/ca" }, "existing"), []);
    });

    it("have a namespace that exists, where they are of it, as a certificate of the front has", () => {
        assert.ok(bringsNamespace({ authority: "issuer/ca" }));
        assert.ok(bringsNamespace({ authority: "clusterissuer/ca", certificate: "screening-tls" }));
        assert.ok(!bringsNamespace({ authority: "clusterissuer/ca" }));
        assert.ok(!bringsNamespace({}));
    });
});
