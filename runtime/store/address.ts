import type { TlsFiles } from "../variables";

/** A server of the cell's store, and its client. */
export interface StoreAddress {
    readonly host: string;
    readonly port: number;
    /** The name in its certificate. */
    readonly name: string;
    readonly tls: Pick<TlsFiles, "cert" | "key" | "ca">;
    /** The prefix of all subjects of answers: no other identity of the cell may listen there. */
    readonly inbox: string;
}
