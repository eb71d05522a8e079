/** By which product something is there, with what is to be known about it. */
interface Product {
    readonly by: string;
}

/** The adapter builds it. */
export interface Built extends Product {
    readonly state: "built";
}

/** The cloud can do it, and the adapter does not build it: refused, as what is impossible is. */
export interface Possible extends Product {
    readonly state: "possible";
}

export interface Impossible {
    readonly state: "impossible";
    /** Lower case, no full stop. */
    readonly why: string;
}

/** Whether a cloud has something that a config may ask for. */
export type Capability = Built | Possible | Impossible;

export const built = (by: string): Built => ({ state: "built", by });
export const possible = (by: string): Possible => ({ state: "possible", by });
export const impossible = (why: string): Impossible => ({ state: "impossible", why });
