import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { MadeRecord } from "../../global-router/contract";
import type { AwsLandingZone } from "./landing-zone";

/** ARN of a certificate in the landing zone's region, once it is valid. The first host is what it is called by. */
export function makeCertificate(
    name: string,
    hosts: readonly [string, ...string[]],
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const { region } = landing;
    const [domainName, ...subjectAlternativeNames] = hosts;
    const certificate = new aws.acm.Certificate(
        `${name}-certificate`,
        { region, domainName, subjectAlternativeNames, validationMethod: "DNS", keyAlgorithm: "EC_prime256v1" },
        opts,
    );
    const records = hosts.map(host => validationOf(host, certificate, landing));
    return new aws.acm.CertificateValidation(
        `${name}-certificate`,
        { region, certificateArn: certificate.arn, validationRecordFqdns: records.map(({ fqdn }) => fqdn) },
        opts,
    ).certificateArn;
}

/**
 * AWS answers the same record for a host in all regions of an account
 * (docs.aws.amazon.com/acm/latest/userguide/dns-validation.html), so each region creates it from its own certificate, and none waits for
 * another one. They are one record set in the zone: deleting it with one region would end the renewal of the others' certificates, so only
 * the first deletes it.
 */
function validationOf(host: string, certificate: aws.acm.Certificate, landing: AwsLandingZone): MadeRecord {
    const { account, names, region } = landing;
    const isFirst = !account.validated.has(host);
    account.validated.add(host);
    const asked = certificate.domainValidationOptions.apply(options =>
        options.find(({ domainName }) => domainName === host)!,
    );
    return names.validate(
        isFirst ? `${host}-validation` : `${host}-validation-${region}`,
        { name: asked.resourceRecordName, type: asked.resourceRecordType, value: asked.resourceRecordValue },
        isFirst ? {} : { retainOnDelete: true },
    );
}
