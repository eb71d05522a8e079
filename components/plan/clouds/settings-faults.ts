import type { Config } from "../config/config";
import type { Fault } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";

/** Clouds that are told what no other one is. */
const told = ["aws", "kubernetes", "local"] as const;

/** What is said to a cloud that no cell is on. */
export function settingsFaults(config: Pick<Config, (typeof told)[number]>, regions: readonly RegionRef[]): Fault[] {
    return told
        .filter(cloud => config[cloud] !== undefined && !regions.some(ref => splitRef(ref).cloud === cloud))
        .map(cloud => ({
            code: "capability/settings",
            path: cloud,
            allowed: `where a cell has a region ${cloud}:<name>`,
            remedy: `remove it, or give a cell a region of ${cloud === "local" ? "this machine" : cloud}`,
        }));
}
