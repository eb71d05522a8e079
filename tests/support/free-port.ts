import { createSocket, type Socket } from "node:dgram";
import { createServer } from "node:net";

/**
 * Below what Linux hands to clients (32768 on): there an outgoing connection could take a port between this look and the listener, and
 * an Envoy whose listener finds no port goes on without it. And below what stacks take (20000 on).
 */
const range = { from: 12_000, to: 20_000 };

/** Counts from a random port. The counts of other test processes overlap, so that each port is reserved before it is handed out. */
let next = range.from + Math.floor(Math.random() * (range.to - range.from));
const reservations: Socket[] = [];

/**
 * A port that nothing listens on, for this process alone as long as it lives: two Envoys with one port would share it without
 * an error (`SO_REUSEPORT`), and each would get half of the other's requests.
 */
export async function freePort(): Promise<number> {
    for (let tried = range.from; tried < range.to; tried++) {
        const port = next;
        next = next + 1 < range.to ? next + 1 : range.from;
        const reservation = await reserved(port);
        if (reservation === undefined) continue;
        if (await isFree(port)) {
            reservations.push(reservation);
            return port;
        }
        reservation.close();
    }
    throw new Error(`no port of ${range.from} to ${range.to} is free`);
}

/** The UDP port of the same number, which no test uses: one process has it at a time, and none after its end. */
function reserved(port: number): Promise<Socket | undefined> {
    return new Promise(resolve => {
        const socket = createSocket("udp4").unref();
        socket.once("error", () => {
            socket.close();
            resolve(undefined);
        });
        socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => {
            resolve(socket);
        });
    });
}

function isFree(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const server = createServer();
        server.once("error", () => {
            resolve(false);
        });
        server.listen(port, "127.0.0.1", () => {
            server.close(() => {
                resolve(true);
            });
        });
    });
}
