/** Milliseconds since 1970. */
export interface Clocks {
    /** Goes on by itself, whatever the machine's clock is set to: what a process remembers of its own looks is measured by it. */
    steady(): number;
    /** The machine's, which processes of other regions have, too: what is sent, shown or kept for longer than a process has its times. */
    shared(): number;
}

export const machineClocks: Clocks = {
    steady: () => performance.timeOrigin + performance.now(),
    shared: () => Date.now(),
};

/** One time, as both clocks have it. */
export interface Moment {
    readonly steady: number;
    readonly shared: number;
}

export function momentBy(clocks: Clocks): Moment {
    return { steady: clocks.steady(), shared: clocks.shared() };
}
