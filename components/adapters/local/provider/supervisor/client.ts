import { request } from "node:http";

import { XMLParser } from "fast-xml-parser";

import { shorter } from "../../../../../tools/unix-socket";

/** The state of a program, as supervisord reports it. */
export interface ProgramInfo {
    readonly name: string;
    readonly statename: string;
    readonly pid: number;
    readonly spawnerr: string;
}

/** supervisord answered, and refused. Codes: http://supervisord.org/api.html */
export class SupervisorFault extends Error {
    constructor(
        readonly method: string,
        readonly code: number,
        message: string,
    ) {
        super(`supervisord refused ${method}: ${message}`);
        this.name = "SupervisorFault";
    }
}

export const faultCodes = {
    badName: 10,
    alreadyStarted: 60,
    notRunning: 70,
    alreadyAdded: 90,
    stillRunning: 91,
} as const;

/** The calls used here, over supervisord's Unix socket. Only the owner can open the socket. */
export class SupervisorClient {
    constructor(private readonly socket: string) {}

    async isUp(): Promise<boolean> {
        try {
            const state = (await this.call("supervisor.getState")) as { statename?: unknown };
            return state.statename === "RUNNING";
        } catch (error) {
            if (error instanceof SupervisorFault) {
                throw error;
            }
            return false;
        }
    }

    async programs(): Promise<ProgramInfo[]> {
        return (await this.call("supervisor.getAllProcessInfo")) as ProgramInfo[];
    }

    /** One program; undefined where supervisord watches none of that name. A small answer: that of all programs takes 5 ms to read. */
    async program(name: string): Promise<ProgramInfo | undefined> {
        try {
            return (await this.call("supervisor.getProcessInfo", name)) as ProgramInfo;
        } catch (error) {
            if (error instanceof SupervisorFault && error.code === faultCodes.badName) return undefined;
            throw error;
        }
    }

    async reread(): Promise<void> {
        await this.call("supervisor.reloadConfig");
    }

    /** Starts watching a program; one already watched stays. */
    async add(name: string): Promise<void> {
        await this.tolerating([faultCodes.alreadyAdded], "supervisor.addProcessGroup", name);
    }

    /** Ends a program, and returns when it has ended; one that isn't there is no fault. */
    async stop(name: string): Promise<void> {
        await this.tolerating([faultCodes.badName, faultCodes.notRunning], "supervisor.stopProcessGroup", name, true);
    }

    /** Tells a program to end, and doesn't wait for it: it stays down until it is started. One that isn't there is no fault. */
    async halt(name: string): Promise<void> {
        await this.tolerating([faultCodes.badName, faultCodes.notRunning], "supervisor.stopProcessGroup", name, false);
    }

    /** Starts a program that was stopped, and doesn't wait for it; one that runs is left alone. */
    async start(name: string): Promise<void> {
        await this.tolerating([faultCodes.alreadyStarted], "supervisor.startProcessGroup", name, false);
    }

    /** Ends a program and forgets it; one that isn't there is no fault. */
    async remove(name: string): Promise<void> {
        await this.stop(name);
        await this.tolerating([faultCodes.badName], "supervisor.removeProcessGroup", name);
    }

    async shutdown(): Promise<void> {
        await this.call("supervisor.shutdown");
    }

    private async tolerating(
        codes: readonly number[],
        method: string,
        ...parameters: readonly Parameter[]
    ): Promise<void> {
        try {
            await this.call(method, ...parameters);
        } catch (error) {
            if (!(error instanceof SupervisorFault && codes.includes(error.code))) {
                throw error;
            }
        }
    }

    private async call(method: string, ...parameters: readonly Parameter[]): Promise<unknown> {
        const answer = parse(await this.post(methodCall(method, parameters)));
        if ("fault" in answer) {
            const { faultCode, faultString } = answer.fault;
            throw new SupervisorFault(method, faultCode, faultString);
        }
        return answer.value;
    }

    private post(body: string): Promise<string> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    socketPath: shorter(this.socket),
                    path: "/RPC2",
                    method: "POST",
                    headers: { "content-type": "text/xml", "content-length": Buffer.byteLength(body) },
                    timeout: 60_000,
                },
                answer => {
                    const chunks: Buffer[] = [];
                    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                    answer.on("end", () => {
                        resolve(Buffer.concat(chunks).toString());
                    });
                    answer.on("error", reject);
                },
            );
            sent.on("timeout", () =>
                sent.destroy(new Error(`supervisord did not answer on ${this.socket} within 60 s`)),
            );
            sent.on("error", reject);
            sent.end(body);
        });
    }
}

type Parameter = string | boolean;

function methodCall(method: string, parameters: readonly Parameter[]): string {
    const params = parameters.map(parameter =>
        typeof parameter === "boolean"
            ? `<param><value><boolean>${parameter ? 1 : 0}</boolean></value></param>`
            : `<param><value><string>${escape(parameter)}</string></value></param>`,
    );
    return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params.join("")}</params></methodCall>`;
}

function escape(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

interface Value {
    readonly string?: string;
    readonly int?: string;
    readonly boolean?: string;
    readonly array?: { readonly data?: { readonly value?: Value[] } };
    readonly struct?: { readonly member?: { readonly name: string; readonly value: Value[] }[] };
}

const parser = new XMLParser({
    parseTagValue: false,
    isArray: (name: string) => name === "value" || name === "member",
});

type Answer =
    { readonly value: unknown } | { readonly fault: { readonly faultCode: number; readonly faultString: string } };

function parse(xml: string): Answer {
    const { methodResponse } = parser.parse(xml) as {
        methodResponse?: { params?: { param: { value: Value[] } }; fault?: { value: Value[] } };
    };
    if (methodResponse?.fault !== undefined) {
        return { fault: plain(methodResponse.fault.value[0]) as { faultCode: number; faultString: string } };
    }
    return { value: plain(methodResponse?.params?.param.value[0]) };
}

function plain(value: Value | string | undefined): unknown {
    if (typeof value !== "object") {
        return value;
    }
    if (value.array !== undefined) {
        return (value.array.data?.value ?? []).map(plain);
    }
    if (value.struct !== undefined) {
        return Object.fromEntries((value.struct.member ?? []).map(({ name, value: [inner] }) => [name, plain(inner)]));
    }
    if (value.int !== undefined) {
        return Number(value.int);
    }
    return value.boolean === undefined ? (value.string ?? "") : value.boolean === "1";
}
