import { modern, modernEdge } from "./facts/aws/words";
import { modern as modernOnGcp } from "./facts/gcp/words";
import type { Properties } from "./properties";

/** What a resource is changed to: values by the paths of properties, as `viewerCertificate.minimumProtocolVersion`. */
export type Patch = Readonly<Record<string, unknown>>;

/** Corrects a resource of a type without losing any of its inputs. Returns nothing if it is right already, or unknown. */
type Remedy = (properties: Properties) => Patch | undefined;

/** A fault that the pack corrects automatically if its policy's level is `remediate`. */
export interface Remediation {
    /** Of the policy that is turned on for it. */
    readonly name: string;
    /** The rule that it answers. */
    readonly rule: string;
    readonly description: string;
    readonly byType: Readonly<Record<string, Remedy>>;
}

/** A text with the wrong value is corrected, and an unset one too. Values that are known only after the update, or secret, are left. */
const text =
    (path: string, isRight: RegExp, value: string): Remedy =>
    properties => {
        const read = properties.text(path);
        const isWrong = read.is === "known" ? !isRight.test(read.value) : !properties.has(path);
        return isWrong ? { [path]: value } : undefined;
    };

const flags =
    (...paths: readonly string[]): Remedy =>
    properties => {
        const wrong = paths.filter(path => {
            const read = properties.flag(path);
            return read.is === "known" ? !read.value : !properties.has(path);
        });
        return wrong.length === 0 ? undefined : Object.fromEntries(wrong.map(path => [path, true]));
    };

/** Only where a text is one of these, or isn't said. */
const where =
    (path: string, pattern: RegExp, otherwise: boolean, remedy: Remedy): Remedy =>
    properties => {
        const read = properties.text(path);
        const isSo = read.is === "known" ? pattern.test(read.value) : read.is === "absent" && otherwise;
        return isSo ? remedy(properties) : undefined;
    };

/** A safe change: no data or rightful access is lost. */
export const remediations: readonly Remediation[] = [
    {
        name: "remedy-tls-floor",
        rule: "encryption/tls-floor",
        description: "Raises TLS listeners to TLS 1.2 at least.",
        byType: {
            // The policy that new listeners get in AWS's console (docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html).
            "aws:lb/listener:Listener": where(
                "protocol",
                /^(HTTPS|TLS)$/,
                false,
                text("sslPolicy", modern, "ELBSecurityPolicy-TLS13-1-2-2021-06"),
            ),
            // Under CloudFront's own certificate there is no choice.
            "aws:cloudfront/distribution:Distribution": properties =>
                properties.has("viewerCertificate.acmCertificateArn") ||
                properties.has("viewerCertificate.iamCertificateId")
                    ? text("viewerCertificate.minimumProtocolVersion", modernEdge, "TLSv1.2_2021")(properties)
                    : undefined,
            "gcp:compute/sSLPolicy:SSLPolicy": text("minTlsVersion", modernOnGcp, "TLS_1_2"),
            "gcp:compute/regionSslPolicy:RegionSslPolicy": text("minTlsVersion", modernOnGcp, "TLS_1_2"),
        },
    },
    {
        name: "remedy-public-access",
        rule: "exposure/public-bucket",
        description: "Blocks public access to buckets for all principals that aren't named.",
        byType: {
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": flags(
                "blockPublicAcls",
                "blockPublicPolicy",
                "ignorePublicAcls",
                "restrictPublicBuckets",
            ),
            "gcp:storage/bucket:Bucket": text("publicAccessPrevention", /^enforced$/, "enforced"),
        },
    },
    {
        name: "remedy-key-rotation",
        rule: "encryption/key-rotation",
        description: "Turns on the rotation of keys: each year on AWS, each 90 days on Google Cloud.",
        byType: {
            // Only symmetric keys whose material AWS makes rotate (docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html).
            "aws:kms/key:Key": where(
                "customerMasterKeySpec",
                /^SYMMETRIC_DEFAULT$/,
                true,
                where("keyUsage", /^ENCRYPT_DECRYPT$/, true, flags("enableKeyRotation")),
            ),
            // Only keys for encryption rotate (docs.cloud.google.com/kms/docs/key-rotation).
            "gcp:kms/cryptoKey:CryptoKey": where("purpose", /^ENCRYPT_DECRYPT$/, true, properties =>
                properties.has("rotationPeriod") ? undefined : { rotationPeriod: "7776000s" },
            ),
        },
    },
];

/** The same properties, with a patch. What is on the way to a changed value is copied, and not changed where it is. */
export function patched(properties: Readonly<Record<string, unknown>>, patch: Patch): Record<string, unknown> {
    return Object.entries(patch).reduce<Record<string, unknown>>(
        (all, [path, value]) => put(all, path.split("."), value),
        { ...properties },
    );
}

function put(all: Readonly<Record<string, unknown>>, path: readonly string[], value: unknown): Record<string, unknown> {
    const [first = "", ...rest] = path;
    if (rest.length === 0) return { ...all, [first]: value };
    return { ...all, [first]: put((all[first] ?? {}) as Readonly<Record<string, unknown>>, rest, value) };
}
