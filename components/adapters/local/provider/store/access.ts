import type { StoreAddress } from "../../../../../runtime/store/address";

/** Servers of a cell's store, and as whom they are asked. Files are relative to the stack's runtime directory. */
export interface StoreAccess {
    readonly root: string;
    readonly servers: readonly Pick<StoreAddress, "host" | "port" | "name">[];
    /** Directory of the certificate to show. */
    readonly identity: string;
}
