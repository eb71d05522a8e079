import type { Said } from "../../../properties";
import type { Resource } from "../../../resource";
import type { Claim } from "../../fact";
import { matching } from "../../forms";

const annotation = (key: string) => `metadata.annotations["${key}"]`;

/** Certificates that controllers of clouds take from their own services (kubernetes-sigs.github.io/aws-load-balancer-controller, cloud.google.com/kubernetes-engine/docs/how-to/managed-certs). */
const certificates = [
    "alb.ingress.kubernetes.io/certificate-arn",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "networking.gke.io/managed-certificates",
].map(annotation);

/** A switch that has a controller answer without TLS where it would redirect (kubernetes.github.io/ingress-nginx/user-guide/tls). */
const redirects = annotation("nginx.ingress.kubernetes.io/ssl-redirect");

/** Every host has a certificate: by a list without hosts, all have. */
export function servesByTls(resource: Resource): Claim {
    const { properties } = resource;
    const path = "spec.tls";
    if (matching(redirects, /^false$/)(resource).holds === true) return { holds: false, path: redirects };
    if (certificates.some(key => properties.has(key))) return { holds: true, path };
    const { isKnown, items } = properties.list(path);
    if (!isKnown) return { holds: "undetermined", path };
    if (items.length === 0) return { holds: false, path };
    const covered = items.map(item => item.texts("hosts[]"));
    if (covered.some(hosts => hosts.length === 0)) return { holds: true, path };
    const all = covered.flat();
    const hosts = properties.texts("spec.rules[].host");
    const missing = hosts.filter(host => !isAmong(host, all));
    if (missing.length === 0) return { holds: true, path: "spec.tls[].hosts" };
    const isDoubtful = [...missing, ...all].some(({ is }) => is === "unknown");
    return { holds: isDoubtful ? "undetermined" : false, path: "spec.tls[].hosts" };
}

function isAmong(host: Said<string>, certified: readonly Said<string>[]): boolean {
    if (host.is === "unknown") return false;
    const wildcard = host.value.replace(/^[^.]*\./, "*.");
    return certified.some(read => read.is === "known" && (read.value === host.value || read.value === wildcard));
}
