import type { CellConfig } from "../config/cell";
import { pathOf } from "../config/paths";
import { orList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { cloudsOf, type RegionRef } from "../places/catalogue";
import { type Cidr, cidrOf, doOverlap, isWithin } from "../places/cidr";
import type { NetworkFacts } from "./cloud";
import { cloudTable } from "./table";

/** A cell, with what exists in its regions: in a program, ids that are known after an update only. */
type Networked = Pick<CellConfig, "networks"> & {
    readonly regions: readonly RegionRef[];
    readonly existing: Readonly<Record<string, { readonly network?: unknown }>>;
};

/** The network of a region that is created there. */
interface Network {
    readonly ref: RegionRef;
    readonly range: Cidr;
    readonly written: string;
    /** Where the config names its range; nowhere for the standard one. */
    readonly path?: string;
}

/** The range of a region's network that is created, as its cell names it, or the standard one of its cloud. */
export function rangeOf({ networks }: Pick<CellConfig, "networks">, ref: RegionRef): string | undefined {
    return networks[ref]?.cidr ?? factsOf(ref)?.standard;
}

/** What is wrong with the ranges of a cell's networks; `at` is the path of the cell. */
export function networkFaults(cell: Networked, at: string): Fault[] {
    return Object.keys(cell.networks).flatMap(ref =>
        rangeFaults(cell, ref as RegionRef, pathOf(["networks", ref, "cidr"], at)),
    );
}

function factsOf(ref: RegionRef): NetworkFacts | undefined {
    const [cloud] = cloudsOf([ref]);
    return cloud && cloudTable[cloud].networks;
}

/** The first thing that is wrong with a range. */
function rangeFaults(cell: Networked, ref: RegionRef, path: string): Fault[] {
    const facts = factsOf(ref);
    const { cidr } = cell.networks[ref]!;
    const range = cidrOf(cidr);
    if (facts === undefined || range === undefined) return [];
    const { bits, taken, within } = facts;
    const of = `the network of region ${quoted(ref)}`;
    const fault = (found: Pick<Fault, "code" | "problem" | "remedy">): Fault[] => [{ path, value: cidr, ...found }];
    if (cell.existing[ref]?.network !== undefined)
        return fault({
            code: "network/exists",
            problem: `${of} exists already, so range ${cidr} has no effect`,
            remedy: `remove ${cidr}, or remove existing.network so that a network is created`,
        });
    if (range.bits < bits.least || range.bits > bits.most)
        return fault({
            code: "network/size",
            problem: `range ${cidr} of ${of} has a prefix of ${range.bits} bits, expected ${bits.least} to ${bits.most}`,
            remedy: `use a prefix of /${bits.least} to /${bits.most}, in which the subnets of tasks and balancers fit`,
        });
    const isIn = (ranges: readonly string[], meets: (one: Cidr, other: Cidr) => boolean) =>
        ranges.some(one => meets(range, cidrOf(one)!));
    return isIn(within, isWithin) && !isIn(taken, doOverlap)
        ? []
        : fault({
              code: "network/not-private",
              problem: `range ${cidr} of ${of} is not free for private networks, expected a part of ${orList(within)} outside ${orList(taken)}`,
              remedy: "use a private range that no other network of the organization has",
          });
}

function networksOf(cell: Networked, at: string): Network[] {
    return cell.regions.flatMap((ref): Network[] => {
        const written = cell.existing[ref]?.network === undefined ? rangeOf(cell, ref) : undefined;
        const range = written === undefined ? undefined : cidrOf(written);
        if (range === undefined) return [];
        const path = cell.networks[ref] === undefined ? {} : { path: pathOf(["networks", ref, "cidr"], at) };
        return [{ ref, range, written: written!, ...path }];
    });
}

/**
 * Ranges of networks of a stack that overlap. No network is connected to another one, but an organization may connect them to a third one,
 * which would reach one of the two only. Standard ranges are all the same and are left alone: networks of released stacks have them.
 */
export function overlapFaults(cells: readonly { readonly cell: Networked; readonly at: string }[]): Fault[] {
    const all = cells.flatMap(({ at, cell }) => networksOf(cell, at));
    return all.flatMap((one, i): Fault[] => {
        const other = all.find(
            (other, j) => i !== j && (other.path === undefined || j < i) && doOverlap(one.range, other.range),
        );
        return one.path === undefined || other === undefined
            ? []
            : [
                  {
                      code: "network/overlap",
                      path: one.path,
                      value: one.written,
                      problem: `range ${one.written} of region ${quoted(one.ref)} overlaps with ${other.written} of region ${quoted(other.ref)}${other.path === undefined ? ", the standard range" : ""}`,
                      remedy: "give each network a range of its own",
                  },
              ];
    });
}
