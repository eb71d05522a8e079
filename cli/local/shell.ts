import { delimiter } from "node:path";
import { quote } from "../salt";
import type { Workspace } from "../workspace-layout";

/**
 * What a shell runs so that its plain `pulumi` is the workspace's. PATH of the shell stays as it is where the workspace's comes first in it; to
 * be anywhere in it is not enough, since another project's, or another installation's, may have come before it since.
 */
export function shellLines(
    { variables, withheld, path }: Pick<Workspace, "variables" | "withheld" | "path">,
    pathOfShell = "",
): string[] {
    const first = pathOfShell.split(delimiter).slice(0, path.length);
    const isFirst = path.every((entry, i) => entry === first[i]);
    return [
        ...Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`),
        ...withheld.map(name => `unset ${name}`),
        ...(isFirst ? [] : [`export PATH=${quote(path.join(delimiter))}:"$PATH"`]),
    ];
}
