import type { Behaviour } from "./behaviour";
import type { Kind } from "./kind";

/** Types that create unpredictable values. */
const kinds: Readonly<Record<string, Kind>> = {
    "random:index/randomBytes:RandomBytes": {
        global: true,
        id: ({ hex }) => hex(16),
        outputs: {
            hex: ({ hex, inputs }) => hex(Number(inputs.length) * 2),
            base64: ({ hex, inputs }) => Buffer.from(hex(Number(inputs.length) * 2), "hex").toString("base64"),
        },
        required: ["length"],
        fixed: ["length", "keepers"],
        secret: ["hex", "base64"],
    },
    // What it draws is no secret: names contain it.
    "random:index/randomId:RandomId": {
        global: true,
        id: ({ hex }) => hex(16),
        outputs: { hex: ({ hex, inputs }) => hex(Number(inputs.byteLength) * 2) },
        required: ["byteLength"],
        fixed: ["byteLength", "keepers", "prefix"],
    },
};

/** It is nowhere, and names nothing. */
export const random: Behaviour = {
    kinds,
    answers: {},
    homeOf: () => ({ account: "none" }),
    whereOf: (_, __, home) => home,
    places: ["region"],
    isReference: () => false,
    namesOf: () => [],
    isPartOf: () => false,
    outOfReach: () => undefined,
};
