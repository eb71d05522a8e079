import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import { audienceOf, gcpFilters, metadataClusters } from "../../../../components/gate/upstreams/gcp";
import type { GcpIdToken } from "../../../../components/gate/upstream";
import { inside, textInside, valuesOf } from "../inside";
import { auths, externalKinds, upstreamWith } from "../upstreams";

const google = auths["gcp-id-token"];
const others = externalKinds.filter(kind => kind !== "gcp-id-token");
const nearby: GcpIdToken & { serverName: string } = { ...google, metadata: { host: "127.0.0.1", port: 8080 } };

describe("an identity token", () => {
    const filters = gcpFilters(google);
    const named = (part: string) => filters.findIndex(filter => textInside(filter, "name").includes(part));
    const [removal, fetching, guard] = ["header_mutation", "gcp_authn", "rbac"].map(named) as [number, number, number];

    it("comes from the metadata server of the gate's host, for the audience that the cluster names", () => {
        const cluster = inside(filters[fetching], "typed_config", "cluster");
        assert.equal(cluster, metadataClusters([google])[0]!.name);
        const audience = inside(audienceOf(upstreamWith(google)), "metadata", "typed_filter_metadata");
        assert.equal(inside(audience, textInside(filters[fetching], "name"), "url"), "https://models.example");
    });

    it("is all that the host sees as a proof: what a client says there is dropped before it is fetched", () => {
        assert.deepEqual(valuesOf("remove", filters[removal]!), ["authorization"]);
        assert.ok(removal < fetching);
    });

    it("is there, or nothing is asked", () => {
        assert.ok(fetching < guard);
        assert.equal(inside(filters[guard], "typed_config", "rules", "action"), "ALLOW");
        assert.deepEqual(valuesOf("principals", filters[guard]!), [
            [{ header: { name: "authorization", present_match: true } }],
        ]);
    });

    it("is kept while it is good, and tried for again a few times", () => {
        assert.ok((inside(filters[fetching], "typed_config", "cache_config", "cache_size") as number) > 0);
        assert.ok((inside(filters[fetching], "typed_config", "retry_policy", "num_retries") as number) > 0);
    });

    it("is nothing that any other upstream gets", () => {
        for (const kind of others) {
            assert.deepEqual(gcpFilters(auths[kind]), [], kind);
            assert.deepEqual(audienceOf(upstreamWith(auths[kind])), {}, kind);
        }
    });
});

describe("the metadata server", () => {
    const addressesOf = (clusters: readonly Json[]) => valuesOf("socket_address", clusters);

    it("is that of Google Cloud, over plain HTTP, unless another is named", () => {
        const [cluster, ...rest] = metadataClusters([google]);
        assert.deepEqual(rest, []);
        assert.deepEqual(addressesOf([cluster!]), [{ address: "metadata.google.internal", port_value: 80 }]);
        assert.equal(cluster!.transport_socket, undefined);
        assert.deepEqual(addressesOf(metadataClusters([nearby])), [{ address: "127.0.0.1", port_value: 8080 }]);
    });

    it("is one for all upstreams that need it, and none where none does", () => {
        assert.equal(metadataClusters([auths.mtls, google, auths.tls, google]).length, 1);
        assert.deepEqual(metadataClusters([auths.mtls, ...others.map(kind => auths[kind])]), []);
        assert.deepEqual(metadataClusters([]), []);
    });
});
