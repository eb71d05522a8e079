import type { Benchmark } from "../harness/benchmark";
import { distances } from "./distances";
import { takeover } from "./takeover";
import { throughput } from "./throughput";

export const store: Benchmark = {
    description:
        "a cell's store over three places: writes and strong reads at home and from afar, lag, takeover, throughput",
    goal: "p50 within 5 ms of the ways alone, takeover within 10 s, 0.7 of a bare client's throughput; nothing acknowledged lost",
    async run(note) {
        return [...(await distances(note)), ...(await throughput(note)), ...(await takeover(note))];
    },
};
