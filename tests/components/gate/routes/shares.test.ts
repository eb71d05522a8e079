import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import { saysRelease, shares, withCookie } from "../../../../components/gate/routes/shares";
import type { ModelPlan, Sticky } from "../../../../components/plan/serving/serving";
import { digest } from "../../plan/screening";
import { inside, valuesOf } from "../inside";

function modelWith(sticky?: Sticky): ModelPlan {
    const release = (version: string, weight: number, digit: string) => ({
        version,
        weight,
        artifact: `file:${version}.onnx`,
        digest: digest(digit),
        replicas: { min: 2, max: 10 },
    });
    const releases = [release("1.0.0", 9000, "1"), release("2.0.0", 1000, "2"), release("3.0.0", 0, "3")];
    return { name: "screening", releases, ...(sticky && { sticky }) };
}
const clusterOf = ({ version }: { version: string }) => `release ${version}`;
const clustersOf = (action: Json) => inside(action, "weighted_clusters", "clusters") as readonly Json[];

describe("the shares of a model", () => {
    it("are its releases in their order, each at its own cluster with its own weight", () => {
        const clusters = clustersOf(shares(modelWith(), clusterOf));
        assert.deepEqual(
            clusters.map(cluster => [inside(cluster, "name"), inside(cluster, "weight")]),
            [
                ["release 1.0.0", 9000],
                ["release 2.0.0", 1000],
                ["release 3.0.0", 0],
            ],
        );
    });

    it("tell client and server of each release its own version, and of no other", () => {
        const { releases } = modelWith();
        for (const [i, cluster] of clustersOf(shares(modelWith(), clusterOf)).entries()) {
            const { version } = releases[i]!;
            assert.deepEqual(valuesOf("header", cluster), Array(2).fill({ key: "x-meridian-version", value: version }));
        }
    });

    it("are drawn for each request again, by its own id, where nothing keeps a subject", () => {
        const action = shares(modelWith(), clusterOf);
        assert.deepEqual(valuesOf("use_hash_policy", action), [true]);
        assert.deepEqual(action.hash_policy, [{ header: { header_name: "x-request-id" } }]);
    });

    it("are drawn by the subject wherever one is named, by it alone", () => {
        for (const sticky of [
            { kind: "header", name: "x-subject" },
            { kind: "claim", name: "sub" },
            { kind: "cookie", name: "arm" },
        ] as const) {
            const action = shares(modelWith(sticky), clusterOf);
            assert.deepEqual(valuesOf("use_hash_policy", action), [true], sticky.kind);
            const policies = action.hash_policy as readonly Json[];
            // Envoy mixes all policies into one hash unless one that decided ends it.
            assert.ok(
                policies.slice(0, -1).every(policy => inside(policy, "terminal") === true),
                sticky.kind,
            );
            assert.deepEqual(clustersOf(action), clustersOf(shares(modelWith(), clusterOf)));
        }
    });
});

describe("the version of a request", () => {
    it("is the gate's word to servers, and to clients that of whichever gate answered", () => {
        const { request_headers_to_add, response_headers_to_add } = saysRelease(modelWith().releases[0]!);
        const how = (headers: Json | undefined) => inside(headers, 0, "append_action");
        assert.equal(how(request_headers_to_add), "OVERWRITE_IF_EXISTS_OR_ADD");
        assert.equal(how(response_headers_to_add), "ADD_IF_ABSENT");
    });
});

describe("the cookie that keeps a subject on a release", () => {
    const match = { path: "/v2/models/screening" };
    const [kept, given] = withCookie(modelWith({ kind: "cookie", name: "arm" }), match);

    it("is asked for first, and then given with what decided this time", () => {
        assert.deepEqual(inside(kept?.match, "cookies", 0, "name"), "arm");
        assert.deepEqual(kept?.rest, {});
        assert.deepEqual(given?.match, match);
        const [header] = valuesOf("header", given.rest);
        assert.equal(inside(header, "key"), "set-cookie");
        const action = shares(modelWith({ kind: "cookie", name: "arm" }), clusterOf);
        const [decided] = valuesOf("header_name", action) as [string];
        assert.ok((inside(header, "value") as string).startsWith(`arm=%REQ(${decided})%;`));
    });

    it("is for the server alone, over TLS, and beside what a server sets", () => {
        const [header] = valuesOf("header", given!.rest);
        for (const attribute of ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]) {
            assert.ok((inside(header, "value") as string).split("; ").includes(attribute), attribute);
        }
        assert.equal(inside(given?.rest, "response_headers_to_add", 0, "append_action"), "APPEND_IF_EXISTS_OR_ADD");
    });

    it("is not kept if something else, or nothing, keeps subjects", () => {
        for (const sticky of [
            undefined,
            { kind: "header", name: "x-subject" },
            { kind: "claim", name: "sub" },
        ] as const) {
            assert.deepEqual(withCookie(modelWith(sticky), match), [{ match, rest: {} }]);
        }
    });
});
