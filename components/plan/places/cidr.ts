/** A range of IPv4 addresses: the first as a number, and the length of the prefix. */
export interface Cidr {
    readonly first: number;
    readonly bits: number;
}

/** The range, if it is written by its first address (RFC 4632): `10.1.0.0/16`. */
export function cidrOf(written: string): Cidr | undefined {
    const range = looseCidrOf(written);
    return range !== undefined && cidrText(range) === written ? range : undefined;
}

/** The range that contains the address: `10.1.2.3/16` is in `10.1.0.0/16`. */
export function looseCidrOf(written: string): Cidr | undefined {
    const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(written)?.slice(1).map(Number);
    if (parts === undefined || parts.slice(0, 4).some(part => part > 255) || parts[4]! > 32) return undefined;
    const [bits, address] = [parts[4]!, parts.slice(0, 4).reduce((sum, part) => sum * 256 + part, 0)];
    return { first: address - (address % sizeOf({ bits })), bits };
}

export function cidrText({ bits, first }: Cidr): string {
    const parts = [24, 16, 8, 0].map(shift => Math.floor(first / 2 ** shift) % 256);
    return `${parts.join(".")}/${bits}`;
}

/** How many addresses are in it. */
export function sizeOf({ bits }: Pick<Cidr, "bits">): number {
    return 2 ** (32 - bits);
}

/** The part of a range with a prefix that is longer by some bits; the first part is 0. */
export function partOf({ bits, first }: Cidr, longer: number, i: number): Cidr {
    return { first: first + i * sizeOf({ bits: bits + longer }), bits: bits + longer };
}

export function isWithin(inner: Cidr, outer: Cidr): boolean {
    return inner.first >= outer.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer);
}

/** Of two ranges that share an address, one contains the other. */
export function doOverlap(one: Cidr, other: Cidr): boolean {
    return isWithin(one, other) || isWithin(other, one);
}
