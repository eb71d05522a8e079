import type { Place } from "./catalogue";
import { distanceKm } from "./distance";

/**
 * Kilometres of fibre that a millisecond of a round trip covers: light in fibre covers 200 km in a millisecond, so 100 km
 * there and back (https://confluence.slac.stanford.edu/pages/viewpage.action?pageId=100044321).
 */
const fibreKmPerMs = 100;

/**
 * How many times as long as the great circle a route is. Fitted, together with the constant, to half the pairs of the
 * table that Azure publishes of its regions (tests/components/plan/round-trips.json), for the least mean of the relative
 * errors. It lies where a backbone should: 1.3 times is the shortest fibre in the ground, 2.1 times what the Internet
 * routes (Bozkurt et al. 2018, https://arxiv.org/abs/1811.10737).
 */
const stretch = 1.5;

/** Milliseconds of every round trip, however short: routers, queues, and the way from a data centre to the backbone. */
const constantMs = 7;

/**
 * Estimated round trip between two places over a cloud's backbone, in milliseconds, not rounded, so that its order is
 * that of the distance. For plans and reports: a measured round trip is always better.
 *
 * On the half of Azure's table that nothing was fitted to (702 pairs, July 2026) it is off by at most 12 % of the
 * published median in half of the pairs, and by at most 31 % in nine of ten; on IBM Cloud's table (66 pairs, means,
 * January 2026), a network that nothing was fitted to, by 13 % and 37 %. Below 1,000 km alone it is off by 13 % and 36 %.
 * A second stretch from some distance on, or a power of the distance, would gain less than a percentage point.
 *
 * It knows no map of cables, so it is far too short where none lies along the great circle: São Paulo to Cape Town takes
 * 304 ms and not 102, as long as by way of Europe; Tel Aviv to Doha 109 and not 34, as by way of France; Seoul to Gävle
 * 260 and not 118, as by way of Singapore. It is too long within a city: two regions of one are 7 ms apart here, and 3.5
 * in the table (Canberra). A client's own way to a data centre's network comes on top: the tables are between data centres.
 */
export function estimatedRoundTripMs(a: Place, b: Place): number {
    return (distanceKm(a, b) / fibreKmPerMs) * stretch + constantMs;
}
