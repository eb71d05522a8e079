import type { KubernetesConfig } from "../config/kubernetes";
import { type Fault, quoted } from "../faults";
import type { Hosting } from "./cloud";

type HostingSettings = Pick<KubernetesConfig, "edge" | "kserve">;

/** Settings of one hosting of clusters alone: with another one they would change nothing. */
const ofHostings = [
    { setting: "edge", hosting: "edge", code: "kubernetes/no-site" },
    { setting: "kserve", hosting: "managed", code: "kubernetes/no-kserve" },
] as const satisfies readonly { setting: keyof HostingSettings; hosting: Hosting; code: Fault["code"] }[];

/** How a config begins the paths of both, and a program: not at all. */
const inConfig = { settings: "kubernetes.", serving: "serving." } as const;
const inProgram = { settings: "", serving: "" } as const;

/** Those that another hosting than the one that serves would use, as a config or a program has said it. */
export function hostingSettingFaults(
    settings: HostingSettings,
    serving: Hosting,
    said: "inConfig" | "inProgram" = "inConfig",
): Fault[] {
    const at = { inConfig, inProgram }[said];
    return ofHostings
        .filter(({ hosting, setting }) => settings[setting] !== undefined && serving !== hosting)
        .map(({ code, hosting, setting }) => ({
            code,
            path: `${at.settings}${setting}`,
            problem: `${at.settings}${setting} has no effect with ${at.serving}hosting ${quoted(serving)}, expected ${quoted(hosting)}`,
            remedy: `remove ${at.settings}${setting}, or set ${at.serving}hosting to ${hosting}`,
        }));
}
