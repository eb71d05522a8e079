import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

import type { HubFile } from "../../runtime/hub/hub-file";
import { knownRegions } from "../../components/plan/places/catalogue";
import type { Identity } from "../../tests/support/certificates";

/** What a watcher has told, of a region of the stack that it is of. */
export interface Recorded {
    readonly region: string;
    readonly metrics: string;
}

const reported = JSON.stringify({ isReady: true, verdict: { kind: "serving", reasons: [] }, wrong: {} });

/**
 * Watchers of many regions, each with what a real one has told, under the region's own name and with counts of requests that go
 * on growing. They prove nothing of watchers: only what it costs to hear so many.
 */
export class SimulatedWatchers {
    private constructor(private readonly servers: readonly Server[]) {}

    static async start(regions: readonly string[], recorded: readonly Recorded[], identity: Identity) {
        const servers = regions.map((region, i) => {
            const { region: original, metrics } = recorded[i % recorded.length]!;
            const { fixed, growing } = split(metrics.replaceAll(`region="${original}"`, `region="${region}"`));
            let asked = 0;
            return createServer({ ...identity, requestCert: true }, ({ url }, response) => {
                response.end(url === "/metrics" ? fixed + grown(growing, asked++) : reported);
            });
        });
        await Promise.all(servers.map(server => new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))));
        return new SimulatedWatchers(servers);
    }

    get ports(): readonly number[] {
        return this.servers.map(server => (server.address() as AddressInfo).port);
    }

    stop(): void {
        for (const server of this.servers) {
            server.closeAllConnections();
            server.close();
        }
    }
}

/** So many regions of the catalogue that have a place. */
export function placesFor(count: number): readonly HubFile["cells"][number]["regions"][number]["region"][] {
    return knownRegions.filter(region => region.startsWith("aws:") || region.startsWith("gcp:")).slice(0, count);
}

const growingLine = /^(envoy_gate_request\S*\{.*\}) (\d+)$/;

function split(metrics: string): { fixed: string; growing: readonly (readonly [series: string, value: number])[] } {
    const lines = metrics.split("\n");
    return {
        fixed: lines.filter(line => !growingLine.test(line)).join("\n"),
        growing: lines.flatMap(line => {
            const [, series, value] = growingLine.exec(line) ?? [];
            return series === undefined ? [] : [[series, Number(value)] as const];
        }),
    };
}

function grown(growing: readonly (readonly [string, number])[], by: number): string {
    return growing.map(([series, value]) => `${series} ${value + (value > 0 ? by * 10 : 0)}\n`).join("");
}
