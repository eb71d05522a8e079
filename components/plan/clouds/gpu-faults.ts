import type { Asked } from "../config/config";
import type { Fault } from "../faults";
import { type Cloud, cloudsOf } from "../places/catalogue";
import { regionsWith } from "./needs";
import { hostingOn } from "./table";

/** GPUs on a cloud none of whose servers would use them. */
export function gpuFaults(config: Asked, clouds: readonly Cloud[]): Fault[] {
    const { gpu, hosting } = config.serving;
    if (gpu === undefined) return [];
    const withOwn = config.models
        .filter(({ releases }) => Object.values(releases).some(({ server }) => server !== undefined))
        .flatMap(model => cloudsOf(regionsWith(model, config)));
    return clouds
        .filter(cloud => hostingOn(cloud, hosting)?.gpusOfOwnServers && !withOwn.includes(cloud))
        .map(cloud => ({
            code: "capability/gpu-server",
            path: "serving.gpu",
            problem: `serving.gpu has no effect on ${cloud}: only custom model servers use GPUs there, and no release has one`,
            remedy: "remove serving.gpu, or set server of a release (models[].releases.<version>.server)",
        }));
}
