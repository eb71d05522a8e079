/**
 * Runs in a network namespace, and leads connections out of it and into it: sockets of files are known on both sides. Told by its first
 * argument, JSON: `[{ at, to }]`, each a path or `{ host, port }`. Says `ready` once all listen, and ends with its standard input.
 */
const net = require("node:net");

const ways = JSON.parse(process.argv[2]);
let left = ways.length;
for (const { at, to } of ways) {
    const server = net.createServer({ allowHalfOpen: true }, incoming => {
        const outgoing = net.connect(
            typeof to === "string" ? { path: to, allowHalfOpen: true } : { ...to, allowHalfOpen: true },
        );
        incoming.pipe(outgoing).pipe(incoming);
        incoming.on("error", () => outgoing.destroy());
        outgoing.on("error", () => incoming.destroy());
        incoming.on("close", () => outgoing.destroy());
        outgoing.on("close", () => incoming.destroy());
    });
    server.listen(typeof at === "string" ? { path: at } : at, () => {
        if (--left === 0) process.stdout.write("ready\n");
    });
}
process.stdin.resume().once("close", () => process.exit(0));
