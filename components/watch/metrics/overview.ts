/** The charts of a cloud's view over its regions, in order. An adapter maps each to a metric of its cloud. */
export const overview = [
    { shows: "requests", title: "Requests" },
    { shows: "errors", title: "Errors of servers and gates" },
    { shows: "frontErrors", title: "Errors of balancers" },
    { shows: "medianSeconds", title: "Latency, median (s)" },
    { shows: "p99Seconds", title: "Latency, p99 (s)" },
    { shows: "healthyGates", title: "Gates that are well" },
] as const;

export type Shown = (typeof overview)[number]["shows"];
