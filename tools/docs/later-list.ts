import { laterPaths } from "../../components/plan/config/later-paths";

/** Where the config of a `Service` may hold an Output. */
export function laterList(): string {
    return laterPaths.map(path => `- \`${path}\``).join("\n");
}
