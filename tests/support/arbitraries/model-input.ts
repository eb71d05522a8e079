import type { ConfigInput } from "../../../components/plan/config/config";

export type ModelInput = ConfigInput["models"][number];
export type TrafficInput = ModelInput["traffic"];
