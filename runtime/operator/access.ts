import type { StoreAddress } from "../store/address";

/** Servers of a cell's store, and the certificate that the operator shows them. */
export interface StoreAccess {
    readonly servers: readonly Pick<StoreAddress, "host" | "port" | "name">[];
    readonly tls: StoreAddress["tls"];
}
