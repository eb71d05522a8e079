/** What is watched of a region, as its state's series has it. */
export const signalNames = ["requestsPerSecond", "errorRatio", "p99Ms"] as const;
export type SignalName = (typeof signalNames)[number];

/** The measurements of the time that a point represents. */
export interface Reading {
    readonly value: number;
    /** Requests that it was measured by. */
    readonly requests: number;
}

export interface Signal {
    /**
     * A logarithm, since what matters is how many times as much something is, of a value that is never 0: so little is added that
     * it matters only where there is so little that its noise says nothing.
     */
    readonly scaled: (reading: Reading) => number;
    /** The value whose logarithm that would be, of as many requests. */
    readonly unscaled: (scaled: number, requests: number) => number;
    /** Less traffic than usual is reported too; fewer errors and shorter latencies are improvements. */
    readonly sides: readonly ("above" | "below")[];
    /** How many times as much as usual, or as little, it has to be, however steady it usually is. */
    readonly leastTimes: number;
}

/** As if two of 400 requests more had failed: of a hundred, one that fails is no jump, though it is 1 % after 0 %. */
const blended = { failed: 2, requests: 400 };

export const signals: Readonly<Record<SignalName, Signal>> = {
    // One request in ten seconds.
    requestsPerSecond: { ...beyond(0.1), sides: ["above", "below"], leastTimes: 1.5 },
    errorRatio: {
        scaled: ({ value, requests }) => Math.log((value * requests + blended.failed) / (requests + blended.requests)),
        unscaled: (scaled, requests) =>
            requests === 0 ? 0 : (Math.exp(scaled) * (requests + blended.requests) - blended.failed) / requests,
        sides: ["above"],
        // Errors are few, and vary more than the rest; what fewer of them cost, the burn rate of an objective tells.
        leastTimes: 3,
    },
    // A millisecond.
    p99Ms: { ...beyond(1), sides: ["above"], leastTimes: 1.5 },
};

function beyond(offset: number): Pick<Signal, "scaled" | "unscaled"> {
    return { scaled: ({ value }) => Math.log(value + offset), unscaled: scaled => Math.exp(scaled) - offset };
}
