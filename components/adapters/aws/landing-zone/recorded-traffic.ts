import type { Cell } from "../../../plan/cells/cell";
import type { AwsSettings } from "../args";

/** What the config calls the traffic that is recorded, by what AWS does. */
export const traffic = { all: "ALL", rejected: "REJECT" } as const;

/** Which connections are recorded in the network of a region. */
export function recordedIn({
    cell,
    settings,
}: {
    readonly cell: Pick<Cell, "protected">;
    readonly settings: Pick<AwsSettings, "flowLogs">;
}): keyof typeof traffic | "none" {
    return settings.flowLogs ?? (cell.protected ? "all" : "none");
}
