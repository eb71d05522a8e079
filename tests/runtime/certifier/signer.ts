import { endOf, type Issued } from "../../../runtime/certifier/certificates";
import type { Signer } from "../../../runtime/certifier/signer";

export const signerOf = (root: Issued, intermediate: Issued): Signer => ({
    intermediate,
    root: root.certificate,
    ends: endOf(intermediate.certificate),
});
