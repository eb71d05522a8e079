import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../plan/cells/cell";
import { nearestRemedy } from "../../plan/config/remedies";
import { type Fault, quoted } from "../../plan/faults";
import type { CellProviders } from "./args";

/** The provider that a program passes to a component, in its options or those of a parent. It identifies the account. */
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
            problem: `the provider of cell ${quoted(cell)} is a value of type ${typeof provider}, expected a Provider of the @pulumi/aws that this package loads`,
            remedy: "create it with `new aws.Provider(…)`, and install one @pulumi/aws for the program and this package",
        }));
}

/** Providers for cells that have no region on AWS: no resource would be created by them. */
export function unknownCellFaults(providers: CellProviders, cells: readonly string[]): Fault[] {
    return Object.keys(providers)
        .filter(name => !cells.includes(name))
        .map(name => ({
            code: "aws/unknown-cell",
            path: `aws.providers.${name}`,
            value: name,
            problem: `there is no cell ${quoted(name)} with a region on AWS${cells.length === 0 ? ", and no other cell has one" : ""}`,
            allowed: cells,
            remedy:
                cells.length === 0
                    ? "remove the provider"
                    : (nearestRemedy(name, cells) ?? "name a cell that has a region on AWS"),
        }));
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
    { accounts, name }: Pick<Cell, "name"> & { readonly accounts?: Cell["accounts"] | undefined },
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
                  problem: `cell ${quoted(name)} has the role ${quoted(roleArn)} and a provider of AWS, expected one of the two`,
                  remedy:
                      "remove the role, or the provider that aws({ providers }), the component or one of its parents has; " +
                      "a provider can assume the role itself (assumeRoles)",
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
                  problem:
                      "the landing zone has another provider than its cell, expected one for all landing zones of a cell",
                  remedy: "give all landing zones of the cell the same provider, or give it to the cell: aws({ providers: { <cell>: … } })",
              },
          ];
}
