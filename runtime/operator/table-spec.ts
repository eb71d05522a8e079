/** A table as it is to be. */
export interface TableSpec {
    readonly cell: string;
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey?: string;
    readonly shards: number;
    /** How long an event of each change is kept, where changes are. */
    readonly changes?: { readonly retainHours: number };
    /** Servers that keep a whole copy. */
    readonly copies: readonly string[];
    readonly primary: string;
}

/** As it is. */
export interface TableState {
    /** `whole`, or what is wrong. */
    readonly state: string;
    /**
     * Of the time through which changes are kept without a gap: another once they were not kept, or for less long, and in a
     * table that is recreated. Empty where none are kept.
     */
    readonly changesId: string;
}
