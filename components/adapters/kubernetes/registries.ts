import type { Config } from "../../plan/config/config";
import { type Fault, quoted } from "../../plan/faults";
import { type RegionRef, splitRef } from "../../plan/places/catalogue";
import { releasesOf, type ServingPlan } from "../../plan/serving/serving";
import type { KubernetesSettings } from "./args";

/** What the references of all images in the same registry and path begin with. */
const registryOf = (image: string) => image.slice(0, image.lastIndexOf("/") + 1);

const inRegion = (image: string, region: RegionRef) => image.replaceAll("{region}", splitRef(region).name);

/** The images of custom servers that a config names. */
export function ownImagesOf({ models }: Pick<Config, "models">): string[] {
    return models.flatMap(({ releases }) => Object.values(releases).flatMap(({ server }) => server?.image ?? []));
}

/** What references of images in a region's pods may begin with. */
export function registriesIn(
    region: RegionRef,
    { images, ownImages, registries }: Pick<KubernetesSettings, "images" | "ownImages" | "registries">,
): string[] {
    const of = [...Object.values(images), ...ownImages.map(image => inRegion(image, region))].map(registryOf);
    return [...new Set([...of, ...registries.map(registry => `${registry}/`)])].sort();
}

/** Custom servers whose image the cluster would refuse: their landing zone was made before their model was known. */
export function registryFaults(
    { models, region }: Pick<ServingPlan, "models" | "region">,
    settings: Parameters<typeof registriesIn>[1],
): Fault[] {
    const permitted = registriesIn(region, settings);
    return releasesOf(models).flatMap(({ model, release }): Fault[] => {
        const image = release.server?.image;
        if (image === undefined || permitted.some(registry => inRegion(image, region).startsWith(registry))) return [];
        return [
            {
                code: "kubernetes/registry-not-permitted",
                path: `models.${model.name}.releases["${release.version}"].server.image`,
                value: image,
                problem: `image ${quoted(image)} of release ${quoted(release.version)} of model ${quoted(model.name)} is from a registry that ${region} does not permit`,
                allowed: permitted,
                remedy: `add ${registryOf(image).slice(0, -1)} to kubernetes({ registries })`,
            },
        ];
    });
}
