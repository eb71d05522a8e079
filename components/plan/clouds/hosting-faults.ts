import type { Asked } from "../config/config";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { type Cloud, cloudsOf, type RegionRef, splitRef } from "../places/catalogue";
import { type HostingFeature, hostingFeatures, type Machines } from "./cloud";
import { unsupported } from "./lack";
import { machineFor } from "./machines";
import { cloudsHosting, cloudTable, hostingOn } from "./table";

type Serving = Asked["serving"];

/** What models can't run on, or can't run so; in regions that there are. */
export function hostingFaults(serving: Serving, regions: readonly RegionRef[]): Fault[] {
    const { hosting } = serving;
    const clouds = cloudsOf(regions);
    const used = { what: `hosting ${quoted(hosting)}`, path: "serving.hosting" };
    const problem = unsupported(used, clouds, cloudsHosting(hosting), cloud => cloudTable[cloud].hostings[hosting]);
    return problem === undefined
        ? [
              ...featureFaults(serving, clouds),
              ...clouds.flatMap(cloud => [
                  ...sizeFaults(serving, cloud),
                  ...machineFaults(serving, cloud, regions),
                  ...gpuTypeFaults(serving, cloud),
              ]),
          ]
        : [
              {
                  code: "capability/hosting",
                  path: "serving.hosting",
                  value: hosting,
                  problem,
                  remedy: "use another hosting, such as container, or clouds that support it",
              },
          ];
}

/** A requirement of a config on its hosting. */
export interface HostingAsk {
    readonly feature: HostingFeature;
    readonly path: string;
    readonly value?: unknown;
}

/** The requirements of a config on its hosting, each with its source. */
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
        const used = { what: `${hostingFeatures[feature]} with hosting ${quoted(hosting)}`, path, value };
        const problem = unsupported(used, clouds, able, cloud => hostingOn(cloud, hosting)!.features[feature]);
        return problem === undefined
            ? []
            : [
                  {
                      code: "capability/hosting",
                      path,
                      ...(value === undefined ? {} : { value }),
                      problem,
                      remedy: "remove it, or use another hosting, or clouds that support it",
                  },
              ];
    });
}

const sizes = ["cpu", "memoryGiB"] as const;
const units = { cpu: "processors", memoryGiB: "GiB of memory" } as const;

/** A size where there are none, or one larger than the platform's largest. With a GPU the machine's size counts. */
function sizeFaults({ hosting, gpu, ...size }: Serving, cloud: Cloud): Fault[] {
    const { largest, product, unsized } = hostingOn(cloud, hosting)!;
    if (unsized) {
        return sizes
            .filter(what => size[what] !== undefined)
            .map(what => ({
                code: "capability/size",
                path: `serving.${what}`,
                value: size[what],
                problem: `serving.${what} is ${size[what]!}, but ${product} on ${cloud} have no fixed size`,
                remedy: "remove it",
            }));
    }
    if (largest === undefined || gpu !== undefined) {
        return [];
    }
    return sizes
        .filter(what => (size[what] ?? 0) > largest[what])
        .map(what => ({
            code: "capability/size",
            path: `serving.${what}`,
            value: size[what],
            problem: `a replica with ${size[what]!} ${units[what]} is too large for hosting ${quoted(hosting)} on ${cloud}, expected at most ${largest[what]}`,
            remedy: `reduce serving.${what}, or set serving.hosting to instances`,
        }));
}

/** A replica with GPUs that no machine of the cloud, or of one of its regions, holds, where the adapter chooses the machine. */
function machineFaults(
    { cpu, gpu, hosting, memoryGiB }: Serving,
    cloud: Cloud,
    regions: readonly RegionRef[],
): Fault[] {
    const { machines } = hostingOn(cloud, hosting)!;
    if (gpu === undefined || machines === undefined) return [];
    const wanted = { cpu, gpu, memoryGiB };
    if (machineFor(machines, wanted) !== undefined) {
        return regions
            .map(splitRef)
            .filter(({ cloud: of, name }) => of === cloud && machineFor(machines, wanted, name) === undefined)
            .map(({ name }) => ({
                code: "capability/machine",
                path: "serving.gpu",
                value: `${cloud}:${name}`,
                problem: `region ${cloud}:${name} offers no machine type that holds a replica with ${replicaOf(wanted)}`,
                remedy: "remove the region from its cell, or, if the region has begun to offer one, set serving.gpu.type to a machine type that all regions offer",
            }));
    }
    const { count, type } = gpu;
    return [
        {
            code: "capability/machine",
            path: "serving.gpu",
            value: `${count} × ${type ?? "any"}, ${cpu ?? "any"} processors, ${memoryGiB ?? "any"} GiB`,
            ...machineProblem(machines, wanted, cloud),
            remedy: "set serving.gpu.type to a machine type that holds a replica, or reduce serving.gpu.count, serving.cpu or serving.memoryGiB",
        },
    ];
}

type Replica = { readonly gpu: NonNullable<Serving["gpu"]> } & Pick<Serving, "cpu" | "memoryGiB">;

const replicaOf = ({ cpu, gpu, memoryGiB }: Replica) =>
    andList([
        gpus(gpu.count),
        ...(cpu === undefined ? [] : [`${cpu} ${units.cpu}`]),
        ...(memoryGiB === undefined ? [] : [`${memoryGiB} ${units.memoryGiB}`]),
    ]);

const gpus = (count: number) => (count === 1 ? "1 GPU" : `${count} GPUs`);

function machineProblem(
    { memoryLeft, types }: Machines,
    { cpu, gpu, memoryGiB }: Replica,
    cloud: Cloud,
): Pick<Fault, "allowed" | "problem"> {
    const { type } = gpu;
    const machine = types.find(each => each.type === type);
    if (type !== undefined && machine === undefined) {
        return {
            problem: `there is no machine type ${quoted(type)} with GPUs on ${cloud}`,
            allowed: types.map(({ type }) => type),
        };
    }
    const replica = replicaOf({ cpu, gpu, memoryGiB });
    if (machine === undefined) return { problem: `no machine type on ${cloud} holds a replica with ${replica}` };
    const memory = Math.round(machine.memoryGiB * memoryLeft * 10) / 10;
    const room = `${gpus(machine.gpus)}, ${machine.cpu} ${units.cpu} and ${memory} ${units.memoryGiB}`;
    return {
        problem: `machine type ${quoted(type)} on ${cloud} does not hold a replica with ${replica}, expected at most ${room}`,
    };
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
                  problem: `invalid GPU type ${quoted(type)} on ${cloud}, expected ${gpuTypes.form}`,
                  remedy: gpuTypes.remedy,
              },
          ];
}
