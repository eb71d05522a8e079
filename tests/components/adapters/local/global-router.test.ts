import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../../../components";
import { local } from "../../../../components/adapters/local";
import { parseLinks } from "../../../../components/adapters/local/network/links";
import { type Made, mockEngine, settled } from "../../../support/mocked-engine";
import { ResourceOptions } from "../../../support/resource-options";
import { digest } from "../../plan/screening";

const config: ServiceConfig = {
    domain: "screening.localhost",
    cells: [
        {
            name: "eu",
            jurisdictions: ["EU"],
            dataClasses: ["internal"],
            regions: ["local:eu-west", "local:eu-central"],
            primary: "local:eu-west",
        },
    ],
    models: [
        {
            name: "screening",
            releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
            traffic: [{ version: "1.0.0", percent: 100 }],
        },
    ],
};

describe("the edges of a service on this machine", () => {
    it("start after the process that links lead through, where links take their time", async () => {
        const made: Made[] = [];
        await mockEngine(one => made.push(one));
        const options = new ResourceOptions();
        const cloud = local({ directory: "unused", latency: {} });
        new Service("screening", config, { clouds: [cloud] }, { transformations: [options.transformation] });
        await settled();
        const edges = made.filter(
            ({ inputs, name, type }) =>
                type.endsWith(":Process") && name.startsWith("screening-edge") && inputs.program === "envoy",
        );
        assert.ok(edges.length > 0);
        for (const { name } of edges) {
            const files = options.of("Process", name).after;
            assert.deepEqual(files, [`EnvoyFiles ${name}-files`]);
            const before = options.of("EnvoyFiles", `${name}-files`).after;
            assert.ok(before.includes("Process screening-edge-network"), before.join());
        }
        assert.deepEqual(options.of("Process", "screening-edge-network").after, ["File screening-edge-links"]);
    });

    it("reach each region by the city's own way, nearest first, whose link leads to the region's gate", async () => {
        const made: Made[] = [];
        // Each listener has a port of its own, so that none can be taken for another.
        const ports = new Map<string, number>();
        await pulumi.runtime.setMocks({
            call: ({ inputs }) => inputs as Record<string, unknown>,
            newResource: ({ inputs, name, type }) => {
                made.push({ type, name, inputs: inputs as Made["inputs"] });
                if (type.endsWith(":Port")) ports.set(name, 20_000 + ports.size);
                const state = { ...(inputs as object), port: ports.get(name), found: "", fingerprint: name };
                return { id: name, state };
            },
        });
        new Service("screening", config, { clouds: [local({ directory: "unused", latency: {} })] });
        await settled();
        const inputsOf = (wanted: string) => made.find(({ name }) => name === wanted)!.inputs;
        const links = parseLinks(inputsOf("screening-edge-links").content as string);
        const nameOf = new Map([...ports].map(([name, port]) => [port, name]));
        const short = (region: string) => region.slice("local:".length);
        const slug = (city: string) => city.toLowerCase().replace(" ", "-");
        for (const { from, listen, reach, to } of links) {
            const way = from.startsWith("local:") ? short(from) : `${slug(from)}.screening-edge`;
            assert.equal(nameOf.get(listen.port), `${way}.${short(to)}.eu.screening.localhost`);
            assert.equal(nameOf.get(reach.port), `${short(to)}.eu.screening.localhost`);
        }
        const cities = [...new Set(links.flatMap(({ from }) => (from.startsWith("local:") ? [] : [from])))];
        assert.equal(cities.length, 4);
        const { clusters } = JSON.parse(inputsOf("screening-edge-files").configuration as string) as {
            readonly clusters: readonly { readonly name: string; readonly load_assignment?: unknown }[];
        };
        const named = (wanted: string) => JSON.stringify(clusters.find(({ name }) => name === wanted));
        for (const city of cities) {
            const ofCity = links.filter(({ from }) => from === city).sort((a, b) => a.ms - b.ms);
            assert.deepEqual(
                named(`point/${city}/eu`).match(/gate\/[^"]+/g),
                ofCity.map(({ to }) => `gate/${city}/${to}`),
            );
            for (const { listen, reach, to } of ofCity) {
                const [way, check] = [...named(`gate/${city}/${to}`).matchAll(/"port_value":(\d+)/g)];
                // Checks need not take their time.
                assert.deepEqual([way?.[1], check?.[1]], [`${listen.port}`, `${reach.port}`]);
            }
        }
        // The links are ready when the shortest way into each region is.
        const { ready } = inputsOf("screening-edge-network") as { ready: { port: number }[] };
        assert.deepEqual(
            ready.map(({ port }) => nameOf.get(port)).sort(),
            ["berlin.screening-edge.eu-central", "eu-central.eu-west"].map(way => `${way}.eu.screening.localhost`),
        );
    });
});
