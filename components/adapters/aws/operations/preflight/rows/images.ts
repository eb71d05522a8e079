import type { Row, Where } from "../row";

/** An image that tasks run: whether its registry has it; undefined: it is in no registry of ECR, which is not looked up. */
export interface ImageFacts {
    readonly image: string;
    readonly isThere: boolean | undefined;
}

export function imagesRows(images: readonly ImageFacts[], where: Where): Row[] {
    const missing = images.filter(({ isThere }) => isThere === false).map(({ image }) => image);
    const elsewhere = images.filter(({ isThere }) => isThere === undefined).map(({ image }) => image);
    const looked = images.length - elsewhere.length;
    const row = { check: "images", ...where, needed: "each image that tasks run, by its digest" } as const;
    return [
        ...(looked === 0
            ? []
            : missing.length === 0
              ? [{ ...row, status: "pass" as const, found: `${looked} of ${looked} are in ECR` }]
              : [
                    {
                        ...row,
                        status: "fail" as const,
                        found: `${looked - missing.length} of ${looked} are in ECR`,
                        remedy: `create the repositories, and push the images: npx meridian images push --to ${registryOf(missing[0]!)}; copy images of your own by crane copy`,
                        details: missing,
                    },
                ]),
        ...(elsewhere.length === 0
            ? []
            : [
                  {
                      ...row,
                      status: "unknown" as const,
                      found: `${elsewhere.length} in registries other than ECR, not looked up`,
                      remedy: "npx meridian images check requests each image from its registry",
                      details: elsewhere,
                  },
              ]),
    ];
}

/** `host/path/gate@sha256:…` → `host/path` */
const registryOf = (image: string) => image.slice(0, image.lastIndexOf("/"));
