import type { Row } from "../row";
import type { ZoneSubject } from "../subject";

/** A public zone of Route 53. */
export interface ZoneFacts {
    /** Without a dot at the end. */
    readonly name: string;
    readonly isPrivate: boolean;
    readonly nameServers: readonly string[];
}

/** What the DNS of the internet answers for the zone's name. */
export type Delegation = { readonly nameServers: readonly string[] } | { readonly unanswered: string };

/** `facts` undefined: there is no such zone. */
export function zoneRow(
    { domain, id }: ZoneSubject,
    facts: ZoneFacts | undefined,
    delegation: Delegation,
    account: string,
): Row {
    const row = {
        check: "zone",
        account,
        needed: `a public zone for ${domain}, to which the internet's DNS delegates`,
    } as const;
    if (facts === undefined) {
        return id === undefined
            ? {
                  ...row,
                  status: "warning",
                  found: "no zone yet: the update creates one",
                  remedy: `while the first update waits for certificates, set its name servers (pulumi stack output nameServers, or the zone in Route 53) at the registrar of ${domain}`,
              }
            : {
                  ...row,
                  status: "fail",
                  found: `no zone ${id}`,
                  remedy: "correct routing.zone, or remove it: the update then creates a zone",
              };
    }
    if (facts.isPrivate) {
        return {
            ...row,
            status: "fail",
            found: `zone ${facts.name} is private`,
            remedy: "name a public zone in routing.zone",
        };
    }
    if (domain !== facts.name && !domain.endsWith(`.${facts.name}`)) {
        return {
            ...row,
            status: "fail",
            found: `zone ${id ?? ""} is of ${facts.name}`,
            remedy: `name the zone of ${domain}, or of a domain above it, in routing.zone`,
        };
    }
    if ("unanswered" in delegation) {
        return {
            ...row,
            status: "unknown",
            found: `zone ${facts.name}; name servers of ${facts.name} can't be resolved here: ${delegation.unanswered}`,
            remedy: `compare dig NS ${facts.name} with the zone's name servers ${facts.nameServers.join(", ")}`,
        };
    }
    const [known, own] = [delegation.nameServers, facts.nameServers].map(names =>
        [...new Set(names.map(plain))].sort(),
    );
    return known!.join() === own!.join()
        ? { ...row, status: "pass", found: `zone ${facts.name}, delegated` }
        : {
              ...row,
              status: "fail",
              found: `zone ${facts.name}; the internet's DNS delegates ${known!.length === 0 ? "to no server" : `to ${known!.join(", ")}`}`,
              remedy: `set the name servers ${own!.join(", ")} at the registrar or in the zone above ${facts.name}`,
          };
}

const plain = (name: string) => name.toLowerCase().replace(/\.$/, "");
