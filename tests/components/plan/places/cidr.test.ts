import assert from "node:assert/strict";

import * as fc from "fast-check";

import { awsNetworks, awsSubnets } from "../../../../components/plan/clouds/networks/aws";
import {
    type Cidr,
    cidrOf,
    cidrText,
    doOverlap,
    isWithin,
    looseCidrOf,
    sizeOf,
} from "../../../../components/plan/places/cidr";

const ranges: fc.Arbitrary<Cidr> = fc
    .tuple(fc.nat(2 ** 31 - 1), fc.boolean(), fc.integer({ min: 0, max: 32 }))
    .map(([low, isHigh, bits]) => looseCidrOf(cidrText({ first: low + (isHigh ? 2 ** 31 : 0), bits }))!);

describe("a range of addresses", () => {
    it("is written by its first address, and by no other", () => {
        fc.assert(
            fc.property(ranges, range => {
                assert.deepEqual(cidrOf(cidrText(range)), range);
            }),
        );
        assert.deepEqual(cidrOf("10.1.0.0/16"), { first: 10 * 2 ** 24 + 2 ** 16, bits: 16 });
        assert.equal(cidrOf("10.1.0.1/16"), undefined);
        assert.equal(cidrText(looseCidrOf("10.1.255.255/16")!), "10.1.0.0/16");
    });

    for (const written of ["", "10.1.0.0", "10.1.0/16", "10.1.0.256/16", "10.1.0.0/33", "::/64", " 10.1.0.0/16"]) {
        it(`is none in ${JSON.stringify(written)}`, () => {
            assert.equal(looseCidrOf(written), undefined);
        });
    }

    it("overlaps with another one if an address is in both", () => {
        fc.assert(
            fc.property(ranges, ranges, (one, other) => {
                const last = ({ bits, first }: Cidr) => first + sizeOf({ bits }) - 1;
                const isShared = one.first <= last(other) && other.first <= last(one);
                assert.equal(doOverlap(one, other), isShared);
            }),
        );
    });
});

describe("the subnets of a network on AWS", () => {
    const { bits } = awsNetworks;
    const networks = fc
        .tuple(fc.integer({ min: bits.least, max: bits.most }), fc.nat(255), fc.nat(255))
        .map(([length, b, c]) => looseCidrOf(`10.${b}.${c}.0/${length}`)!);

    it("lie in it and do not overlap, in up to four zones", () => {
        fc.assert(
            fc.property(networks, fc.integer({ min: 1, max: 4 }), (network, zones) => {
                const { inside, outside } = awsSubnets(network, zones);
                const all = [...inside, ...outside];
                assert.equal(all.length, 2 * zones);
                for (const [i, one] of all.entries()) {
                    assert.ok(isWithin(one, network));
                    assert.ok(all.every((other, j) => i === j || !doOverlap(one, other)));
                }
            }),
        );
    });

    it("are large enough for balancers and for what AWS reserves in each", () => {
        fc.assert(
            fc.property(networks, network => {
                // Five addresses of each subnet are AWS's, and a balancer needs 8 free ones of at least 32.
                const { inside, outside } = awsSubnets(network, 3);
                for (const one of [...inside, ...outside]) assert.ok(sizeOf(one) >= 32);
            }),
        );
    });

    it("are those of released stacks in the standard range", () => {
        const { inside, outside } = awsSubnets(cidrOf(awsNetworks.standard)!, 3);
        assert.deepEqual(inside.map(cidrText), ["10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/19"]);
        assert.deepEqual(outside.map(cidrText), ["10.0.128.0/21", "10.0.136.0/21", "10.0.144.0/21"]);
    });
});
