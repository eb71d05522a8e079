import assert from "node:assert/strict";

import { certificatesFile, certifierRules } from "../../../../components/plan/serving/certifier";

describe("the rights of a certifier", () => {
    it("are those of its lease and of the Secrets that it is to issue, by name", () => {
        assert.deepEqual(certifierRules("certifier", [{ secret: "servers-tls" }, { secret: "gate-tls" }]), [
            { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
            {
                apiGroups: ["coordination.k8s.io"],
                resources: ["leases"],
                resourceNames: ["certifier"],
                verbs: ["get", "update"],
            },
            { apiGroups: [""], resources: ["secrets"], verbs: ["create"] },
            {
                apiGroups: [""],
                resources: ["secrets"],
                resourceNames: ["gate-tls", "servers-tls"],
                verbs: ["get", "update"],
            },
        ]);
    });

    it("include no Secret where none is listed: an empty list of names would include all", () => {
        assert.deepEqual(
            certifierRules("certifier", []).map(({ resources }) => resources),
            [["leases"], ["leases"]],
        );
    });
});

describe("the file of a certifier", () => {
    it("contains Secrets with their names, and nothing else of the values it is made from", () => {
        const secrets = [{ secret: "gate-tls", names: ["eu.screening.example"], since: 1 }];
        assert.deepEqual(JSON.parse(certificatesFile(secrets)), [
            { secret: "gate-tls", names: ["eu.screening.example"] },
        ]);
    });
});
