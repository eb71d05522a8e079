import type { Asked } from "../config/config";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { type Cloud, cloudsOf } from "../places/catalogue";
import { isProtected } from "../residency";
import type { AuthConfig } from "../serving/auth";
import { cloudTable } from "./table";

/** Public fronts over protected data whose callers do not authenticate: one fault for each setting that decides it. */
export function openFrontFaults({ cells, routing }: Asked): Fault[] {
    if (routing.edge === "internal") return [];
    const open = cells.flatMap((cell, i) => {
        const dataClass = cell.dataClasses.find(isProtected);
        const clouds = cloudsOf(cell.regions).filter(cloud => cloudTable[cloud].front.public === true);
        if (dataClass === undefined || clouds.length === 0 || authenticates(cell.auth ?? routing.auth)) return [];
        return [{ path: cell.auth === undefined ? "routing.auth" : `cells[${i}].auth`, cell, clouds, dataClass }];
    });
    return [...new Set(open.map(({ path }) => path))].map(path => {
        const those = open.filter(each => each.path === path);
        const { cell, dataClass } = those[0]!;
        const clouds: Cloud[] = [...new Set(those.flatMap(({ clouds }) => clouds))];
        const also = those.length === 1 ? "" : ` and ${those.length - 1} more`;
        return {
            code: "auth/open-front",
            path,
            problem: `callers of cell ${quoted(cell.name)}${also} do not authenticate, but its data is ${dataClass} and fronts of ${andList(clouds)} are public, expected tokens`,
            remedy: "set jwt under routing.auth, or under auth of the cell",
        };
    });
}

function authenticates({ certificates, jwt }: AuthConfig): boolean {
    return (jwt ?? certificates) !== undefined;
}
