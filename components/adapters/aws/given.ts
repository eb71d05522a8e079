import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../plan/cells/cell";
import type { Fault } from "../../plan/faults";

/** The provider that a program gives to a component, in its options or in those of a parent: it stands for the account. */
export function givenProvider(opts: pulumi.ComponentResourceOptions = {}): aws.Provider | undefined {
    const { parent, provider, providers = [] } = opts;
    const own = [provider, ...Object.values(providers)].find(one => aws.Provider.isInstance(one));
    return own ?? (parent?.getProvider("aws:index:any") as aws.Provider | undefined);
}

/** A cell that names a role is built in that role's account, and not in another provider's. */
export function givenFaults({ accounts }: Cell, given: aws.Provider | undefined, at = "cell"): Fault[] {
    const { roleArn } = accounts.aws ?? {};
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
