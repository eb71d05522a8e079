import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import { imageDigest, pinnedImage } from "../images";
import type { Stack } from "./stack";

export type AwsInput = NonNullable<ConfigInput["aws"]>;

const digest = `@${imageDigest("gate")}`;

/** Images by their digests: with and without what stands for an account and a region, with a port, and the longest. */
const images = fc.constantFrom(
    `{account}.dkr.ecr.{region}.amazonaws.com/meridian/gate${digest}`,
    `111111111111.dkr.ecr.eu-west-1.amazonaws.com/image${digest}`,
    `registry.example.com:5000/team/image_1.0${digest}`,
    `r/${"x".repeat(512 - 2 - digest.length)}${digest}`,
);

const someImages = { gate: pinnedImage("gate"), server: pinnedImage("server"), fetch: pinnedImage("fetch") };

/** Keys with the characters that AWS takes in tags, and such as a look-up in a plain object could mistake. */
const tagKeys = fc.oneof(
    fc.constantFrom(
        "cost-center",
        "Name",
        "constructor",
        "k".repeat(128),
        "Équipe: données",
        "a/b=c@d+e_f",
        "meridian",
    ),
    fc.stringMatching(/^[a-z][a-z0-9:./=+@_-]{0,20}$/).filter(key => !/^(aws|meridian):/.test(key)),
);

const tagValues = fc.constantFrom("", "risk", "v".repeat(256), "1.0", "team@example.com", "a b");

/** The settings of AWS, each with every kind of value that it can have. */
export const awsSettings: fc.Arbitrary<AwsInput> = fc.record(
    {
        images: fc.record({ gate: images, server: images, fetch: images }),
        manage: fc.boolean(),
        footprint: fc.constantFrom("full" as const, "small" as const),
        requestsPerAddress: fc.oneof(fc.constantFrom(100, 2_000_000_000), fc.integer({ min: 100, max: 100_000 })),
        tags: fc
            .uniqueArray(fc.tuple(tagKeys, tagValues), { maxLength: 8, selector: ([key]) => key.toLowerCase() })
            .map(tags => Object.fromEntries(tags)),
    },
    { requiredKeys: ["images"] },
);

/** Internal fronts are in networks that exist, and admit ranges of addresses. */
export function withClients({ edge, names }: Stack): (config: ConfigInput) => ConfigInput {
    if (names !== "aws" || edge !== "internal") return config => config;
    const network = { network: "vpc-1", subnets: ["subnet-1"], publicSubnets: ["subnet-2", "subnet-3"] };
    return config => ({
        ...config,
        aws: { images: someImages, clients: ["10.0.0.0/8", "192.0.2.7/32"] },
        cells: config.cells.map(({ networks: _, ...cell }) => ({
            ...cell,
            existing: {
                ...cell.existing,
                ...Object.fromEntries(cell.regions.map(ref => [ref, { ...cell.existing?.[ref], ...network }])),
            },
        })),
    });
}

const wrongImages = fc.constantFrom<unknown>(
    "registry.example.com/image:latest",
    `registry.example.com/Image${digest}`,
    `image${digest}`,
    `registry.example.com/image${digest.slice(0, -1)}`,
    `r/${"x".repeat(512 - 1 - digest.length)}${digest}`,
    `registry.example.com/{service}${digest}`,
    `registry.example.com/image@sha256:${"0".repeat(63)}1`,
    "",
    null,
    1,
    ["registry.example.com/image"],
);

const nine = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`tag-${i}`, "x"]));

const wrongTags = fc.constantFrom<unknown>(
    { "aws:team": "risk" },
    { "AWS:team": "risk" },
    { "meridian:cell": "other" },
    { "": "risk" },
    { ["k".repeat(129)]: "risk" },
    { "team;risk": "" },
    { team: "v".repeat(257) },
    { team: "a\nb" },
    { team: "{risk}" },
    { team: 1 },
    { team: null },
    { team: "a", Team: "b" },
    nine,
    ["team"],
    "team=risk",
    null,
);

/** The same with one value that AWS, or the form of a config, does not take. */
export const wrongAwsSettings: fc.Arbitrary<unknown> = awsSettings.chain(right =>
    fc.oneof(
        fc.tuple(fc.constantFrom("gate", "server", "fetch"), wrongImages).map(([name, image]) => ({
            ...right,
            images: { ...right.images, [name]: image },
        })),
        fc.constantFrom("gate", "server", "fetch").map(name => ({
            ...right,
            images: Object.fromEntries(Object.entries(right.images ?? {}).filter(([key]) => key !== name)),
        })),
        wrongTags.map(tags => ({ ...right, tags })),
        fc
            .constantFrom<unknown>(99, 0, -1, 2_000_000_001, 100.5, "100", null, false)
            .map(requestsPerAddress => ({ ...right, requestsPerAddress })),
        fc.constantFrom<unknown>("smaller", "", true, null).map(footprint => ({ ...right, footprint })),
        fc.constantFrom<unknown>("true", 0, null, []).map(manage => ({ ...right, manage })),
        fc.constantFrom<unknown>({ ...right, image: "x" }, { tags: {} }, {}, [], "aws", true, null),
    ),
);
