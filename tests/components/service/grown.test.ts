import assert from "node:assert/strict";

import { Service, type ServiceConfig } from "../../../components";
import { aws } from "../../../components/adapters/aws";
import { local } from "../../../components/adapters/local";
import { settled } from "../../support/mocked-engine";
import { type Registration, registrations } from "../../support/registrations";
import { digest } from "../plan/screening";
import { images, mockClouds } from "./mocked-clouds";

const cells = {
    aws: { name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] },
    local: { name: "lab", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["local:eu-west"] },
} as const satisfies Readonly<Record<string, ServiceConfig["cells"][number]>>;

/** What a stack with cells on some clouds registers, as the committed stacks call its router and its hub. */
async function registeredOn(...clouds: readonly (keyof typeof cells)[]): Promise<Registration[]> {
    await mockClouds();
    const all = registrations();
    const config: ServiceConfig = {
        domain: "screening.example.com",
        cells: clouds.map(cloud => cells[cloud]),
        models: [
            {
                name: "screening",
                releases: { "1.0.0": { artifact: "file:package.json", digest: digest("1") } },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
        observability: { home: cells[clouds[0]!].regions[0] },
    };
    const names = { router: "edge", hub: "hub" };
    new Service("screening", config, { clouds: [local({ directory: "unused" }), aws({ images })], names });
    await settled();
    return all;
}

const urnsOf = (all: readonly Registration[]) => all.map(({ urn }) => urn).sort();
const routersOf = (all: readonly Registration[]) =>
    all
        .filter(({ type }) => type.endsWith(":GlobalRouter"))
        .map(({ name }) => name)
        .sort();

describe("a service on one cloud that gets a cell on another", function () {
    // Loading a cloud's SDK is most of it.
    this.timeout(120_000);

    for (const [first, second] of [
        ["local", "aws"],
        ["aws", "local"],
    ] as const) {
        it(`keeps the URN of everything that it has on ${first} when it gets a cell on ${second}`, async () => {
            const before = urnsOf(await registeredOn(first));
            const after = urnsOf(await registeredOn(first, second));
            // Routers and hubs are among them, with what is in them.
            assert.ok(before.some(urn => /GlobalRouter\$[^$]+::edge/.test(urn)));
            assert.ok(before.some(urn => /ObservabilityHub\$[^$]+::hub-/.test(urn)));
            assert.deepEqual(
                before.filter(urn => !after.includes(urn)),
                [],
            );
            assert.equal(new Set(after).size, after.length);
        });
    }

    it("has the same URNs in whichever order its cells are written", async () => {
        assert.deepEqual(urnsOf(await registeredOn("aws", "local")), urnsOf(await registeredOn("local", "aws")));
    });

    it("calls the router of the first cloud by name as the only one of a stack, and another with its cloud", async () => {
        assert.deepEqual(routersOf(await registeredOn("local")), ["edge"]);
        assert.deepEqual(routersOf(await registeredOn("aws")), ["edge"]);
        assert.deepEqual(routersOf(await registeredOn("aws", "local")), ["edge", "edge-local"]);
    });
});
