import type { Asked } from "../config/config";
import type { Fault } from "../faults";
import type { Cloud } from "../places/catalogue";
import { type HostingFeature, hostingFeatures, hostings } from "./cloud";
import { cloudsHosting, cloudTable } from "./table";

type Serving = Asked["serving"];

/** What models can't run on, or can't run so. */
export function hostingFaults(serving: Serving, clouds: readonly Cloud[]): Fault[] {
    const { hosting } = serving;
    const without = clouds.filter(cloud => cloudTable[cloud].hostings[hosting] === undefined);
    return without.length === 0
        ? [...featureFaults(serving, clouds), ...clouds.flatMap(cloud => sizeFaults(serving, cloud))]
        : [
              {
                  code: "capability/hosting",
                  path: "serving.hosting",
                  value: hosting,
                  allowed: `${hostings[hosting]}: on ${cloudsHosting(hosting).join(", ")}`,
                  remedy: `use another hosting, as container, or leave ${without.join(" and ")}, which can't`,
              },
          ];
}

function featureFaults({ hosting, gpu, scaling }: Serving, clouds: readonly Cloud[]): Fault[] {
    const { min = 1, max = 1, predictive } = scaling;
    const asked: readonly (readonly [wanted: boolean, feature: HostingFeature, path: string, value?: unknown])[] = [
        [gpu !== undefined, "gpu", "serving.gpu"],
        [min > 1, "replicas", "serving.scaling.min", min],
        [min === 0, "scaling/to-zero", "serving.scaling.min", min],
        [max > 1, "replicas", "serving.scaling.max", max],
        [predictive, "scaling/predictive", "serving.scaling.predictive", predictive],
    ];
    return asked
        .filter(([wanted]) => wanted)
        .flatMap(([, feature, path, value]): Fault[] => {
            const able = cloudsHosting(hosting, feature);
            const lacking = clouds.filter(cloud => !able.includes(cloud));
            return lacking.length === 0
                ? []
                : [
                      {
                          code: "capability/hosting",
                          path,
                          ...(value === undefined ? {} : { value }),
                          allowed: `${hostingFeatures[feature]}: in ${hosting} on ${able.join(", ") || "no cloud"}`,
                          remedy: `remove it, use another hosting, or leave ${lacking.join(" and ")}, which can't`,
                      },
                  ];
        });
}

const sizes = ["cpu", "memoryGiB"] as const;

/** A size where there are none, or one larger than the platform's largest. With a GPU the machine's size counts. */
function sizeFaults({ hosting, gpu, ...asked }: Serving, cloud: Cloud): Fault[] {
    const { largest, product, unsized } = cloudTable[cloud].hostings[hosting]!;
    if (unsized) {
        return sizes
            .filter(what => asked[what] !== undefined)
            .map(what => ({
                code: "capability/size",
                path: `serving.${what}`,
                value: asked[what],
                allowed: `no size: ${product} on ${cloud} take what they need`,
                remedy: `remove it, or leave ${cloud}, which can't`,
            }));
    }
    if (largest === undefined || gpu !== undefined) {
        return [];
    }
    return sizes
        .filter(what => (asked[what] ?? 0) > largest[what])
        .map(what => ({
            code: "capability/size",
            path: `serving.${what}`,
            value: asked[what],
            allowed: `${largest[what]} or less, with ${product} on ${cloud}`,
            remedy: "make replicas smaller, or use hosting: instances",
        }));
}
