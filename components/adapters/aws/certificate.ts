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

/** The same for a host in all regions of an account, so that the first certificate that asks makes it for all. */
function validationOf(host: string, certificate: aws.acm.Certificate, { account, names }: AwsLandingZone): MadeRecord {
    const known = account.validations.get(host);
    if (known !== undefined) {
        return known;
    }
    const asked = certificate.domainValidationOptions.apply(options =>
        options.find(({ domainName }) => domainName === host)!,
    );
    const record = names.validate(`${host}-validation`, {
        name: asked.resourceRecordName,
        type: asked.resourceRecordType,
        value: asked.resourceRecordValue,
    });
    account.validations.set(host, record);
    return record;
}
