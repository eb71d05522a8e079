import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { Machine } from "./machine";

/** Networks of 254 private addresses (RFC 1918), which few hosts use. */
const networks = 256;
const subnetOf = (number: number) => `172.30.${number}`;
const interfaceOf = (number: number) => `meridian${number}`;

/** The host's address in the network. */
const HOST = 1;
const FIRST_MACHINE = 10;

/**
 * Connects machines with each other and with the host: a switch in a network namespace of its own. It routes nothing, so machines reach the
 * addresses of other machines, and no addresses behind them.
 */
export class Network {
    private next = FIRST_MACHINE;
    private clusters = 0;

    private constructor(
        private readonly machine: Machine,
        private readonly number: number,
    ) {}

    static async open(): Promise<Network> {
        const machine = await Machine.start();
        try {
            await machine.command("ip", "link", "add", "name", "switch", "type", "bridge");
            await machine.command("ip", "link", "set", "switch", "up");
            const number = await joinHost(machine);
            return new Network(machine, number);
        } catch (error) {
            await machine.stop();
            throw error;
        }
    }

    /** The host's address, as machines reach it. */
    get host(): string {
        return `${subnetOf(this.number)}.${HOST}`;
    }

    /** An address that no other machine has. */
    address(): string {
        if (this.next > 254) throw new Error("the network has no address left; open another one");
        return `${subnetOf(this.number)}.${this.next++}`;
    }

    /** A number that no other cluster of it has. */
    clusterNumber(): number {
        return this.clusters++;
    }

    /** Gives a machine an interface with the address. */
    async join(machine: Machine, address: string): Promise<void> {
        const port = `to-${address.split(".").at(-1)}`;
        await ip("link", "add", "name", port, "netns", `${this.machine.pid}`, ...pair("eth0", machine.pid));
        await this.machine.command("ip", "link", "set", port, "master", "switch", "up");
        await machine.command("ip", "addr", "add", `${address}/24`, "dev", "eth0");
        await machine.command("ip", "link", "set", "eth0", "up");
    }

    /** The kernel removes the host's interface with the namespace of its other end, but some time later. */
    async close(): Promise<void> {
        await ip("link", "del", interfaceOf(this.number)).catch(() => undefined);
        await this.machine.stop();
    }
}

/** The name of the host's interface reserves the number: of several processes that create it at a time, one succeeds. */
async function joinHost(machine: Machine): Promise<number> {
    for (let number = 0; number < networks; number++) {
        const name = interfaceOf(number);
        if ((await isTaken(number)) || !(await isCreated(name, machine.pid))) continue;
        await ip("addr", "add", `${subnetOf(number)}.${HOST}/24`, "dev", name);
        await ip("link", "set", name, "up");
        await machine.command("ip", "link", "set", "host", "master", "switch", "up");
        return number;
    }
    throw new Error("all networks 172.30.0.0/24 to 172.30.255.0/24 are in use; end other test runs");
}

/** Whether another interface of the host is in the network. */
async function isTaken(number: number): Promise<boolean> {
    const route = await ip("route", "get", `${subnetOf(number)}.${FIRST_MACHINE}`).catch(() => "");
    return !route.includes(" via ") && route !== "";
}

async function isCreated(name: string, pid: number): Promise<boolean> {
    try {
        await ip("link", "add", "name", name, ...pair("host", pid));
        return true;
    } catch (error) {
        if ((error as Error).message.includes("File exists")) return false;
        throw error;
    }
}

const pair = (peer: string, pid: number) => ["type", "veth", "peer", "name", peer, "netns", `${pid}`];

async function ip(...args: readonly string[]): Promise<string> {
    return (await promisify(execFile)("ip", args)).stdout;
}
