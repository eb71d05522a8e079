import type { Row, Where } from "../row";

/** A key of KMS. */
export interface KeyFacts {
    readonly state: string;
    readonly usage: string;
    readonly spec: string;
}

/** `facts` undefined: there is no such key in the region. */
export function keyRow(key: string, facts: KeyFacts | undefined, where: Where): Row {
    const row = { check: "key", ...where, needed: "an enabled symmetric key for encryption" } as const;
    if (facts === undefined) {
        return { ...row, status: "fail", found: `no key ${key}`, remedy: "correct existing.key" };
    }
    const found = `${facts.state}, ${facts.usage}, ${facts.spec}`;
    if (facts.state !== "Enabled") {
        return {
            ...row,
            status: "fail",
            found,
            remedy: `enable the key (aws kms enable-key --key-id ${key}), or correct existing.key`,
        };
    }
    return facts.usage === "ENCRYPT_DECRYPT" && facts.spec === "SYMMETRIC_DEFAULT"
        ? { ...row, status: "pass", found }
        : { ...row, status: "fail", found, remedy: "name a symmetric encryption key in existing.key" };
}

/** A certificate of ACM. */
export interface CertificateFacts {
    readonly status: string;
    /** Its names, some with a `*` label. */
    readonly names: readonly string[];
}

/** `facts` undefined: there is no such certificate in the region. */
export function certificateRow(hosts: readonly string[], facts: CertificateFacts | undefined, where: Where): Row {
    const row = { check: "certificate", ...where, needed: `an issued certificate for ${hosts.join(" and ")}` } as const;
    if (facts === undefined) {
        return { ...row, status: "fail", found: "no such certificate", remedy: "correct existing.certificate" };
    }
    const found = `${facts.status}, for ${facts.names.join(", ")}`;
    if (facts.status !== "ISSUED") {
        return { ...row, status: "fail", found, remedy: "validate or renew the certificate in ACM" };
    }
    const uncovered = hosts.filter(host => !facts.names.some(name => covers(name, host)));
    return uncovered.length === 0
        ? { ...row, status: "pass", found }
        : { ...row, status: "fail", found, remedy: `request a certificate that also has ${uncovered.join(" and ")}` };
}

/** A `*` is one label (RFC 6125 §6.4.3). */
function covers(name: string, host: string): boolean {
    return name === host || (name.startsWith("*.") && host.slice(host.indexOf(".")) === name.slice(1));
}

/** The authority of a region's processes: one that exists is not read. */
export function authorityRow(authority: string | undefined, where: Where): Row {
    const row = {
        check: "authority",
        ...where,
        needed: "an active authority of AWS Private CA with the tag AmazonECSManaged",
    } as const;
    return authority === undefined
        ? { ...row, status: "pass", found: "the update creates one, in the mode for short-lived certificates" }
        : {
              ...row,
              status: "unknown",
              found: "not read by this command",
              remedy: `check Status and UsageMode of aws acm-pca describe-certificate-authority --certificate-authority-arn ${authority}, and its tags by aws acm-pca list-tags`,
          };
}
