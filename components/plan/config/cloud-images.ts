import { z } from "zod";

import { type Fault, quoted } from "../faults";
import { type ImageName, isPlaceholder, placeholderSign } from "./images";
import type { Lock } from "./lock";
import { andList } from "./word-lists";

/** What runs in a region of each cloud, with the image of the runtime that runs it where the config names no other. */
const runtimeImages = {
    aws: { gate: "gate", server: "runtime", fetch: "fetch" },
    kubernetes: { gate: "gate", runtime: "runtime", fetch: "fetch", store: "store" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ImageName>>>>;

/** Roles that a cloud has where its setting of that name is set. */
const optionalRoles = { aws: [], kubernetes: ["store"] } as const satisfies Readonly<
    Record<ImageCloud, readonly string[]>
>;

/** Clouds that run images of the runtime. */
export type ImageCloud = keyof typeof runtimeImages;
export const imageClouds = Object.keys(runtimeImages) as ImageCloud[];

type RoleOn<C extends ImageCloud> = keyof (typeof runtimeImages)[C] & string;
type OptionalOn<C extends ImageCloud> = (typeof optionalRoles)[C][number];
/** The images of a cloud's regions, each by its digest. */
export type ImagesOn<C extends ImageCloud> = Readonly<
    Record<Exclude<RoleOn<C>, OptionalOn<C>>, string> & Partial<Record<OptionalOn<C>, string>>
>;

const rolesOn = (cloud: ImageCloud): Readonly<Record<string, ImageName>> => runtimeImages[cloud];

/** The roles of a cloud with some settings, and those that have an image anyway. */
function rolesFor(settings: object, cloud: ImageCloud, images: Readonly<Record<string, unknown>>): string[] {
    const optional: readonly string[] = optionalRoles[cloud];
    return Object.keys(rolesOn(cloud)).filter(
        role =>
            !optional.includes(role) ||
            images[role] !== undefined ||
            (settings as Readonly<Record<string, unknown>>)[role] !== undefined,
    );
}

const host = "[a-z0-9.-]";
/** On AWS a registry is one of each account and region. */
const awsHost = `(${host}|\\{account\\}|\\{region\\})`;
const hostOn = { aws: awsHost, kubernetes: host } as const satisfies Record<ImageCloud, string>;

const imageForm = "<registry>/<repository>@sha256:<64 hexadecimal digits>";

/** `<registry>/<repository>@sha256:<digest>`: what is behind a tag changes. On AWS the registry may say `{account}` and `{region}`. */
export const pinnedOn = (cloud: ImageCloud) =>
    new RegExp(`^${hostOn[cloud]}+(:[0-9]+)?/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$`);
export const pinnedImage = pinnedOn("aws");

/** Where a cloud's images are: a registry, and a path there. */
export const registryOn = (cloud: ImageCloud) =>
    z
        .string()
        .regex(
            new RegExp(`^${hostOn[cloud]}+(:[0-9]+)?(/[a-z0-9._-]+)*$`),
            "<registry>/<path>, without a scheme and a slash at the end",
        )
        .max(400, "400 characters at most");

/** An image by its digest. */
export const imageOn = (cloud: ImageCloud) =>
    z.string().regex(pinnedOn(cloud), imageForm).max(512, "512 characters at most");

/** Where images come from: the settings of a config, as far as they say it. */
interface ImageSettings {
    readonly registry?: string | undefined;
    readonly images: Readonly<Record<string, string | undefined>>;
}

/** Images that the adapter receives without a digest, or with a placeholder for one. */
export function imageFaults(images: Readonly<Record<string, unknown>>, cloud: ImageCloud): Fault[] {
    const faults = rolesFor({}, cloud, images)
        .filter(role => !pinnedOn(cloud).test(String(images[role])))
        .map(role => ({
            code: "image/not-pinned" as const,
            path: `${cloud}.images.${role}`,
            value: images[role],
            problem: `${unpinned(images[role], role)} on ${cloud}, expected ${imageForm}`,
            remedy: "name the image by the digest that `crane digest <image>` prints, because a tag can move",
        }));
    return [...faults, ...placeholderFaults(images, cloud)];
}

function unpinned(image: unknown, role: string): string {
    return typeof image === "string"
        ? `image ${quoted(image)} of ${role} has no valid digest`
        : `there is no image of ${role}`;
}

function placeholderFaults(images: Readonly<Record<string, unknown>>, cloud: ImageCloud): Fault[] {
    return Object.keys(rolesOn(cloud))
        .map(role => ({ role, image: String(images[role]) }))
        .filter(({ image }) => pinnedOn(cloud).test(image) && isPlaceholder(image))
        .map(({ role, image }) => ({
            code: "image/placeholder",
            path: `${cloud}.images.${role}`,
            value: image,
            problem: `digest of image ${quoted(image)} is a placeholder: ${placeholderSign}`,
            remedy: `write the digest that \`crane digest <image>\` prints, or remove the image and set ${cloud}.registry`,
        }));
}

/** The settings with the images of the lock where they name none. */
export function withLockedImages<Settings extends ImageSettings>(
    settings: Settings,
    { images: digests = {} }: Pick<Lock, "images">,
    cloud: ImageCloud,
): Settings {
    const { images, registry } = settings;
    const locked = rolesFor(settings, cloud, images).flatMap(role => {
        const name = rolesOn(cloud)[role]!;
        return registry === undefined || digests[name] === undefined
            ? []
            : [[role, `${registry}/${name}@${digests[name]}`]];
    });
    return { ...settings, images: { ...(Object.fromEntries(locked) as Settings["images"]), ...images } };
}

/** Images that neither the settings nor the lock name, and placeholders for digests in either. */
export function lockedImageFaults(settings: ImageSettings, lock: Pick<Lock, "images">, cloud: ImageCloud): Fault[] {
    const { images, registry } = withLockedImages(settings, lock, cloud);
    const roles = rolesFor(settings, cloud, images);
    const missing = roles.filter(role => images[role] === undefined);
    const placeholders = roles.filter(role => settings.images[role] === undefined && isPlaceholder(images[role] ?? ""));
    const where = { cloud, path: `${cloud}.registry` };
    return [
        ...placeholderFaults(settings.images, cloud),
        ...(missing.length === 0
            ? []
            : [registry === undefined ? noRegistry(missing, where) : notLocked(missing, registry, where)]),
        ...(placeholders.length === 0 ? [] : [lockedPlaceholders(placeholders, registry, where)]),
    ];
}

interface Where {
    readonly cloud: ImageCloud;
    readonly path: string;
}

const namesOf = (some: readonly string[], cloud: ImageCloud) => andList(some.map(role => rolesOn(cloud)[role]!));
const push = "run `meridian images push --to <registry>`, and commit meridian.lock.json";

function noRegistry(missing: readonly string[], { cloud, path }: Where): Fault {
    return {
        code: "image/registry-missing",
        path,
        problem: `${path} is missing, expected a registry with the images ${namesOf(missing, cloud)}, or ${andList(missing.map(role => `images.${role}`))}`,
        remedy: "set it to the registry that `meridian images push` pushes the images of the runtime to",
    };
}

function notLocked(missing: readonly string[], value: string, { cloud, path }: Where): Fault {
    const problem = `meridian.lock.json has no digests of the images ${namesOf(missing, cloud)}, which registry ${quoted(value)} needs`;
    return { code: "image/not-locked", path, value, problem, remedy: push };
}

function lockedPlaceholders(placeholders: readonly string[], value: unknown, { cloud, path }: Where): Fault {
    const problem = `meridian.lock.json has placeholders for digests of the images ${namesOf(placeholders, cloud)}, which registry ${quoted(value)} needs: ${placeholderSign}`;
    return { code: "image/locked-placeholder", path, value, problem, remedy: push };
}
