import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../plan/cells/cell";
import { type Fault, quoted } from "../plan/faults";
import { splitRef } from "../plan/places/catalogue";

/** Something that can exist once, and that a service uses alone. */
export interface Claim {
    /** The scope in which it can exist once: the program, a parent, an account. Two are the same by identity. */
    readonly within: unknown;
    readonly what: string;
    /** The fault where another service of the program holds it. */
    readonly fault: (holder: string) => Fault;
    /** Claims that also collide if this one does. They are reported only if it is free. */
    readonly implied?: readonly Claim[];
}

/** Holders by scope and thing. */
type Held = Map<unknown, Map<string, string>>;

/**
 * By the connection to the engine, which is all that the services of a program share: each may have adapters of its own. Programs in one
 * process, as with the Automation API, have one each.
 */
const held = new WeakMap<object, Held>();

function heldInProgram(): Held {
    const program = pulumi.runtime.getMonitor();
    // Without an engine nothing is created that could collide.
    if (program === undefined) return new Map();
    const found = held.get(program) ?? new Map<unknown, Map<string, string>>();
    held.set(program, found);
    return found;
}

/** The claims that another service of the program holds. One cause is reported once. */
export function claimFaults(claims: readonly Claim[]): Fault[] {
    const all = heldInProgram();
    const faultsOf = ({ fault, implied = [], what, within }: Claim): Fault[] => {
        const holder = all.get(within)?.get(what);
        return holder === undefined ? implied.flatMap(faultsOf) : [fault(holder)];
    };
    const first = new Map<string, Fault>();
    for (const fault of claims.flatMap(faultsOf)) {
        const cause = `${fault.code} ${fault.path}`;
        first.set(cause, first.get(cause) ?? fault);
    }
    return [...first.values()];
}

/** The service holds what it claims from now on. */
export function hold(service: string, claims: readonly Claim[]): void {
    const all = heldInProgram();
    for (const { implied = [], what, within } of claims) {
        all.set(within, (all.get(within) ?? new Map<string, string>()).set(what, service));
        hold(service, implied);
    }
}

/** A cell, and its position in the config. */
export interface PlacedCell {
    readonly cell: Cell;
    readonly at: string;
}

/** Names of resources begin with the service's, its cell's and the region's: services with the same beginnings collide. */
export function nameClaims(
    service: string,
    cells: readonly PlacedCell[],
    within: unknown,
    further: readonly Claim[] = [],
): Claim {
    const beginnings = cells.flatMap(({ at, cell }) =>
        cell.regions.map((region): Claim => {
            const beginning = `${service}-${cell.name}-${splitRef(region).name}`;
            return {
                within,
                what: `names ${beginning}`,
                fault: holder => ({
                    code: "service/same-names",
                    path: `${at}.name`,
                    value: cell.name,
                    problem: `resource names of cell ${quoted(cell.name)} begin with ${quoted(beginning)}, which Service ${quoted(holder)} already uses`,
                    remedy: "rename the cell or the service",
                }),
            };
        }),
    );
    return {
        within,
        what: `service ${service}`,
        fault: holder => ({
            code: "service/name-twice",
            path: "service",
            value: service,
            problem: `Service ${quoted(holder)} already uses the name ${quoted(service)}, with which resource names begin`,
            remedy: "set service to another name",
        }),
        implied: [...beginnings, ...further],
    };
}

/** A domain's names are created once under a parent. A host leads to one service, whatever its parent is. */
export function domainClaim(domain: string, cells: readonly PlacedCell[], parent: unknown): Claim {
    return {
        within: parent,
        what: `domain ${domain}`,
        fault: holder => ({
            code: "service/domain-twice",
            path: "domain",
            value: domain,
            problem: `Service ${quoted(holder)} already uses domain ${quoted(domain)}, expected a domain for each Service`,
            remedy: "give the Service a domain of its own, such as a subdomain",
        }),
        implied: cells.map(({ at, cell }) => ({
            within: "program",
            what: `host ${cell.host}`,
            fault: holder => ({
                code: "service/host-twice",
                path: `${at}.name`,
                value: cell.host,
                problem: `host ${quoted(cell.host)} already leads to Service ${quoted(holder)}, expected a host for each cell`,
                remedy: "rename the cell, or give the Service another domain",
            }),
        })),
    };
}

/** Routers and hubs are named by the program, or after the service. */
export function calledClaims(names: Readonly<Record<"router" | "hub", string>>, parent: unknown): Claim[] {
    return Object.entries(names).map(([what, name]) => ({
        within: parent,
        what: `${what} ${name}`,
        fault: holder => ({
            code: "service/name-twice",
            path: `names.${what}`,
            value: name,
            problem: `the ${what} of Service ${quoted(holder)} already uses the name ${quoted(name)}`,
            remedy: `give the ${what} another name, or remove names.${what}, which names it after the service`,
        }),
    }));
}
