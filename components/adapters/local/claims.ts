import type { Config } from "../../plan/config/config";
import { quoted } from "../../plan/faults";
import type { Claim } from "../../service/claims";

/** What only one service can have on this machine: its directory, since commands find what runs by the files there. */
export function localClaims(config: Pick<Config, "cells">, root: string): Claim[] {
    return hasCellsHere(config) ? [directoryClaim(root)] : [];
}

/** Whether a config has a region of this machine. */
export function hasCellsHere({ cells }: Pick<Config, "cells">): boolean {
    return cells.some(({ regions }) => regions.some(region => region.startsWith("local:")));
}

function directoryClaim(root: string): Claim {
    return {
        within: "local",
        what: `directory ${root}`,
        fault: holder => ({
            code: "local/directory-twice",
            path: "clouds",
            value: root,
            problem: `Service ${quoted(holder)} already uses directory ${quoted(root)}, expected one directory for each Service`,
            remedy: "give the Service another directory: local({ directory: … })",
        }),
    };
}
