import { table } from "./markdown";
import type { Row } from "./rights/rows";

/** The rights at some servers: a line for each request, a column for each role that has one of these rights. */
export function rightsTable(rows: readonly Row[]): string {
    const roles = [
        ...new Set(
            rows.flatMap(({ reach }) =>
                Object.entries(reach)
                    .filter(([, servers]) => servers !== "no")
                    .map(([role]) => role),
            ),
        ),
    ].sort();
    const lines = rows.map(({ server, request, reach }) => [
        server,
        `\`${request}\``,
        ...roles.map(role => reach[role] ?? "no"),
    ]);
    return table(["server", "request", ...roles], lines);
}
