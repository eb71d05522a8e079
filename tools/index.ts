import { envoy } from "./envoy";
import type { Progress } from "./progress";
import { pulumi } from "./pulumi";
import { supervisord } from "./supervisord";
import { findTool as find, getTool as get } from "./tool";

export const tools = { pulumi, envoy, supervisord };
export type ToolName = keyof typeof tools;

export { isCached } from "./tool";
export { progressOn, silent, type Progress } from "./progress";

/** The absolute path of an installed tool. Fails with the ways to get it where there is none; gets nothing itself. */
export const findTool = (name: ToolName): Promise<string> => find(tools[name]);

/** The absolute path of a tool, which is got where none is installed. */
export const getTool = (name: ToolName, progress?: Progress): Promise<string> => get(tools[name], progress);
