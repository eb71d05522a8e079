import { readFile } from "node:fs/promises";

import { Refused } from "./failure";

/** The token in a file, which its platform renews: it is read for each attempt. */
export async function tokenIn(file: string, variable: string): Promise<string> {
    const remedy = `mount the token at the path in ${variable}`;
    const text = await readFile(file, "utf8").catch((error: unknown) => {
        const { code = "unknown" } = error as NodeJS.ErrnoException;
        throw new Refused(`the token can't be read (${code}): ${file}`, remedy);
    });
    const token = text.trim();
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Refused(`the file holds no token: ${file}`, remedy);
    return token;
}
