import { crane } from "./crane";
import { envoy } from "./envoy";
import { kubernetes } from "./kubernetes";
import { kubernetesProvider } from "./kubernetes-provider";
import { natsServer } from "./nats-server";
import type { Progress } from "./progress";
import { pulumi } from "./pulumi";
import { supervisord } from "./supervisord";
import { findTool as find, getTool as get } from "./tool";

export const tools = {
    pulumi,
    envoy,
    supervisord,
    "nats-server": natsServer,
    crane,
    kubernetes,
    "pulumi-resource-kubernetes": kubernetesProvider,
};
export type ToolName = keyof typeof tools;

/** Those that a stack of this machine runs. */
export const localTools = ["pulumi", "envoy", "supervisord", "nats-server"] as const satisfies readonly ToolName[];

export { isCached } from "./tool";
export { progressOn, silent, type Progress } from "./progress";

const found = new Map<string, Promise<string>>();

/**
 * The absolute path of an installed tool. Fails with the ways to get it where there is none; gets nothing itself. An
 * installed program is asked for its version once, and not for each of the processes that it will run.
 */
export function findTool(name: ToolName): Promise<string> {
    const key = `${name} ${process.env.PATH ?? ""}`;
    const search = found.get(key) ?? find(tools[name]);
    found.set(key, search);
    search.catch(() => found.delete(key));
    return search;
}

/** The absolute path of a tool, which is installed if missing. */
export const getTool = (name: ToolName, progress?: Progress): Promise<string> => get(tools[name], progress);
