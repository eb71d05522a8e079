import type { Figure } from "./figure";

/** Something that the product promises, and how it is measured on stacks of the benchmark's own. */
export interface Benchmark {
    readonly description: string;
    /** What is promised, in a line. */
    readonly goal: string;
    /** Takes away all that it has made, also when it fails. `note` tells whoever waits what is going on. */
    run(note: Note): Promise<Figure[]>;
}

export type Note = (text: string) => void;
