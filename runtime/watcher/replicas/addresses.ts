import { NODATA, NOTFOUND, promises } from "node:dns";
import { isIP } from "node:net";

const TIMEOUT_MS = 1_000;

/** What a name resolves to. */
export interface Resolved {
    /** Without an answer of DNS, those before. */
    readonly addresses: readonly string[];
    /** Why DNS has not answered, where it has not. */
    readonly failed?: string;
}

/** Resolves the addresses of one type; rejects with the code of `node:dns`. */
type Resolve = (name: string) => Promise<readonly string[]>;

/**
 * The addresses of a name in DNS as they are at each call: of a headless Service one for each pod. Those of A records count, and those of
 * AAAA records only where the name has no A record: each pod of a dual-stack Service has both, and would else count twice. The name is
 * fully qualified: search domains do not apply, which would multiply the queries of each call. No caches apply either, so that a change is
 * seen as soon as DNS has it.
 */
export class Addresses {
    private readonly before = new Map<Resolve, readonly string[]>();

    constructor(
        private readonly name: string,
        /** The first one that has addresses counts. */
        private readonly families: readonly Resolve[] = systemFamilies(),
    ) {}

    async now(): Promise<Resolved> {
        if (isIP(this.name) !== 0) return { addresses: [this.name] };
        const resolved = await Promise.all(this.families.map(family => this.resolve(family)));
        const first = resolved.findIndex(({ addresses }) => addresses.length > 0);
        // That there are others is of no matter, nor is whether DNS answers for them.
        const failed = resolved.find((one, i) => one.failed !== undefined && (first === -1 || i <= first))?.failed;
        const addresses = [...new Set(resolved[first]?.addresses)].sort();
        return { addresses, ...(failed !== undefined && { failed }) };
    }

    /** An outage of DNS is none of the gates; that a name has no address is an answer. */
    private async resolve(family: Resolve): Promise<Resolved> {
        try {
            const addresses = await family(this.name);
            this.before.set(family, addresses);
            return { addresses };
        } catch (error) {
            const { code = "unknown" } = error as NodeJS.ErrnoException;
            if (code !== NODATA && code !== NOTFOUND) {
                return { addresses: this.before.get(family) ?? [], failed: code };
            }
            this.before.set(family, []);
            return { addresses: [] };
        }
    }
}

/** By the name servers of the system. */
function systemFamilies(): readonly Resolve[] {
    const resolver = new promises.Resolver({ timeout: TIMEOUT_MS, tries: 1 });
    return [name => resolver.resolve4(name), name => resolver.resolve6(name)];
}
