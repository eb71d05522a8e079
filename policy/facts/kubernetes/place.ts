import { expandPlace } from "../../../components/plan/places/multi-regions";
import type { Resource } from "../../resource";
import type { Placed } from "../fact";

/** A ref of the config's own regions: where those are, `meridian:places` says. */
const isOwn = /^kubernetes:[^\s:]+$/;

const remedy = "set clusterIdentifier of its kubernetes.Provider to the cluster's region in meridian:places";

/** Where its cluster is, as the provider identifies that: contexts and kubeconfigs state no place. */
export function placeOf({ provider }: Resource): Placed {
    const cluster = provider?.text("clusterIdentifier") ?? { is: "absent" };
    if (cluster.is === "absent") {
        return { is: "undetermined", reason: `its provider does not identify its cluster: ${remedy}` };
    }
    if (cluster.is === "unknown") {
        return { is: "undetermined", reason: "clusterIdentifier of its provider is known only after the update" };
    }
    return isOwn.test(cluster.value) || expandPlace(cluster.value) !== undefined
        ? { is: "at", places: [cluster.value] }
        : { is: "undetermined", reason: `clusterIdentifier of its provider is not a region: ${remedy}` };
}
