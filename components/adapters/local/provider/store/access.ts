import { certificateFiles } from "../../../../../runtime/certifier/certificate";
import type { StoreAccess } from "../../../../../runtime/operator/access";
import { resolveIn } from "../files";

/** Servers of a cell's store, and as what they are called. Files are relative to the stack's runtime directory. */
export interface StoreIdentity extends Pick<StoreAccess, "servers"> {
    readonly root: string;
    /** Directory of the certificate to show. */
    readonly identity: string;
}

export function accessOf({ root, servers, identity }: StoreIdentity): StoreAccess {
    const { certificate, key, authority } = certificateFiles(resolveIn(root, identity));
    return { servers, tls: { cert: certificate, key, ca: authority } };
}
