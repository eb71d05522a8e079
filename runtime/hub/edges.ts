import type { Sample } from "../../components/watch/metrics/samples";
import { aggregatesOf } from "../watcher/scrape";
import { timed } from "../watcher/scraped";
import { askSocket, metricsOf } from "../watcher/sources";
import type { HubEdge } from "./hub-file";

/** The traffic and the state of an edge. */
const ofEdge = `/stats/prometheus?filter=${encodeURIComponent("^(tcp\\.edge/|server\\.(uptime|memory_allocated)$)")}`;

/** Reads the counters of an edge. Edges belong to no cell: they see where callers enter and which cell they name, but no requests. */
export async function edgeSamples({ program, admin }: HubEdge): Promise<Sample[]> {
    const reported = metricsOf(askSocket(admin, ofEdge)).then(samples => samples.map(withPoint));
    return aggregatesOf([await timed("edge", program, reported)], {});
}

/** The parts of the name of a listener: the point of presence and the requested cell. */
function withPoint(sample: Sample): Sample {
    const { envoy_tcp_prefix, ...labels } = sample.labels;
    const [, point, cell] = /^edge\/(.+)\/([^/]+)$/.exec(envoy_tcp_prefix ?? "") ?? [];
    return point === undefined || cell === undefined ? sample : { ...sample, labels: { ...labels, point, cell } };
}
