import path from "node:path";

/** The way to a socket that is shorter, from here or from the root: a Unix socket's path may have 107 bytes (unix(7)). */
export function shorter(socket: string): string {
    const relative = path.relative(process.cwd(), socket);
    return relative.length < socket.length ? relative : socket;
}
