import path from "node:path";

import { packageRoot } from "../../tools/package-root";

/** Arguments of Node, with which a process of its own runs TypeScript of this repository. */
export const withTypeScript = ["-r", path.join(packageRoot(), "build", "typescript.cjs")] as const;
