import { Refusal } from "../refusal";
import type { Connected } from "../store/connection";
import { type Deadline, Unavailable } from "../store/shard";
import { bucketOf } from "../store/subjects";

/** For one attempt: what leads the bucket answers, which may be in another region. */
const ATTEMPT_MS = 2_000;
/** As long as an id counts without another look. A table that is recreated has another one. */
const FRESH_MS = 10_000;

interface Known {
    readonly id: string;
    readonly at: number;
}

/** The ids of the changes of tables, as the store has them: what makes a table writes its id there. */
export class ChangesIds {
    private readonly known = new Map<string, Known>();

    constructor(
        private readonly connected: () => Connected | undefined,
        private readonly now: () => number = () => performance.now(),
    ) {}

    /** While the store does not answer, an id counts on that was known. Throws `Unavailable`, or a `Refusal` where the store keeps no changes. */
    async of(table: string, deadline: Deadline): Promise<string> {
        const known = this.known.get(table);
        if (known !== undefined && this.now() - known.at < FRESH_MS) return known.id;
        const id = (await this.lookUp(table, deadline)) ?? known?.id;
        if (id === undefined)
            throw new Unavailable("untouched", this.connected() === undefined ? "server" : "majority");
        this.known.set(table, { id, at: this.now() });
        return id;
    }

    /** Undefined without an answer. */
    private async lookUp(table: string, deadline: Deadline): Promise<string | undefined> {
        const nats = this.connected()?.nats;
        const timeout = Math.min(ATTEMPT_MS, deadline - performance.now());
        if (nats === undefined || timeout <= 0) return undefined;
        // Every bucket of a table has it.
        const subject = `$JS.API.STREAM.INFO.${bucketOf(table, 0)}`;
        const answer = await nats.request(subject, "", { timeout }).catch(() => undefined);
        if (answer === undefined) return undefined;
        const { config } = answer.json<{ readonly config?: { readonly metadata?: { readonly changesId?: string } } }>();
        const id = config?.metadata?.changesId ?? "";
        if (id === "") throw new Refusal(503, `the store keeps no changes of table ${table}; try again later`);
        return id;
    }
}
