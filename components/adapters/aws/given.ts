import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../plan/cells/cell";
import { Service } from "../../service/component";
import type { Fault } from "../../plan/faults";

/** The provider that a program gives to a component or to its service, in their options: it stands for the account. */
export function givenProvider(opts: pulumi.ComponentResourceOptions = {}): aws.Provider | undefined {
    const { parent, provider, providers = [] } = opts;
    const own = [provider, ...Object.values(providers)].find(one => aws.Provider.isInstance(one));
    return (
        own ??
        ((parent instanceof Service ? parent.getProvider("aws:index:any") : undefined) as aws.Provider | undefined)
    );
}

/** A cell that names a role is built in that role's account, and not in another provider's. */
export function givenFaults(
    { accounts }: { readonly accounts?: Cell["accounts"] | undefined },
    given: aws.Provider | undefined,
    at = "cell",
): Fault[] {
    const { roleArn } = accounts?.aws ?? {};
    return given === undefined || roleArn === undefined
        ? []
        : [
              {
                  code: "aws/two-accounts",
                  path: `${at}.accounts.aws.roleArn`,
                  value: roleArn,
                  allowed: "a role, or a provider among the component's options",
                  remedy: "leave one of them out: a provider may assume a role itself (assumeRoles)",
              },
          ];
}

/** One cell is built in one account: by the provider that its first landing zone was given. */
export function otherFaults(first: aws.Provider, given: aws.Provider): Fault[] {
    return first === given
        ? []
        : [
              {
                  code: "aws/two-accounts",
                  path: "opts.provider",
                  allowed: "one provider for all landing zones of a cell",
                  remedy: "give the first landing zone of the cell the same",
              },
          ];
}
