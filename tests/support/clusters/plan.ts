import type { Started } from "../store/processes";
import type { ClusterAddresses } from "./addresses";
import type { Credentials } from "./credentials";

/** What all programs of a cluster are started from. */
export interface ClusterPlan {
    readonly name: string;
    readonly directory: string;
    /** The programs of `tools/kubernetes`. */
    readonly bin: string;
    readonly addresses: ClusterAddresses;
    readonly credentials: Credentials;
    /** Of the machine that runs the API server. */
    readonly address: string;
    /** A server of DNS for names outside of the cluster, where there are some. */
    readonly otherNames: string | undefined;
}

/** A program of a cluster, whose log has its name. */
export type Command = Omit<Started, "log">;
