import type { Asked } from "../config/config";
import { pathOf } from "../config/paths";
import type { Cloud } from "../places/catalogue";
import { type Feature, features } from "./cloud";
import type { Need } from "./needs";

/** A file that a release consists of, and where a config names it. */
interface ReleaseFile {
    readonly artifact: string;
    readonly path: readonly (string | number)[];
}

/** The files of a model's releases, and of their baselines. */
export function filesOf({ releases }: Asked["models"][number], at: readonly (string | number)[]): ReleaseFile[] {
    return Object.entries(releases).flatMap(([version, { artifact, baseline }]) => {
        const release = [...at, "releases", version];
        return [
            { artifact, path: [...release, "artifact"] },
            ...(baseline ? [{ artifact: baseline.artifact, path: [...release, "baseline", "artifact"] }] : []),
        ];
    });
}

/** What the sources of releases need of the clouds, each of which gets every file. */
export function artifactNeeds({ models }: Pick<Asked, "models">, clouds: readonly Cloud[]): Need[] {
    return models
        .flatMap((model, i) => filesOf(model, ["models", i]))
        .map(({ artifact, path }) => ({
            feature: `artifact/${artifact.slice(0, artifact.indexOf(":"))}` as Feature,
            path: pathOf(path),
            value: artifact,
            clouds,
        }))
        .filter(({ feature }) => feature in features);
}
