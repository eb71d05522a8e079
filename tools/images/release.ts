import { existsSync, writeFileSync } from "node:fs";
import { releasedFile, type ReleasedImages, releasedImages } from "../released-images";
import type { BuiltImage } from "./build";

/** What a build would release. Where it lies and how large it is are no part of that. */
export function releaseOf(version: string, built: readonly BuiltImage[]): ReleasedImages {
    return {
        version,
        images: Object.fromEntries(
            built.map(({ name, digest, platforms }) => [
                name,
                {
                    digest,
                    platforms: Object.fromEntries(
                        platforms.map(({ architecture, digest, sbom }) => [architecture, { digest, sbom }]),
                    ),
                },
            ]),
        ),
    };
}

/** Writes `images.json`, in the form that it is committed in. */
export function writeRelease(release: ReleasedImages): void {
    writeFileSync(releasedFile, `${JSON.stringify(release, null, 2)}\n`);
}

/** Throws where a build is not what `images.json` says was released: the same commit gives the same digests on every machine. */
export function compareRelease(built: ReleasedImages): void {
    if (!existsSync(releasedFile))
        throw new Error("there is no images.json; write it by `npm run images -- --release`");
    const found = differences(releasedImages(), built);
    if (found.length === 0) return;
    throw new Error(
        `the images are not those of images.json; build them from the commit of the release, or release these by \`npm run images -- --release\`\n  ${found.join("\n  ")}`,
    );
}

/** A line for each value that differs, by its place in `images.json`. */
export function differences(released: ReleasedImages, built: ReleasedImages): string[] {
    const [before, now] = [valuesOf(released), valuesOf(built)];
    const places = [...new Set([...before.keys(), ...now.keys()])];
    return places
        .filter(place => before.get(place) !== now.get(place))
        .map(
            place => `${place}: ${before.get(place) ?? "nothing"} in images.json, ${now.get(place) ?? "nothing"} built`,
        );
}

function valuesOf(part: object | string, at = ""): Map<string, string> {
    if (typeof part === "string") return new Map([[at, part]]);
    const within = ([key, value]: [string, object | string]) => [...valuesOf(value, at === "" ? key : `${at}.${key}`)];
    return new Map(Object.entries(part as Record<string, object | string>).flatMap(within));
}
