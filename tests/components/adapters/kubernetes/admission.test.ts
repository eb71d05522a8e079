import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { repositoryConfig } from "../../../support/repository-stack";
import { type Made, madeOf } from "./made";

interface Binding {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly matchResources: { readonly namespaceSelector: object };
        readonly paramRef?: object;
        readonly validationActions: readonly string[];
    };
}

interface Policy {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly paramKind?: object;
        readonly variables: readonly { readonly name: string; readonly expression: string }[];
        readonly failurePolicy: string;
        readonly validations: readonly { readonly expression: string; readonly reason?: string }[];
    };
}

interface Deployment {
    readonly spec: {
        readonly template: { readonly spec: { readonly nodeSelector: Readonly<Record<string, string>> } };
    };
}

const kubernetes = repositoryConfig("kubernetes").kubernetes as object;
const inputsOf = <T>(made: readonly Made[], kind: string, region = "fra") =>
    made.filter(one => one.kind === kind && one.region === region).map(({ inputs }) => inputs as unknown as T);

/** What the policy of pods says of the cell. */
function parametersOf(made: readonly Made[], region?: string): Readonly<Record<string, unknown>> {
    const policies = inputsOf<Policy>(made, "ValidatingAdmissionPolicy", region);
    const { variables } = policies.find(({ metadata }) => metadata.name.endsWith("-pods"))!.spec;
    const of = ["cell", "registries", "nodeRegions", "mustNameRegion"];
    const said = variables.filter(({ name }) => of.includes(name));
    return Object.fromEntries(said.map(({ name, expression }) => [name, JSON.parse(expression)]));
}

describe("the admission of a region's namespace", function () {
    this.timeout(60_000);
    let made: readonly Made[];
    before(async () => (made = await madeOf({})));

    it("permits images of the registry of the stack, and regions of the cell", () => {
        for (const region of ["fra", "lis"])
            assert.deepEqual(parametersOf(made, region), {
                cell: "eu",
                registries: ["registry.example.com/meridian/"],
                nodeRegions: ["fra-onprem", "lis-onprem"],
                mustNameRegion: false,
            });
    });

    it("permits the registries of all images where they are several", async () => {
        const image = (name: string) => `${name}@sha256:${createHash("sha256").update(name).digest("hex")}`;
        const images = { gate: image("a.test/gate"), runtime: image("b.test/x/y"), fetch: image("b.test/x/z") };
        const others = await madeOf({ kubernetes: { ...kubernetes, images } });
        assert.deepEqual(parametersOf(others).registries, ["a.test/", "b.test/x/"]);
    });

    it("permits nodes of regions of the cell alone: of several that an affinity names, none is another", () => {
        const policies = inputsOf<Policy>(made, "ValidatingAdmissionPolicy");
        const text = JSON.stringify(policies);
        // What the API server makes of it, tests/kubernetes/admission.test.ts proves.
        assert.match(text, /e\.operator != 'In' \|\| e\.values\.all\(r, r in /);
        assert.ok(!text.includes("e.values.exists("));
    });

    it("skips the rules of pods for an update that changes neither the specification nor the labels of a template", () => {
        const policies = inputsOf<Policy>(made, "ValidatingAdmissionPolicy");
        const { validations, variables } = policies.find(({ metadata }) => metadata.name.endsWith("-pods"))!.spec;
        const expressionOf = (name: string) => variables.find(one => one.name === name)!.expression;
        assert.ok(validations.every(({ expression }) => expression.startsWith("variables.isUnchanged || (")));
        assert.match(expressionOf("isUnchanged"), /^request\.operation == 'UPDATE' && /);
        assert.match(expressionOf("isUnchanged"), / && variables\.templateBefore\.spec == variables\.template\.spec\b/);
        // Labels contain the role of servers, for which access/deployers demands a right.
        assert.match(
            expressionOf("isUnchanged"),
            / && \(has\(variables\.templateBefore\.metadata\.labels\) \? variables\.templateBefore\.metadata\.labels : \{\}\) == variables\.labels$/,
        );
        assert.match(expressionOf("labels"), /^has\(variables\.template\.metadata\.labels\)/);
    });

    it("evaluates objects of the namespace alone, denies what it can't evaluate, and gives no reason that previews ignore", () => {
        const bindings = inputsOf<Binding>(made, "ValidatingAdmissionPolicyBinding");
        const policies = inputsOf<Policy>(made, "ValidatingAdmissionPolicy");
        assert.equal(bindings.length, policies.length);
        assert.ok(bindings.length >= 3);
        for (const { spec } of bindings) {
            assert.deepEqual(spec.matchResources.namespaceSelector, {
                matchLabels: { "kubernetes.io/metadata.name": "screening-eu" },
            });
            assert.deepEqual(spec.validationActions, ["Deny"]);
            assert.equal(spec.paramRef, undefined);
        }
        for (const { spec } of policies) {
            assert.equal(spec.failurePolicy, "Fail");
            assert.deepEqual([...new Set(spec.validations.map(({ reason }) => reason))], [undefined]);
        }
    });

    it("bounds what pods request where the config does", async () => {
        assert.deepEqual(inputsOf(made, "ResourceQuota"), []);
        const bounded = await madeOf({ kubernetes: { ...kubernetes, quota: { cpu: 12, pods: 40 } } });
        const [quota] = inputsOf<{ readonly spec: object }>(bounded, "ResourceQuota");
        assert.deepEqual(quota!.spec, { hard: { "requests.cpu": "12", pods: "40" } });
    });

    it("has pods name the region of their nodes where the config does, in that cluster alone", async () => {
        const label = "topology.kubernetes.io/region";
        const nodeRegions = { "kubernetes:fra-onprem": "eu-central-1" };
        const named = await madeOf({ kubernetes: { ...kubernetes, nodeRegions } });
        const regionsOf = (region: string) => [
            ...new Set(
                inputsOf<Deployment>(named, "Deployment", region).map(
                    ({ spec }) => spec.template.spec.nodeSelector[label],
                ),
            ),
        ];
        assert.deepEqual([regionsOf("fra"), regionsOf("lis")], [["eu-central-1"], [undefined]]);
        const { mustNameRegion, nodeRegions: known } = parametersOf(named);
        assert.deepEqual([mustNameRegion, known], [true, ["eu-central-1", "lis-onprem"]]);
        assert.equal(parametersOf(named, "lis").mustNameRegion, false);
    });
});
