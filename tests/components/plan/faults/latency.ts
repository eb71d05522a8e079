import { type Refused, on } from "../sketches";

/** Each fault of the simulated map, alone in a config that has no other. */
export const latency: Refused[] = [
    [
        "a way from a place without requests",
        on("local", { "local.latency.between": [{ from: "Tokyo", to: "local:eu-west", ms: 5 }] }),
        {
            code: "latency/unknown-place",
            path: "local.latency.between[0].from",
            value: "Tokyo",
        },
    ],
    [
        "a way that no request takes",
        on("local", { "local.latency.between": [{ from: "Lisbon", to: "Berlin", ms: 5 }] }),
        {
            code: "latency/no-way",
            path: "local.latency.between[0]",
            value: "Lisbon to Berlin",
        },
    ],
    [
        "a way twice",
        on("local", {
            "local.latency.between": [
                { from: "Lisbon", to: "local:eu-west", ms: 5 },
                { from: "local:eu-west", to: "Lisbon", ms: 6 },
            ],
        }),
        {
            code: "latency/pair-twice",
            path: "local.latency.between[1]",
            value: "local:eu-west to Lisbon",
        },
    ],
];
