import { z } from "zod";

import { sha256, version } from "./form";
import { isPlaceholder, lockedImages, placeholderSign } from "./images";
import type { ModelConfig, ReleaseConfig } from "./models";
import { type Fault, quoted } from "../faults";
import { parse } from "./parse";
import { pathOf } from "./paths";

/** One release as `meridian resolve` found it. */
const lockedRelease = z.strictObject({
    artifact: z.string(),
    digest: sha256,
    bytes: z.number().int().min(0, "0 or more"),
});

/**
 * `meridian.lock.json`: the digest of each release, by model and version, and of each image of the runtime. Committed, so that all updates
 * deploy the same bytes.
 */
export const lockSchema = z.strictObject({
    version: z.literal(1),
    models: z.record(z.string(), z.record(version, lockedRelease)),
    images: lockedImages.optional(),
});

/** What `meridian resolve` and `meridian images push` have written. */
export type Lock = z.output<typeof lockSchema>;
export type LockedRelease = Lock["models"][string][string];

/** The lock as written, or its faults (`ConfigFaults`). */
export function parseLock(input: unknown): Lock {
    return parse(lockSchema, input, "lock");
}

/** An empty lock. */
export const emptyLock: Lock = { version: 1, models: {} };

export interface PinnedRelease extends ReleaseConfig {
    readonly digest: string;
}

/** A model each of whose releases has a digest. */
export interface PinnedModel extends Omit<ModelConfig, "releases"> {
    readonly releases: Readonly<Record<string, PinnedRelease>>;
}

/** Models with the digests of the lock where they set none. */
export function withDigests(models: readonly ModelConfig[], lock: Lock): ModelConfig[] {
    return models.map(model => ({
        ...model,
        releases: Object.fromEntries(
            Object.entries(model.releases).map(([version, release]) => {
                const digest = release.digest ?? lockedIn(lock, model.name, version)?.digest;
                return [version, { ...release, ...(digest === undefined ? {} : { digest }) }];
            }),
        ),
    }));
}

/** The same for a config in which `lockFaults` found nothing: every release has a digest. */
export function pinned(models: readonly ModelConfig[], lock: Lock): PinnedModel[] {
    return withDigests(models, lock) as PinnedModel[];
}

/** The lock's entry of a release. */
export function lockedIn({ models }: Lock, model: string, version: string): LockedRelease | undefined {
    const releases = Object.hasOwn(models, model) ? models[model]! : {};
    return Object.hasOwn(releases, version) ? releases[version] : undefined;
}

const remedy = "run `meridian resolve`, and commit meridian.lock.json";

/** Releases without a digest, with a made-up one, and with one that differs from the lock's. */
export function lockFaults(models: readonly ModelConfig[], lock: Lock, at = "models"): Fault[] {
    return [...unlockedFaults(models, lock, at), ...placeholderFaults(withDigests(models, lock), at)];
}

/** A file of this machine is compared with its digest before an update, other releases only when their servers start. */
function placeholderFaults(models: readonly ModelConfig[], at: string): Fault[] {
    return models.flatMap((model, i) =>
        Object.entries(model.releases)
            .flatMap(([version, { artifact, digest, baseline }]) => [
                {
                    of: { artifact, digest },
                    subject: `release ${quoted(version)}`,
                    segments: [version, "digest"],
                    remedy: `remove the digest, ${remedy}`,
                },
                {
                    of: baseline,
                    subject: `the baseline of release ${quoted(version)}`,
                    segments: [version, "baseline", "digest"],
                    remedy: "write the digest of the file that `sha256sum` prints",
                },
            ])
            .flatMap(({ of, ...where }) =>
                of?.digest === undefined || of.artifact.startsWith("file:") || !isPlaceholder(of.digest)
                    ? []
                    : [{ ...where, digest: of.digest }],
            )
            .map(({ digest, segments, subject, remedy }) => ({
                code: "release/digest-placeholder",
                path: pathOf([i, "releases", ...segments], at),
                value: digest,
                problem: `digest ${quoted(digest)} of ${subject} of model ${quoted(model.name)} is a placeholder: ${placeholderSign}`,
                remedy,
            })),
    );
}

function unlockedFaults(models: readonly ModelConfig[], lock: Lock, at: string): Fault[] {
    return models.flatMap((model, i) =>
        Object.entries(model.releases).flatMap(([version, { artifact, digest }]): Fault[] => {
            const path = pathOf([i, "releases", version], at);
            const locked = lockedIn(lock, model.name, version);
            const subject = `release ${quoted(version)} of model ${quoted(model.name)}`;
            if (locked === undefined) {
                const problem = `${subject} has no digest, expected one in the config or in meridian.lock.json`;
                return digest === undefined
                    ? [{ code: "release/digest-missing", path: `${path}.digest`, problem, remedy }]
                    : [];
            }
            if (locked.artifact !== artifact) {
                const problem = `artifact ${quoted(artifact)} of ${subject} differs from ${quoted(locked.artifact)} in meridian.lock.json`;
                return [{ code: "lock/other-artifact", path: `${path}.artifact`, value: artifact, problem, remedy }];
            }
            return digest === undefined || digest === locked.digest
                ? []
                : [
                      {
                          code: "lock/other-digest",
                          path: `${path}.digest`,
                          value: digest,
                          problem: `digest ${quoted(digest)} of ${subject} differs from ${quoted(locked.digest)} in meridian.lock.json`,
                          remedy: `correct the digest, or ${remedy}`,
                      },
                  ];
        }),
    );
}
