import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

import { Network } from "../../components/adapters/local/network/network";
import { freePort } from "../../tests/support/free-port";
import { percentile } from "../measuring/loops";
import { central, north, roundTripMs, west } from "./places";

const count = 200;

/** What the ways alone take, in milliseconds: at home one to the nearest other copy and back, and from afar one to the home before it. */
export async function floors(): Promise<Readonly<Record<"home" | "afar", number>>> {
    const home = await echoed(Math.min(roundTripMs(west, central), roundTripMs(west, north)));
    return { home, afar: home + (await echoed(roundTripMs(central, west))) };
}

/** The median time of a byte over a way of this length and back: simulated ways take a little longer than they say. */
async function echoed(ms: number): Promise<number> {
    const echo = createServer({ noDelay: true }, socket => socket.pipe(socket)).listen(0, "127.0.0.1");
    await once(echo, "listening");
    const listen = { host: "127.0.0.1", port: await freePort() };
    const reach = { host: "127.0.0.1", port: (echo.address() as AddressInfo).port };
    const network = new Network();
    await network.become([{ from: west, to: central, ms, listen, reach }]);
    const socket = connect({ ...listen, noDelay: true });
    await once(socket, "connect");
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
        const begun = performance.now();
        socket.write("x");
        await once(socket, "data");
        times.push(performance.now() - begun);
    }
    socket.destroy();
    echo.close();
    await network.close();
    return percentile(times, 50);
}
