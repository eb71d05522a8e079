import type { Figure } from "./figure";

/** Something that the product promises, and how it is measured on stacks of the benchmark's own. */
export interface Benchmark {
    readonly description: string;
    /** What is promised, in a line. */
    readonly goal: string;
    /** Removes everything that it has created, also when it fails. `note` reports progress. */
    run(note: Note): Promise<Figure[]>;
}

export type Note = (text: string) => void;
