import type { Asked } from "../config/config";
import type { Fault } from "../faults";
import type { Cloud } from "../places/catalogue";
import { type HostingFeature, hostingFeatures, hostings } from "./cloud";
import { lackOf } from "./lack";
import { machineFor } from "./machines";
import { cloudsHosting, cloudTable, hostingOn } from "./table";

type Serving = Asked["serving"];

/** What models can't run on, or can't run so. */
export function hostingFaults(serving: Serving, clouds: readonly Cloud[]): Fault[] {
    const { hosting } = serving;
    const lack = lackOf(clouds, cloudsHosting(hosting), cloud => cloudTable[cloud].hostings[hosting]);
    return lack === undefined
        ? [
              ...featureFaults(serving, clouds),
              ...clouds.flatMap(cloud => [
                  ...sizeFaults(serving, cloud),
                  ...machineFaults(serving, cloud),
                  ...gpuTypeFaults(serving, cloud),
              ]),
          ]
        : [
              {
                  code: "capability/hosting",
                  path: "serving.hosting",
                  value: hosting,
                  allowed: `${hostings[hosting]}: ${lack.able}`,
                  remedy: `use another hosting, as container, or leave ${lack.unable}`,
              },
          ];
}

/** Something that a config asks of its hosting. */
export interface HostingAsk {
    readonly feature: HostingFeature;
    readonly path: string;
    readonly value?: unknown;
}

/** What a config asks of its hosting, with what asks for it. */
export function hostingAsks({ gpu, scaling }: Serving): HostingAsk[] {
    const { hours, min = 1, max = 1, predictive } = scaling;
    const asked: readonly (HostingAsk & { readonly wanted: boolean })[] = [
        { wanted: gpu !== undefined, feature: "gpu", path: "serving.gpu" },
        { wanted: min > 1, feature: "replicas", path: "serving.scaling.min", value: min },
        { wanted: min === 0, feature: "scaling/to-zero", path: "serving.scaling.min", value: min },
        { wanted: max > 1, feature: "replicas", path: "serving.scaling.max", value: max },
        { wanted: predictive, feature: "scaling/predictive", path: "serving.scaling.predictive", value: predictive },
        { wanted: hours.length > 0, feature: "scaling/scheduled", path: "serving.scaling.hours" },
    ];
    return asked.flatMap(({ wanted, ...ask }) => (wanted ? [ask] : []));
}

function featureFaults(serving: Serving, clouds: readonly Cloud[]): Fault[] {
    const { hosting } = serving;
    return hostingAsks(serving).flatMap(({ feature, path, value }): Fault[] => {
        const able = cloudsHosting(hosting, feature);
        const lack = lackOf(clouds, able, cloud => hostingOn(cloud, hosting)!.features[feature]);
        return lack === undefined
            ? []
            : [
                  {
                      code: "capability/hosting",
                      path,
                      ...(value === undefined ? {} : { value }),
                      allowed: `${hostingFeatures[feature]}: in ${hosting} ${lack.able}`,
                      remedy: `remove it, use another hosting, or leave ${lack.unable}`,
                  },
              ];
    });
}

const sizes = ["cpu", "memoryGiB"] as const;

/** A size where there are none, or one larger than the platform's largest. With a GPU the machine's size counts. */
function sizeFaults({ hosting, gpu, ...asked }: Serving, cloud: Cloud): Fault[] {
    const { largest, product, unsized } = hostingOn(cloud, hosting)!;
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

/** A replica with GPUs that no machine of the cloud holds, where the adapter chooses the machine. */
function machineFaults({ cpu, gpu, hosting, memoryGiB }: Serving, cloud: Cloud): Fault[] {
    const { machines } = hostingOn(cloud, hosting)!;
    if (gpu === undefined || machines === undefined || machineFor(machines, { cpu, gpu, memoryGiB }) !== undefined) {
        return [];
    }
    const { count, type } = gpu;
    return [
        {
            code: "capability/machine",
            path: "serving.gpu",
            value: `${count} × ${type ?? "any"}, ${cpu ?? "any"} processors, ${memoryGiB ?? "any"} GiB`,
            allowed: `a machine that holds a replica, of ${machines.types.map(({ type }) => type).join(", ")} on ${cloud}`,
            remedy: "name another type, or ask for less",
        },
    ];
}

/** A type of GPUs that no node can offer. */
function gpuTypeFaults({ gpu, hosting }: Serving, cloud: Cloud): Fault[] {
    const { gpuTypes } = hostingOn(cloud, hosting)!;
    const type = gpu?.type;
    return gpuTypes === undefined || type === undefined || gpuTypes.pattern.test(type)
        ? []
        : [
              {
                  code: "capability/gpu-type",
                  path: "serving.gpu.type",
                  value: type,
                  allowed: `${gpuTypes.form}: on ${cloud}`,
                  remedy: gpuTypes.remedy,
              },
          ];
}
