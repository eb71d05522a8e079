import { join } from "node:path";
import { packageRoot } from "../package-root";
import type { Progress } from "../progress";
import { getPackages } from "../python";

/** How the server of TensorFlow Lite models is started here. */
export interface LitertServer {
    readonly command: readonly [string, ...string[]];
    /** In addition to its own variables. */
    readonly environment: Readonly<Record<string, string>>;
}

const pinned = {
    name: "litert",
    requirements: "../runtime/litert-server/requirements.txt",
    python: ["3.10", "3.11", "3.12", "3.13", "3.14"],
    getting: "getting LiteRT",
};

/** The server, whose packages are installed once and stored in the cache. */
export async function getLitertServer(progress?: Progress): Promise<LitertServer> {
    const { python, directory } = await getPackages(pinned, progress);
    const program = join(packageRoot(), "runtime", "litert-server", "main.py");
    return { command: [python.executable, program], environment: { PYTHONPATH: directory } };
}
