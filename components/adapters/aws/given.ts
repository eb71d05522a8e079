import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../plan/cells/cell";
import { nearestSpelling } from "../../plan/config/spelling";
import type { Fault } from "../../plan/faults";
import type { CellProviders } from "./args";

/** The provider that a program gives to a component, in its options or in those of a parent: it stands for the account. */
export function givenProvider(opts: pulumi.ComponentResourceOptions = {}): aws.Provider | undefined {
    return ownProvider(opts) ?? (opts.parent?.getProvider("aws:index:any") as aws.Provider | undefined);
}

/** The provider that a program brings for a cell. */
export function providerOf(providers: CellProviders, cell: string): aws.Provider | undefined {
    // A cell may be called `constructor`.
    return Object.hasOwn(providers, cell) ? providers[cell] : undefined;
}

/** The provider in a component's own options. */
export function ownProvider({ provider, providers = [] }: pulumi.ComponentResourceOptions = {}):
    aws.Provider | undefined {
    return [provider, ...Object.values(providers)].find(one => aws.Provider.isInstance(one));
}

/** Values that are no provider of AWS. */
export function noProviderFaults(providers: Readonly<Record<string, unknown>>): Fault[] {
    return Object.entries(providers)
        .filter(([, provider]) => !aws.Provider.isInstance(provider))
        .map(([cell, provider]) => ({
            code: "aws/no-provider",
            path: `aws.providers.${cell}`,
            value: typeof provider,
            allowed: "a Provider of @pulumi/aws",
            remedy: "create it: new aws.Provider(…); the package and the program must load the same @pulumi/aws",
        }));
}

/** Providers for cells that have no region on AWS: no resource would be created by them. */
export function unknownCellFaults(providers: CellProviders, cells: readonly string[]): Fault[] {
    return Object.keys(providers)
        .filter(name => !cells.includes(name))
        .map(name => {
            const nearest = nearestSpelling(name, cells);
            return {
                code: "aws/unknown-cell",
                path: `aws.providers.${name}`,
                value: name,
                allowed: cells.join(", ") || "none: no cell has a region on AWS",
                remedy: nearest === undefined ? "name a cell that has a region on AWS" : `did you mean ${nearest}?`,
            };
        });
}

/**
 * The options of a cell's account without a `Service`: those of the landing zone that it is made with. Of the landing zone's aliases, those
 * apply that say where it was; a name, a type or a URN is the landing zone's own.
 */
export function accountOptions(opts: pulumi.ComponentResourceOptions = {}): pulumi.ComponentResourceOptions {
    const { aliases = [], parent } = opts;
    // Accounts had no parent before they had their landing zone's.
    const before = parent === undefined ? [] : [{ parent: pulumi.rootStackResource }];
    return { ...opts, aliases: [...aliases.filter(isOfPlace), ...before] };
}

function isOfPlace(alias: pulumi.Input<string | pulumi.Alias>): boolean {
    return (
        typeof alias === "object" &&
        !pulumi.Output.isInstance(alias) &&
        !(alias instanceof Promise) &&
        alias.name === undefined &&
        alias.type === undefined
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
                  allowed:
                      "a role, or a provider: of the cell (aws({ providers })), or among the options of the component or of a parent",
                  remedy: "leave one of them out: a provider may assume a role itself (assumeRoles)",
              },
          ];
}

/** One cell is built in one account: by the provider that it has, or else that its first landing zone was given. */
export function otherFaults(first: aws.Provider | undefined, given: aws.Provider | undefined): Fault[] {
    return first === undefined || given === undefined || first === given
        ? []
        : [
              {
                  code: "aws/two-accounts",
                  path: "opts.provider",
                  allowed: "one provider for all landing zones of a cell",
                  remedy: "give all of them the same, or give it to the cell: aws({ providers: { <cell>: … } })",
              },
          ];
}
