import type { Config } from "../../../components/plan/config/config";
import { parseConfig, plan } from "../../../components/plan/plan";
import { screening } from "../plan/screening";
import { placed } from "./placed";

/**
 * The gates of the plan tests' service, with Stockholm as a third region of cell `eu`, so that failover has an order.
 * Dublin's nearest is Frankfurt.
 */
export function screeningGates(change: (config: Config) => void = () => undefined) {
    const config = parseConfig(screening());
    const [eu] = config.cells;
    eu!.regions.push("local:eu-north");
    delete eu!.backup;
    change(config);
    const gates = placed(plan(config));
    const serving = gates.servings.find(({ region }) => region === "local:eu-west")!;
    return { ...gates, serving, euWest: gates.configuration(serving) };
}
