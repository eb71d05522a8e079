import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import type { ScratchProject } from "./command";

const directory = ".meridian/stacks/dev";
export const hubPort = 4321;

/** Has a server that stands for a hub listen at a socket. */
export class HubSocket {
    private readonly folder = mkdtempSync(path.join(tmpdir(), "hub-"));
    private readonly file = path.join(this.folder, "socket");

    constructor(private readonly server: Server) {}

    async listen(): Promise<void> {
        await once(this.server.listen(this.file), "listening");
    }

    close(): void {
        this.server.close();
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** Says in a project that the stack `dev` is up, with this hub. */
    announce(project: ScratchProject, cells: readonly object[] = []): void {
        const socket = path.relative(path.join(project.root, directory), this.file);
        const watched = { hub: { host: "127.0.0.1", port: hubPort, socket }, cells };
        project.write(`${directory}/watched.json`, JSON.stringify(watched));
    }
}
