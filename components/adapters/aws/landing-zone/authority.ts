import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./scope";

/**
 * The authority that certifies the region's processes: a root of AWS Private CA in its mode for short-lived certificates, which lasts ten
 * years and costs 50 USD a month (in its general mode 400). ECS makes, renews and hands out the certificates of tasks by it, which it may
 * do with authorities that bear its tag (docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html).
 */
export function makeAuthority({ name, region, account, settings, opts }: LandingScope): pulumi.Output<string> {
    const authority = new aws.acmpca.CertificateAuthority(
        `${name}-authority`,
        {
            region,
            type: "ROOT",
            usageMode: "SHORT_LIVED_CERTIFICATE",
            keyStorageSecurityStandard: "FIPS_140_2_LEVEL_3_OR_HIGHER",
            certificateAuthorityConfiguration: {
                keyAlgorithm: "EC_prime256v1",
                signingAlgorithm: "SHA256WITHECDSA",
                subject: { commonName: `${name} processes`, organization: settings.service },
            },
            permanentDeletionTimeInDays: settings.ephemeral ? 7 : 30,
            tags: { AmazonECSManaged: "true" },
        },
        opts,
    );
    const root = new aws.acmpca.Certificate(
        `${name}-authority`,
        {
            region,
            certificateAuthorityArn: authority.arn,
            certificateSigningRequest: authority.certificateSigningRequest,
            signingAlgorithm: "SHA256WITHECDSA",
            templateArn: account.arn("acm-pca:::template/RootCACertificate/V1"),
            validity: { type: "YEARS", value: "10" },
        },
        opts,
    );
    const installed = new aws.acmpca.CertificateAuthorityCertificate(
        `${name}-authority`,
        {
            region,
            certificateAuthorityArn: authority.arn,
            certificate: root.certificate,
            certificateChain: root.certificateChain,
        },
        opts,
    );
    // Known when it can certify, not when it is there.
    return installed.certificateAuthorityArn;
}
