import { rules } from "../../policy/rules";

/** Every rule of the policy pack: what it stands against, and what law or a standard asks there. */
export function ruleTable(): string {
    const rows = [...rules]
        .sort((a, b) => a.id.localeCompare(b.id))
        .map(
            ({ controls, id, protects, severity }) =>
                `| \`${id}\` | ${severity} | ${protects} | ${controls.join(", ")} |`,
        );
    return ["| rule | severity | protects | controls |", "|---|---|---|---|", ...rows].join("\n");
}
