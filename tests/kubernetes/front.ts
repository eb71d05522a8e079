import type { Cluster } from "../support/clusters/cluster";
import { namespace } from "./regions";

interface Service {
    readonly status: { readonly loadBalancer: { readonly ingress: readonly { readonly ip: string }[] } };
}

interface Secret {
    readonly data: Readonly<Record<"ca.crt", string>>;
}

/** The address of a region's front, and the cell's authority, by which it is known where no certificate was brought. */
export async function frontOf({ api }: Cluster): Promise<{ readonly address: string; readonly authority: string }> {
    const [front, certificate] = await Promise.all([
        api.get<Service>({ apiVersion: "v1", kind: "Service", metadata: { name: "gate", namespace } }),
        api.get<Secret>({ apiVersion: "v1", kind: "Secret", metadata: { name: "gate-tls", namespace } }),
    ]);
    return {
        address: front.status.loadBalancer.ingress[0]!.ip,
        authority: Buffer.from(certificate.data["ca.crt"], "base64").toString(),
    };
}
