import { Resolver } from "node:dns/promises";
import * as pulumi from "@pulumi/pulumi";

/** A resolver that gives no answer for so long costs an update no more time. */
const resolverMs = 2_000;

/** Reserved for documentation and tests, so no registrar delegates them (RFC 2606). */
const reserved = /(^|\.)(test|example|invalid|localhost|example\.(com|net|org))$/;

/** What resolves name servers. Rejects where a domain has none. */
type ResolveNs = (domain: string) => Promise<readonly string[]>;

/**
 * Warns in an update while a created zone does not resolve: its certificates wait for it, without a line of output for over an hour
 * (75 minutes by default, registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/acm_certificate_validation). A preview has
 * nothing to wait for.
 */
export function warnUndelegated(domain: string, nameServers: pulumi.Output<readonly string[]>): void {
    if (pulumi.runtime.isDryRun() || reserved.test(domain)) return;
    nameServers.apply(async servers => {
        const warning = await undelegated(domain, servers);
        if (warning !== undefined) await pulumi.log.warn(warning);
    });
}

/** What a user has to do before a domain resolves; undefined where resolvers find the servers of its zone. */
export async function undelegated(
    domain: string,
    servers: readonly string[],
    resolveNs: ResolveNs = domain => new Resolver({ timeout: resolverMs, tries: 1 }).resolveNs(domain),
): Promise<string | undefined> {
    const expected = servers.map(plain);
    // Whatever keeps it from resolving here, the remedy is the same.
    const found = await resolveNs(domain).catch(() => []);
    if (found.some(server => expected.includes(plain(server)))) return undefined;
    return (
        `${domain} does not resolve by its zone: ${found.length === 0 ? "no name servers were found for it" : `its name servers are ${found.map(plain).sort().join(", ")}`}. ` +
        `Certificates become valid, and clients find the cells, after the registrar of ${domain}, or the zone above it, names ${expected.sort().join(", ")}. ` +
        "The update waits for that for 75 minutes; if it fails then, run it again"
    );
}

/** As registrars and zones write it alike. */
const plain = (server: string) => server.toLowerCase().replace(/\.$/, "");
