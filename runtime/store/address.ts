import type { TlsFiles } from "../variables";

/** A server of the cell's store, and who asks it. */
export interface StoreAddress {
    readonly host: string;
    readonly port: number;
    /** The name in its certificate. */
    readonly name: string;
    readonly tls: Pick<TlsFiles, "cert" | "key" | "ca">;
    /** What all subjects of answers begin with: nobody else of the cell may listen there. */
    readonly inbox: string;
}
