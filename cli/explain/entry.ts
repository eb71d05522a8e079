/** What `meridian explain` prints about a code, and what the reference of errors says. Markdown, in full sentences. */
export interface Entry {
    /** When a config gets this fault, and why that can't be built. One to three sentences. */
    readonly cause: string;
    /** The shortest part of a stack file that has the fault, as YAML with keys as in `models:`; of a program, TypeScript; of a variable, a shell line. */
    readonly example: string;
    /** How to correct it. One or two sentences. */
    readonly remedy: string;
}

/** By code. */
export type Entries = Readonly<Record<`${string}/${string}`, Entry>>;
