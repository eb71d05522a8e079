import { rules } from "../../policy/rules";
import { codes, table } from "./markdown";

/** Every rule of the policy pack, with the risk that it prevents and the law or standard behind it. */
export function ruleTable(): string {
    const rows = [...rules]
        .sort((a, b) => a.id.localeCompare(b.id))
        .map(({ controls, id, protects, severity }) => [codes([id]), severity, protects, controls.join(", ")]);
    return table(["rule", "severity", "protects", "controls"], rows);
}
