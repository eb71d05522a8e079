import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { freePort } from "../../../../support/free-port";
import { until } from "../../../../support/until";
import { Program } from "../../../../runtime/program";

/** The program itself with one link, to a server of the test. */
export class Relay extends Program {
    private constructor(
        private readonly directory: string,
        private readonly at: number,
        private readonly reach: number,
    ) {
        super("../components/adapters/local/network", { LINKS: path.join(directory, "links.json") });
    }

    /** A link to that port, which takes so long. */
    static async to(reach: number, ms: number): Promise<Relay> {
        const relay = Relay.start(await freePort(), reach, ms);
        await relay.event("listening");
        return relay;
    }

    static start(port: number, reach: number, ms: number): Relay {
        const directory = mkdtempSync(path.join(tmpdir(), "meridian-network-"));
        writeFileSync(path.join(directory, "links.json"), linksOf(port, reach, ms));
        return new Relay(directory, port, reach);
    }

    /** Replaces the file, whole. */
    write(content: string): void {
        writeFileSync(`${this.file}.new`, content);
        renameSync(`${this.file}.new`, this.file);
    }

    async takes(ms: number): Promise<void> {
        const before = this.events("links reloaded").length;
        this.write(linksOf(this.port, this.reach, ms));
        await until("the new links are taken", () => this.events("links reloaded").length > before);
    }

    override get port(): number {
        return this.at;
    }

    async dispose(): Promise<void> {
        await this.kill();
        rmSync(this.directory, { recursive: true, force: true });
    }

    private get file(): string {
        return path.join(this.directory, "links.json");
    }
}

function linksOf(listen: number, reach: number, ms: number): string {
    const at = (port: number) => ({ host: "127.0.0.1", port });
    return JSON.stringify([{ from: "Lisbon", to: "local:eu-west", ms, listen: at(listen), reach: at(reach) }]);
}

/** A server that does this with each connection, and lets each side end on its own. */
export async function serverOf(act: (socket: Socket) => void): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, act);
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return server;
}

/** A client, connected. */
export async function clientOf(port: number): Promise<Socket> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    await once(socket, "connect");
    return socket;
}

/**
 * All that comes until the other side ends. By events, since a loop over a stream destroys it at its end, with what is still to
 * be sent the other way.
 */
export async function allOf(socket: Socket): Promise<Buffer> {
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk)).resume();
    await once(socket, "end");
    return Buffer.concat(chunks);
}
