import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountIn, boundaryFaults } from "../../plan/cells/account-faults";
import type { Cell } from "../../plan/cells/cell";
import { refuse } from "../../plan/faults";
import { regionNamed, splitRef } from "../../plan/places/catalogue";
import { makeCellKeys } from "../shared/cell-keys";
import type { AwsSettings } from "./args";

/** The account as a cell names it. */
export interface NamedAccount {
    /** The role that is assumed; without one, the account is the one that the engine is signed in to. */
    readonly roleArn?: pulumi.Input<string>;
    readonly externalId?: pulumi.Input<string>;
    readonly permissionsBoundary?: pulumi.Input<string>;
}

/** By what resources are made in the account. */
export interface Admission extends NamedAccount {
    /** If a program brings one: it identifies the account, and its tags are its own. */
    readonly given: aws.Provider | undefined;
}

/**
 * What a cell has once, whatever its regions: the account that it is built in, and what its gates share. Nothing of it is in AWS, so
 * that no region of a cell waits for another one.
 */
export class AwsAccount extends pulumi.ComponentResource {
    readonly provider: aws.Provider;
    readonly id: pulumi.Output<string>;
    readonly partition: string;
    /** What distinguishes it from other accounts: a brought provider, a role, or neither. */
    readonly identity: object | string | undefined;
    /** ARN of the policy that limits the permissions of each role. */
    readonly boundary?: pulumi.Output<string>;
    /**
     * What CloudTrail records as the caller of what the engine does, where the engine assumes a role; undefined where its identity is that
     * of its environment, or of a provider that a program brings (docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html).
     */
    readonly engine?: pulumi.Output<string>;
    /** By which gates of the cell know each other. */
    readonly gateKey: pulumi.Output<string>;
    /** What subjects of experiments are hashed with in logs: one, so that a subject has one hash in all regions. */
    readonly subjectKey: pulumi.Output<string>;
    /** Hosts for which a region has created the record that validates their certificates. */
    readonly validated = new Set<string>();

    constructor(
        cell: Cell,
        { service, tags }: AwsSettings,
        { externalId, given, permissionsBoundary, roleArn }: Admission,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const name = `${service}-${cell.name}`;
        super("meridian:aws:Account", name, {}, opts);
        const own = { parent: this };
        const sessionName = name.slice(0, 64);
        this.provider =
            given ??
            new aws.Provider(
                name,
                {
                    // Each resource names its own region; this one is for calls that name none.
                    region: splitRef(cell.primary).name as aws.Region,
                    ...(roleArn === undefined
                        ? {}
                        : {
                              assumeRoles: [
                                  {
                                      roleArn,
                                      sessionName,
                                      ...(externalId === undefined ? {} : { externalId }),
                                  },
                              ],
                          }),
                    defaultTags: { tags: { ...tags, "meridian:service": service, "meridian:cell": cell.name } },
                },
                own,
            );
        const asked = { parent: this, provider: this.provider };
        // Known without asking where it can be: a region that answers nothing is to keep no other one from being built.
        const account = accountIn(roleArn);
        this.id = account === undefined ? aws.getCallerIdentityOutput({}, asked).accountId : pulumi.output(account);
        this.identity = given ?? roleArn;
        this.partition = regionNamed(cell.primary)?.sovereign ?? "aws";
        if (given === undefined && roleArn !== undefined) {
            const role = pulumi.output(roleArn).apply(arn => arn.split("/").at(-1)!);
            this.engine = this.arn(pulumi.interpolate`sts::${this.id}:assumed-role/${role}/${sessionName}`);
        }
        if (permissionsBoundary !== undefined) this.boundary = this.policyArn(permissionsBoundary, cell);
        ({ gateKey: this.gateKey, subjectKey: this.subjectKey } = makeCellKeys(name, own));
        this.registerOutputs({});
    }

    arn(rest: pulumi.Input<string>): pulumi.Output<string> {
        return pulumi.interpolate`arn:${this.partition}:${rest}`;
    }

    /** Fails, in a preview too, for a policy of an account that turns out to be another one. */
    private policyArn(boundary: pulumi.Input<string>, { name }: Cell): pulumi.Output<string> {
        return pulumi.all([boundary, this.id, this.arn("iam")]).apply(([policy, id, iam]) => {
            refuse(boundaryFaults(name, policy, id, "cell.accounts"));
            return policy.startsWith("arn:") ? policy : `${iam}::${id}:${policy}`;
        });
    }
}
