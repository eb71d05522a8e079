import { Resolver } from "node:dns/promises";
import type { LookupFunction } from "node:net";

/** What a server that does not answer may take of a request's time. */
const patience = { timeout: 1_000, tries: 2 };

/** Has a server of DNS look names up, `address` or `address:port`, in place of the system: each time, as the answer of a router changes. */
export function lookupBy(server: string): LookupFunction {
    const resolver = new Resolver(patience);
    resolver.setServers([server]);
    return (host, { all }, tell) => {
        resolver.resolve4(host).then(
            addresses => {
                if (all === true)
                    tell(
                        null,
                        addresses.map(address => ({ address, family: 4 })),
                    );
                else tell(null, addresses[0]!, 4);
            },
            (error: unknown) => {
                tell(error as NodeJS.ErrnoException, "");
            },
        );
    };
}
