import type { RegionStatus, ServiceState } from "../../components/watch/state";

/** What a hub reports of a region. */
export function statusIn({ regions }: ServiceState, cell: string, region: string): RegionStatus | undefined {
    return regions.find(one => one.cell === cell && one.region === region)?.status;
}
