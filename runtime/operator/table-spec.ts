/** The desired form of a table. */
export interface TableSpec {
    readonly cell: string;
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey?: string;
    readonly shards: number;
    /** How long events of changes are retained, if the table has changes. */
    readonly changes?: { readonly retainHours: number };
    /** Servers with a whole copy. */
    readonly copies: readonly string[];
    readonly primary: string;
}

/** The actual form of a table. */
export interface TableState {
    /** `whole`, or what is wrong. */
    readonly state: string;
    /**
     * Identifies a period in which changes are retained without a gap. It is different after a period without them, after a
     * shorter retention, and in a table that is recreated. Empty if none are retained.
     */
    readonly changesId: string;
}
