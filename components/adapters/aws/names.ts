import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type {
    MadeRecord,
    MakesRecords,
    Names,
    RecordOptions,
    Routed,
    ValidationRecord,
} from "../../global-router/contract";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import type { AwsSettings } from "./args";
import { warnUndelegated } from "./delegation";
import { AwsFront } from "./front";
import { givenProvider } from "./given";

/**
 * Seconds that resolvers keep an answer, as those of a balancer's own name
 * (docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html).
 */
export const keptSeconds = 60;

/**
 * A Route 53 zone: the only place that creates records. Created, or existing with its id. A created zone does not resolve until the
 * domain's registrar delegates to its servers (`nameServers` of `pulumi stack output`).
 */
export abstract class AwsNames extends pulumi.ComponentResource implements Names, MakesRecords {
    readonly cloud = "aws";
    readonly domain: string;
    readonly zone: pulumi.Output<string>;
    readonly nameServers?: pulumi.Output<readonly string[]>;
    private readonly provider: aws.Provider;

    constructor(
        args: { readonly domain: string; readonly id?: pulumi.Input<string> },
        { service, tags }: AwsSettings,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("meridian:aws:Names", args.domain, {}, opts);
        this.domain = args.domain;
        const defaultTags = { tags: { ...tags, "meridian:service": service } };
        // Route 53 is a global service; its API is in this region.
        this.provider =
            givenProvider(opts) ??
            new aws.Provider(args.domain, { region: "us-east-1", defaultTags }, { parent: this });
        const made =
            args.id === undefined
                ? new aws.route53.Zone(args.domain, { name: args.domain, comment: `Cells of ${service}` }, this.own)
                : undefined;
        this.zone = made?.zoneId ?? pulumi.output(args.id!);
        if (made !== undefined) {
            this.nameServers = made.nameServers;
            warnUndelegated(args.domain, made.nameServers);
        }
        this.registerOutputs({ zone: this.zone });
    }

    private get own(): pulumi.CustomResourceOptions {
        return { parent: this, provider: this.provider };
    }

    /** Where records are created. The caller sets their parent. */
    record(name: string, args: Omit<aws.route53.RecordArgs, "zoneId">, opts: RecordOptions): aws.route53.Record {
        return new aws.route53.Record(name, { ...args, zoneId: this.zone }, { ...opts, provider: this.provider });
    }

    healthCheck(
        name: string,
        args: aws.route53.HealthCheckArgs,
        opts: pulumi.CustomResourceOptions,
    ): aws.route53.HealthCheck {
        return new aws.route53.HealthCheck(name, args, { ...opts, provider: this.provider });
    }

    /** A balancer of AWS by an alias, which resolvers follow in one step; what is elsewhere by its addresses, or by its name. */
    lead(front: Front, opts: RecordOptions): aws.route53.Record {
        const { address, addresses, hostname } = front;
        const to: Omit<aws.route53.RecordArgs, "name" | "zoneId"> =
            front instanceof AwsFront
                ? { type: "A", aliases: [{ ...front.alias, evaluateTargetHealth: false }] }
                : addresses === undefined
                  ? { type: "CNAME", records: [address.apply(({ host }) => host)], ttl: keptSeconds }
                  : {
                        // A balancer of another cloud may turn out to have a name only.
                        type: addresses.apply(all => (all.length > 0 ? "A" : "CNAME")),
                        records: pulumi
                            .all([addresses, address])
                            .apply(([all, { host }]) => (all.length > 0 ? [...all] : [host])),
                        ttl: keptSeconds,
                    };
        return this.record(hostname, { name: hostname, ...to }, opts);
    }

    validate(name: string, { name: host, type, value }: ValidationRecord, opts: RecordOptions = {}): MadeRecord {
        // Another region or another stack may validate the same host in the same account, by the same record.
        const args = { name: host, type, records: [value], ttl: 300, allowOverwrite: true };
        const record = this.record(name, args, { parent: this, ...opts });
        // Its `fqdn` is known after an update only, and a preview would replace the validations of certificates that exist.
        return { fqdn: record.name.apply(known => known.replace(/\.$/, "")) };
    }

    abstract route(name: string, plan: RoutingPlan, fronts: readonly Front[], scope: Scope): Routed;
}
