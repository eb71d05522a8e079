import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Names, Routed } from "../../global-router/contract";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import type { AwsSettings } from "./args";
import { givenProvider } from "./given";

/** What a certificate is for, and where it is kept. */
export interface CertificateArgs {
    readonly region: aws.Region;
    /** The first is what it is called by. */
    readonly hosts: readonly [string, ...string[]];
}

/**
 * A Route 53 zone: the only maker of records. Made, or brought by its id. One that is made answers nobody before the domain's registrar
 * names its servers (`nameServers` of `pulumi stack output`).
 */
export abstract class AwsNames extends pulumi.ComponentResource implements Names {
    readonly cloud = "aws";
    readonly domain: string;
    readonly zone: pulumi.Output<string>;
    readonly nameServers?: pulumi.Output<readonly string[]>;
    private readonly provider: aws.Provider;
    private readonly validations = new Map<string, aws.route53.Record>();

    constructor(
        args: { readonly domain: string; readonly id?: pulumi.Input<string> },
        { service, tags }: AwsSettings,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("meridian:aws:Names", args.domain, {}, opts);
        this.domain = args.domain;
        const defaultTags = { tags: { ...tags, "meridian:service": service } };
        // Route 53 is one for all regions, and is asked in this one.
        this.provider =
            givenProvider(opts) ??
            new aws.Provider(args.domain, { region: "us-east-1", defaultTags }, { parent: this });
        const made =
            args.id === undefined
                ? new aws.route53.Zone(args.domain, { name: args.domain, comment: `Cells of ${service}` }, this.own)
                : undefined;
        this.zone = made?.zoneId ?? pulumi.output(args.id!);
        if (made !== undefined) this.nameServers = made.nameServers;
        this.registerOutputs({ zone: this.zone });
    }

    private get own(): pulumi.CustomResourceOptions {
        return { parent: this, provider: this.provider };
    }

    /** Where records are made: whoever makes one says whose child it is. */
    record(
        name: string,
        args: Omit<aws.route53.RecordArgs, "zoneId">,
        opts: pulumi.CustomResourceOptions,
    ): aws.route53.Record {
        return new aws.route53.Record(name, { ...args, zoneId: this.zone }, { ...opts, provider: this.provider });
    }

    healthCheck(
        name: string,
        args: aws.route53.HealthCheckArgs,
        opts: pulumi.CustomResourceOptions,
    ): aws.route53.HealthCheck {
        return new aws.route53.HealthCheck(name, args, { ...opts, provider: this.provider });
    }

    /** ARN of a certificate in a region, once it is valid. */
    certificate(
        name: string,
        { region, hosts }: CertificateArgs,
        opts: pulumi.CustomResourceOptions,
    ): pulumi.Output<string> {
        const [domainName, ...subjectAlternativeNames] = hosts;
        const certificate = new aws.acm.Certificate(
            `${name}-certificate`,
            { region, domainName, subjectAlternativeNames, validationMethod: "DNS", keyAlgorithm: "EC_prime256v1" },
            opts,
        );
        const records = hosts.map(host => this.validationOf(host, certificate));
        return new aws.acm.CertificateValidation(
            `${name}-certificate`,
            { region, certificateArn: certificate.arn, validationRecordFqdns: records.map(({ fqdn }) => fqdn) },
            opts,
        ).certificateArn;
    }

    /** The same for a host in all regions of an account, so that the first certificate that asks makes it for all. */
    private validationOf(host: string, certificate: aws.acm.Certificate): aws.route53.Record {
        const known = this.validations.get(host);
        if (known !== undefined) {
            return known;
        }
        const asked = certificate.domainValidationOptions.apply(options =>
            options.find(({ domainName }) => domainName === host)!,
        );
        const record = this.record(
            `${host}-validation`,
            {
                name: asked.resourceRecordName,
                type: asked.resourceRecordType,
                records: [asked.resourceRecordValue],
                ttl: 300,
                // Another stack may validate the same host in the same account, by the same record.
                allowOverwrite: true,
            },
            { parent: this },
        );
        this.validations.set(host, record);
        return record;
    }

    abstract route(name: string, plan: RoutingPlan, fronts: readonly Front[], scope: Scope): Routed;
}
